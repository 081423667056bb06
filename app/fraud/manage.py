"""The desk's page of signatures that somebody looks at before they count."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.slugs import row_number
from app.fraud import holding, invalidating, queries
from app.fraud.forms import DecideForm, LookForm, ReasonForm
from app.petitions import queries as petitions
from app.petitions.models import Petition
from app.record.service import write_down
from app.signatures import entry, masking, showing
from app.signatures.models import Hold, Signature
from app.signatures.words import CHANNELS, HOLDS, sentence_of

bp = Blueprint("fraud_manage", __name__, url_prefix="/organisera/namninsamlingar/<int:petition_id>")

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@bp.get("/granska")
@organizers(Permission.SEE_SIGNERS)
def index(petition_id: int) -> ResponseReturnValue:
    """List what is held, masked, and where very much comes from."""
    petition = petitions.get_for(current_user.account, petition_id)
    return _page(petition, queries.list_held(petition))


@bp.get("/granska/<int:signature_id>")
@organizers(Permission.SEE_SIGNERS)
def release(petition_id: int, signature_id: int) -> ResponseReturnValue:
    """Show one held signature to decide about; all of them where it is held no more."""
    petition = petitions.get_for(current_user.account, petition_id)
    rows = queries.list_held(petition, only=[signature_id])
    return _page(petition, rows) if rows else redirect(url_for(".index", petition_id=petition_id), code=303)


@bp.post("/granska/visa")
@organizers(Permission.SEE_SIGNERS)
def unmask(petition_id: int) -> ResponseReturnValue:
    """Write down that the names are looked at, then show them."""
    petition = petitions.get_for(current_user.account, petition_id)
    rows = _held_there(petition)
    if not rows:
        return redirect(url_for(".index", petition_id=petition_id), code=303)
    return _unmasked(petition, rows, LookForm(formdata=None))


def _unmasked(
    petition: Petition, rows: Sequence[Signature], form: DecideForm, status: int = 200
) -> ResponseReturnValue:
    """Count the look, write it down and show the names; masked when there were very many looks."""
    if wait := showing.why_wait(current_user.account):
        form.form_errors = [*form.form_errors, wait]
        return _page(petition, rows, form), 429
    facts: dict[str, object] = {"count": len(rows)}
    if len(rows) == 1:
        facts["signature"] = rows[0].id
    with transaction(public=False):
        write_down("held.unmasked", actor=current_user.account, petition_id=petition.id, facts=facts)
    return _page(petition, rows, form, is_shown=True), status


@bp.post("/granska")
@organizers(Permission.EDIT_PETITIONS)
def decide(petition_id: int) -> ResponseReturnValue:
    """Let what is ticked count, or take it out."""
    petition = petitions.get_for(current_user.account, petition_id)
    form, chosen = DecideForm(), queries.list_chosen(petition, _numbers("row"))
    is_out = request.form.get("do") != "count"
    if not form.validate() or (is_out and not answer(form.reason)):
        if not form.errors:
            form.reason.errors = [_("Write why: the signers have a right to know.")]
        return _again(petition, form, 422)
    try:
        with transaction():
            undo = _out(petition, chosen, answer(form.reason)) if is_out else _count(petition, chosen)
    except DomainError as refusal:
        form.form_errors = [str(refusal)]
        return _again(petition, form, refusal.status)
    numbers = {name: made.id for name, made in undo.items()}  # an act has one from the commit on
    return redirect(url_for(".index", petition_id=petition_id, **numbers), code=303)


def _again(petition: Petition, form: DecideForm, status: int) -> ResponseReturnValue:
    """Show the form once more with what was ticked and written, and the names where they had been shown."""
    shown = _held_there(petition)
    if shown and request.form.get("names") == "1":
        return _unmasked(petition, shown, form, status)
    return _page(petition, shown or queries.list_held(petition), form), status


def _count(petition: Petition, chosen: Sequence[Signature]) -> dict[str, Any]:
    done = holding.release(petition, chosen, actor=current_user.account)
    if done.counted:
        flash(ngettext("%(num)s signature counts now.", "%(num)s signatures count now.", done.counted))
    if done.in_the_way:
        flash(
            ngettext(
                "%(num)s was left: another signature from the same mailbox counts already.",
                "%(num)s were left: another signature from the same mailbox counts already.",
                done.in_the_way,
            ),
            "warn",
        )
    return {"angra": done.act} if done.counted else {}


def _out(petition: Petition, chosen: Sequence[Signature], reason: str) -> dict[str, Any]:
    made = holding.take_out(petition, chosen, reason=reason, actor=current_user.account)
    flash(ngettext("%(num)s signature is taken out.", "%(num)s signatures are taken out.", made.done))
    return {"ut": made}


@bp.post("/granska/angra")
@organizers(Permission.EDIT_PETITIONS)
def undo(petition_id: int) -> ResponseReturnValue:
    """Hold again what a press let count."""
    petition = petitions.get_for(current_user.account, petition_id)
    act_id = request.form.get("act", type=int, default=0)
    try:
        with transaction():
            many = holding.undo_release(petition, min(act_id, 2**31 - 1), actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(ngettext("%(num)s signature is held again.", "%(num)s signatures are held again.", many))
    return redirect(url_for(".index", petition_id=petition_id), code=303)


def _numbers(name: str) -> list[int]:
    """Give the numbers that a form names, in order; what is no number is nobody."""
    return sorted({number for each in request.form.getlist(name) if (number := row_number(each))})


def _held_there(petition: Petition) -> Sequence[Signature]:
    """List what the page showed and is held still: other names are shown by the register alone."""
    return queries.list_held(petition, only=_numbers("shown"))


def _page(
    petition: Petition, rows: Sequence[Signature], form: DecideForm | None = None, *, is_shown: bool = False
) -> str:
    return render_template(
        "fraud/manage/index.html",
        petition=petition,
        lines=[masking.line_of(row, petition.scope, is_shown=is_shown) for row in rows],
        is_shown=is_shown,
        form=form or DecideForm(formdata=None),
        ticked=set(request.form.getlist("row")),
        needs_name=Hold.NAME,
        held=queries.count_held(petition),
        marked=queries.count_marked(petition),
        holds=HOLDS,
        channels=CHANNELS,
        origins=[
            (words, queries.top_networks(petition, span), queries.top_domains(petition, span))
            for words, span in ((_("The last hour"), HOUR), (_("The last day"), DAY))
        ],
        undo_act=request.args.get("angra", type=int),
        undo_out=request.args.get("ut", type=int),
    )


@bp.route("/signaturer/<int:signature_id>/ogiltig", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def invalidate_one(petition_id: int, signature_id: int) -> ResponseReturnValue:
    """Take one signature out of the count, with a reason."""
    row = entry.get_for(current_user.account, petition_id, signature_id)
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction():
                made = invalidating.invalidate_one(
                    row, reason=answer(form.reason), actor=current_user.account
                )
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        else:
            flash(_("The signature is taken out. It can be put back here."))
            way = url_for("invalidations_manage.show", petition_id=petition_id, invalidation_id=made.id)
            return redirect(way, code=303)
    page = render_template(
        "fraud/manage/one.html",
        petition=row.petition,
        row=row,
        line=masking.line_of(row, row.petition.scope, is_shown=False),
        sentence=sentence_of(row),
        form=form,
    )
    return page, 422 if form.errors or form.form_errors else 200
