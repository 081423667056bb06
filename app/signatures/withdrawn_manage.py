"""Organizers' page that removes a signature for somebody who asks by phone, by letter or in person."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.petitions import queries
from app.signatures import masking, names, withdrawing
from app.signatures.withdraw_forms import WithdrawForm
from app.signatures.withdrawing import Way

bp = Blueprint("withdrawn_manage", __name__, url_prefix="/organisera/namninsamlingar")


@bp.route("/<int:petition_id>/underskrifter/<int:signature_id>/ta-bort", methods=["GET", "POST"])
@organizers(Permission.SEE_SIGNERS)
def new(petition_id: int, signature_id: int) -> ResponseReturnValue:
    """Say what will be gone; the button does it, once."""
    petition = queries.get_for(current_user.account, petition_id)
    row = names.get_in(petition, signature_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        with transaction():
            row = names.get_in(queries.get_for(current_user.account, petition_id), signature_id)
            withdrawing.withdraw_for(row, way=Way(answer(form.way)), actor=current_user.account)
        flash(_("The signature is removed, and whoever asked for it is told by e-mail where there is one."))
        return redirect(url_for("petitions_manage.show", petition_id=petition_id), code=303)
    page = render_template(
        "signatures/manage/withdraw.html",
        petition=petition,
        row=row,
        line=masking.line_of(row, petition.scope, is_shown=False),
        form=form,
    )
    return page, 422 if request.method == "POST" else 200
