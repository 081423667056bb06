"""Organizers' page that removes a signature for somebody who asks by phone, letter, e-mail or in person."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import lazy_gettext as _l
from app.petitions import queries
from app.signatures import masking, names, showing, withdrawing
from app.signatures.models import Signature
from app.signatures.withdraw_forms import CompareForm, WithdrawForm
from app.signatures.withdrawing import Told, Way

bp = Blueprint("withdrawn_manage", __name__, url_prefix="/organisera/namninsamlingar")

RECEIPTS = {
    Told.MAILED: _l("The signature is removed. An e-mail tells whoever had signed."),
    Told.NO_ADDRESS: _l(
        "The signature is removed. No e-mail: it was given at the stand, without an address."
    ),
    Told.UNCONFIRMED: _l("The signature is removed. No e-mail: the address was never confirmed."),
    Told.GONE: _l("The signature was already removed. Nothing more was done."),
}


@bp.route("/<int:petition_id>/underskrifter/<int:signature_id>/ta-bort", methods=["GET", "POST"])
@organizers(Permission.SEE_SIGNERS)
def new(petition_id: int, signature_id: int) -> ResponseReturnValue:
    """Say what will be gone; the button does it, once."""
    row = _row(petition_id, signature_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        with transaction():
            row = _row(petition_id, signature_id)
            told = withdrawing.withdraw_for(row, way=Way(answer(form.way)), actor=current_user.account)
        flash(str(RECEIPTS[told]))
        return redirect(url_for("petitions_manage.show", petition_id=petition_id), code=303)
    return _page(row, form=form), 422 if request.method == "POST" else 200


@bp.post("/<int:petition_id>/underskrifter/<int:signature_id>/ta-bort/adressen")
@organizers(Permission.SEE_SIGNERS)
def compare(petition_id: int, signature_id: int) -> ResponseReturnValue:
    """Tell whether an address is the signature's: by POST, so that it stands in no address of a page.

    A second button of the form that removes: what was chosen there stays.
    """
    row, told = _row(petition_id, signature_id), CompareForm()
    if not told.validate():
        return _page(row, told=told), 422
    if wait := showing.why_wait(current_user.account):
        told.form_errors = [wait]
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
        form=form or WithdrawForm(),
        told=told or CompareForm(),
        petition=row.petition,
        row=row,
        is_same=is_same,
    )
