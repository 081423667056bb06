"""Organizers' page that removes a signature for somebody who asks by phone, letter, e-mail or in person."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import rate
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.petitions import queries
from app.signatures import masking, names, showing, withdrawing
from app.signatures.models import Signature
from app.signatures.withdraw_forms import CompareForm, WithdrawForm
from app.signatures.withdrawing import Way

bp = Blueprint("withdrawn_manage", __name__, url_prefix="/organisera/namninsamlingar")


@bp.route("/<int:petition_id>/underskrifter/<int:signature_id>/ta-bort", methods=["GET", "POST"])
@organizers(Permission.SEE_SIGNERS)
def new(petition_id: int, signature_id: int) -> ResponseReturnValue:
    """Say what will be gone; the button does it, once."""
    row = _row(petition_id, signature_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        with transaction():
            row = _row(petition_id, signature_id)
            withdrawing.withdraw_for(row, way=Way(answer(form.way)), actor=current_user.account)
        flash(_("The signature is removed, and whoever asked for it is told by e-mail where there is one."))
        return redirect(url_for("petitions_manage.show", petition_id=petition_id), code=303)
    return _page(row, form=form), 422 if request.method == "POST" else 200


@bp.post("/<int:petition_id>/underskrifter/<int:signature_id>/ta-bort/adressen")
@organizers(Permission.SEE_SIGNERS)
def compare(petition_id: int, signature_id: int) -> ResponseReturnValue:
    """Tell whether an address is the signature's: by POST, so that it stands in no address of a page."""
    row, told = _row(petition_id, signature_id), CompareForm()
    if not told.validate():
        return _page(row, told=told), 422
    if not rate.allow("see-signers", showing.LOOKS, str(current_user.account.id)):
        told.form_errors = [_("You have looked at very many names in a short time. Wait ten minutes.")]
        return _page(row, told=told), 429
    with transaction(public=False):
        row = _row(petition_id, signature_id)
        is_same = showing.compare_address(row, answer(told.email), actor=current_user.account)
    return _page(row, told=told, is_same=is_same)


def _row(petition_id: int, signature_id: int) -> Signature:
    return names.get_in(queries.get_for(current_user.account, petition_id), signature_id)


def _page(
    row: Signature,
    *,
    form: WithdrawForm | None = None,
    told: CompareForm | None = None,
    is_same: bool | None = None,
) -> str:
    return render_template(
        "signatures/manage/withdraw.html",
        line=masking.line_of(row, row.petition.scope, is_shown=False),
        form=form or WithdrawForm(formdata=None),
        told=told or CompareForm(formdata=None),
        petition=row.petition,
        row=row,
        is_same=is_same,
    )
