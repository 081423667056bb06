"""Organizers' pages that read people in from a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import i18n, periods, qr
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import DeskForm, answer
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.uploads import takes_file
from app.volunteers import candidates, importing, service
from app.volunteers.importing_forms import FileForm, chosen, columns_form, is_chosen_twice
from app.volunteers.models import VolunteerImport
from app.volunteers.spreadsheets import MOST_BYTES

bp = Blueprint("importing_manage", __name__, url_prefix="/organisera/hjalpare/las-in")

SHOWN = 5
FAULTS_SHOWN = 100


@bp.route("", methods=["GET", "POST"])
@organizers(Permission.IMPORT_PEOPLE)
@takes_file(MOST_BYTES)
def index() -> ResponseReturnValue:
    """Take a file, and list what was read in."""
    form = FileForm()
    if form.validate_on_submit():
        try:
            sheet, table = importing.read(answer(form.file))
            with transaction(public=False):
                row = importing.begin(sheet, table, actor=current_user.account)
        except DomainError as refusal:
            form.file.errors = [str(refusal)]
        else:
            return redirect(url_for(".show", uid=row.uid.hex()), code=303)
    page = render_template(
        "volunteers/manage/import.html",
        form=form,
        imports=importing.list_imports(),
        may_be_undone=importing.may_be_undone,
    )
    return page, 422 if form.errors else 200


@bp.get("/<uid>")
@organizers(Permission.IMPORT_PEOPLE)
def show(uid: str) -> ResponseReturnValue:
    """Show what a file would add, or what it has added."""
    row = importing.get_for(current_user.account, uid)
    if row.done_at is not None:
        return _show_done(row)
    table = importing.table_of(row)
    return _show_waiting(row, columns_form(table, is_sent=False))


def _show_waiting(row: VolunteerImport, form: DeskForm) -> str:
    found = candidates.find_people(importing.table_of(row))
    return render_template(
        "volunteers/manage/import_look.html",
        row=row,
        form=form,
        found=found,
        shown=found.people[:SHOWN],
        faults=found.faults[:FAULTS_SHOWN],
        why=candidates.FAULTS,
        waits_until=row.created_at + importing.WAITS,
        keeps=periods.words("volunteers"),
    )


def _show_done(row: VolunteerImport) -> str:
    people = importing.list_of(row)
    address = i18n.absolute_url("/mina-pass")
    return render_template(
        "volunteers/manage/import_done.html",
        row=row,
        names=[(person.id, service.person(person)["name"]) for person in people],
        may_be_undone=importing.may_be_undone(row),
        undoable=importing.count_undoable(row),
        until=row.done_at + importing.CAN_BE_UNDONE if row.done_at else None,
        address=address,
        square=qr.svg(address, title=_("Square code that leads to My shifts")),
    )


@bp.post("/<uid>/kolumner")
@organizers(Permission.IMPORT_PEOPLE)
def choose(uid: str) -> ResponseReturnValue:
    """Read the columns as something else."""
    row = importing.get_for(current_user.account, uid)
    form = columns_form(importing.table_of(row), is_sent=True)
    if not form.validate():
        return _show_waiting(row, form), 422
    if is_chosen_twice(chosen(form)):
        form.form_errors = [_("Two columns are the same thing. Choose “Not read” for one of them.")]
        return _show_waiting(row, form), 422
    try:
        with transaction(public=False):
            importing.set_columns(row, chosen(form), actor=current_user.account)
    except importing.NoColumns as refusal:
        form.form_errors = [str(refusal)]
        return _show_waiting(row, form), 422
    flash(_("Read anew. See below what it gives."))
    return redirect(url_for(".show", uid=uid), code=303)


@bp.post("/<uid>/las")
@organizers(Permission.IMPORT_PEOPLE)
def read_in(uid: str) -> ResponseReturnValue:
    """Add everyone who can be added."""
    row = importing.get_for(current_user.account, uid)
    try:
        with transaction(public=False):
            added = importing.read_in(row, all_members="members" in request.form, actor=current_user.account)
    except importing.NoColumns as refusal:
        flash(str(refusal), "error")
    else:
        told = ngettext("%(num)s person is added.", "%(num)s people are added.", added)
        flash(told + " " + _("Nobody gets a mail."))
    return redirect(url_for(".show", uid=uid), code=303)


@bp.post("/<uid>/kasta")
@organizers(Permission.IMPORT_PEOPLE)
def throw_away(uid: str) -> ResponseReturnValue:
    """Wipe the rows: nothing was added."""
    _act(uid, importing.throw_away)
    flash(_("The file is thrown away. Nobody was added."))
    return redirect(url_for(".index"), code=303)


@bp.post("/<uid>/angra")
@organizers(Permission.IMPORT_PEOPLE)
def undo(uid: str) -> ResponseReturnValue:
    """Take away those who came by it and have done nothing since."""
    gone = _act(uid, importing.undo) or 0
    flash(ngettext("%(num)s person is taken away.", "%(num)s people are taken away.", gone))
    return redirect(url_for(".show", uid=uid), code=303)


def _act(uid: str, act: Callable[..., int | None]) -> int | None:
    row = importing.get_for(current_user.account, uid)
    with transaction(public=False):
        return act(row, actor=current_user.account)
