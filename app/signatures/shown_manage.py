"""Organizers' page of what shows in public: reports, comments to read, names."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.i18n import ngettext
from app.core.slugs import row_number
from app.petitions import queries
from app.petitions.models import Petition
from app.signatures import comments, names, reporting, together
from app.signatures.models import CommentState, Report
from app.signatures.together import Together

bp = Blueprint("shown_manage", __name__, url_prefix="/organisera/namninsamlingar/<int:petition_id>/visas")

SAID = {
    CommentState.SHOWN: _l("The comment shows on the page now."),
    CommentState.HIDDEN: _l("The comment does not show on the page."),
    CommentState.WAITING: _l("The comment waits to be read again, and does not show."),
}


class NoSuchChoice(DomainError):
    """A button that the page does not have."""

    message = _l("Choose one of the buttons on the page.")


@bp.get("/")
@organizers(Permission.EDIT_PETITIONS)
def index(petition_id: int) -> ResponseReturnValue:
    """Show reports, comments and names, with the buttons that show and hide."""
    petition = queries.get_for(current_user.account, petition_id)
    lists = {} if petition.purged_at else _lists(petition)
    undo_act = row_number(request.args.get("gjort", ""))
    return render_template("signatures/manage/shown.html", petition=petition, undo_act=undo_act, **lists)


def _lists(petition: Petition) -> dict[str, object]:
    return {
        "reports": reporting.list_open(petition),
        "answered": reporting.list_answered(petition),
        "waiting": comments.list_in(petition, CommentState.WAITING),
        "on_page": comments.list_in(petition, CommentState.SHOWN),
        "hidden": comments.list_in(petition, CommentState.HIDDEN),
        "shown_names": names.shown_names(petition.id),
        "hidden_names": names.list_hidden(petition),
    }


def _done(
    petition_id: int, act: Callable[[Petition], bool], said: str, anchor: str, *, if_not: str = ""
) -> ResponseReturnValue:
    """Do one act on a petition's page and lead back: to the part of the page that says what was done.

    What was done already is not said again. Why not is said at the top.
    """
    petition = queries.get_for(current_user.account, petition_id)
    try:
        with transaction():
            did = act(petition)
    except DomainError as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".index", petition_id=petition_id), code=303)
    if did or if_not:
        flash(said if did else if_not, f"at-{anchor}")
    return redirect(url_for(".index", petition_id=petition_id, _anchor=anchor), code=303)


@bp.post("/namn/<int:signature_id>/<any(gom, visa):what>")
@organizers(Permission.EDIT_PETITIONS)
def name(petition_id: int, signature_id: int, what: str) -> ResponseReturnValue:
    """Hide a name, or let it stand again."""
    is_hiding = what == "gom"
    act = names.hide if is_hiding else names.show_again
    said = (
        _("The name is hidden. The signature counts as before.") if is_hiding else _("The name shows again.")
    )
    return _done(
        petition_id,
        lambda petition: act(names.get_in(petition, signature_id), actor=current_user.account),
        said,
        "namn",
    )


@bp.post("/kommentar/<int:signature_id>")
@organizers(Permission.EDIT_PETITIONS)
def comment(petition_id: int, signature_id: int) -> ResponseReturnValue:
    """Show a comment, hide it, or put it back to be read."""
    wanted = request.form.get("to", "")
    if wanted not in SAID:
        raise NoSuchChoice
    state, mark = CommentState(wanted), request.form.get("mark", "")
    return _done(
        petition_id,
        lambda petition: comments.move(
            names.get_in(petition, signature_id), state, mark=mark, actor=current_user.account
        ),
        str(SAID[state]),
        "kommentarer",
    )


ANSWERS: dict[str, Callable[..., bool]] = {
    "gom": reporting.hide,
    "lat-sta": reporting.let_stand,
    "angra": reporting.take_up_again,
}


@bp.post("/anmalan/<int:report_id>/<any('gom', 'lat-sta', 'angra'):what>")
@organizers(Permission.EDIT_PETITIONS)
def answer_report(petition_id: int, report_id: int, what: str) -> ResponseReturnValue:
    """Answer a report by hiding or by letting it stand, or undo the answer."""
    said = {
        "gom": _("Hidden. The signature counts as before."),
        "lat-sta": _("It stands as it was."),
        "angra": _("Undone: the report waits for an answer again."),
    }[what]
    if_not = _("There was nothing left to hide. The report is answered.") if what == "gom" else ""

    def act(petition: Petition) -> bool:
        found: Report = reporting.get_in(petition, report_id)
        return ANSWERS[what](found, actor=current_user.account)

    return _done(petition_id, act, said, "anmalningar", if_not=if_not)


@bp.post("/kommentarer")
@organizers(Permission.EDIT_PETITIONS)
def many_comments(petition_id: int) -> ResponseReturnValue:
    """Let the comments through that are ticked, or hide them."""
    if request.form.get("to") not in together.COMMENTS:
        raise NoSuchChoice
    state, chosen = CommentState(request.form["to"]), dict(_ticked())
    return _together(
        petition_id,
        lambda petition: together.move_comments(petition, chosen, state, actor=current_user.account),
    )


@bp.post("/anmalningar")
@organizers(Permission.EDIT_PETITIONS)
def many_reports(petition_id: int) -> ResponseReturnValue:
    """Answer the reports that are ticked: by hiding what they are about, or by letting it stand."""
    if request.form.get("do") not in {"gom", "lat-sta"}:
        raise NoSuchChoice
    is_hiding, chosen = request.form["do"] == "gom", [number for number, _mark in _ticked()]
    return _together(
        petition_id,
        lambda petition: together.answer_reports(
            petition, chosen, is_hiding=is_hiding, actor=current_user.account
        ),
    )


def _ticked() -> list[tuple[int, str]]:
    """List what was ticked: a number, and after a colon the mark of what stood there."""
    parts = [each.partition(":") for each in request.form.getlist("row")]
    return [(number, mark) for text, _colon, mark in parts if (number := row_number(text))]


def _together(petition_id: int, act: Callable[[Petition], Together]) -> ResponseReturnValue:
    # Said at the top of the page, where the button that undoes it stands.
    petition = queries.get_for(current_user.account, petition_id)
    try:
        with transaction():
            did = act(petition)
    except DomainError as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".index", petition_id=petition_id), code=303)
    flash(ngettext("Done: %(num)s.", "Done: %(num)s.", did.done))
    if did.missed:
        words = ngettext(
            "%(num)s was left: somebody else had decided about it, or it had changed.",
            "%(num)s were left: somebody else had decided about them, or they had changed.",
            did.missed,
        )
        flash(words, "warn")
    return redirect(url_for(".index", petition_id=petition_id, gjort=did.act.id), code=303)


@bp.post("/angra")
@organizers(Permission.EDIT_PETITIONS)
def undo(petition_id: int) -> ResponseReturnValue:
    """Undo what one press did with many comments or reports."""
    petition = queries.get_for(current_user.account, petition_id)
    act_id = row_number(request.form.get("act", "")) or 0
    try:
        with transaction():
            many = together.undo(petition, act_id, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(ngettext("Undone: %(num)s waits again.", "Undone: %(num)s wait again.", many))
    return redirect(url_for(".index", petition_id=petition_id), code=303)
