"""Organizers' pages of exports: what leaves, a look at it, how far it has come, and fetching it."""

from __future__ import annotations

from itertools import islice
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer, offered
from app.core.i18n import language
from app.exports import asking, lists, places, queries, taking, tracing
from app.exports.forms import FORMATS, ExportForm
from app.exports.lists import Format
from app.exports.models import Export, ExportState
from app.exports.refusals import FileDamaged, TooManyOnPaper
from app.exports.sealed_files import FileBroken
from app.exports.words import PROBLEMS, STATES
from app.petitions import queries as petitions
from app.petitions.forms import PRESETS
from app.petitions.models import Petition, Preset

bp = Blueprint("exports_manage", __name__, url_prefix="/organisera/namninsamlingar")
SHOWN = 5
"""Rows that are looked at before a list is asked for."""
NO_MARK = "····-····"
TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "pdf": "application/pdf",
}


@bp.get("/<int:petition_id>/exportera")
@organizers(Permission.EXPORT_NAMES, fresh=True)
def new(petition_id: int) -> ResponseReturnValue:
    """Ask what shall leave and why; and tell what has left."""
    petition = petitions.get_for(current_user.account, petition_id)
    form = _form(petition)
    form.preset.data = lists.proposed(petition)
    return _page(petition, form)


def _form(petition: Petition) -> ExportForm:
    form = ExportForm()
    form.preset.choices = offered({preset: PRESETS[preset] for preset in lists.allowed(petition)})
    return form


def _page(petition: Petition, form: ExportForm, look: dict[str, Any] | None = None) -> str:
    found = [] if look else queries.list_of(petition)
    reasons = queries.reasons_of(found)
    return render_template(
        "exports/manage/new.html",
        petition=petition,
        form=form,
        look=look,
        exports=[(each, queries.asker_of(each), reasons[each.id]) for each in found],
        presets=PRESETS,
        formats=FORMATS,
        states=STATES,
    )


@bp.post("/<int:petition_id>/exportera")
@organizers(Permission.EXPORT_NAMES, fresh=True)
def ask(petition_id: int) -> ResponseReturnValue:
    """Show exactly what would leave; and when that has been seen, begin."""
    petition = petitions.get_for(current_user.account, petition_id)
    form = _form(petition)
    if not form.validate():
        return _page(petition, form), 422
    said: dict[str, Any] = {"preset": Preset(form.preset.data), "form": Format(form.form.data)}
    account = current_user.account
    try:
        if request.form.get("do") != "begin":
            return _page(petition, form, _look(petition, **said))
        with transaction(public=False):
            made = asking.ask_for_export(
                petition, **said, reason=answer(form.reason), locale=language(), actor=account
            )
    except DomainError as refusal:
        at = form.form if isinstance(refusal, TooManyOnPaper) else form.preset
        at.errors = [str(refusal)]
        return _page(petition, form), refusal.status
    return redirect(url_for(".show", petition_id=petition_id, export_id=made.id), code=303)


def _look(petition: Petition, *, preset: Preset, form: Format) -> dict[str, Any]:
    """Give the first rows as they will leave; that they were looked at is written down first."""
    with transaction(public=False):
        asking.note_preview(petition, preset=preset, form=form, rows=SHOWN, actor=current_user.account)
    rows = lists.rows_of(petition, preset, until=clock.now(), mark=NO_MARK, note=lambda _row: None)
    return {
        "heads": [head.title for head in lists.heads_of(preset)],
        "rows": list(islice(rows, SHOWN)),
        "is_count": preset == Preset.COUNT,
        "preset": PRESETS[preset],
        "form": FORMATS[form],
        "is_paper": form is Format.PDF,
    }


@bp.get("/<int:petition_id>/exportera/<int:export_id>")
@organizers(Permission.EXPORT_NAMES)
def show(petition_id: int, export_id: int) -> ResponseReturnValue:
    """Show how far it has come, and its files when they are ready."""
    petition, export = _get(petition_id, export_id)
    return render_template(
        "exports/manage/show.html",
        petition=petition,
        export=export,
        is_mine=queries.is_askers(export, current_user.account),
        is_ready=taking.is_ready(export),
        names=[places.download_name(export, part) for part in range(1, export.parts + 1)],
        preset=PRESETS[Preset(export.preset)],
        form=FORMATS[Format(export.format)],
        state=STATES[ExportState(export.state)],
        problem=PROBLEMS.get(export.problem, ""),
        asker=queries.asker_of(export),
        reason=queries.reason_of(export),
    )


def _get(petition_id: int, export_id: int) -> tuple[Petition, Export]:
    petition = petitions.get_for(current_user.account, petition_id)
    return petition, queries.get_for(petition, export_id)


@bp.post("/<int:petition_id>/exportera/<int:export_id>/stoppa")
@organizers(Permission.EXPORT_NAMES)
def stop(petition_id: int, export_id: int) -> ResponseReturnValue:
    """Stop one that waits or is being written."""
    _petition, export = _get(petition_id, export_id)
    try:
        with transaction(public=False):
            asking.stop_export(export, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    return redirect(url_for(".show", petition_id=petition_id, export_id=export_id), code=303)


@bp.post("/<int:petition_id>/exportera/<int:export_id>/hamta/<int:part>")
@organizers(Permission.EXPORT_NAMES, fresh=True)
def download(petition_id: int, export_id: int, part: int) -> ResponseReturnValue:
    """Send a file, opened piece by piece; each time is written down before."""
    _petition, export = _get(petition_id, export_id)
    account = current_user.account
    try:
        taken = taking.open_part(export, part, actor=account)
        with transaction(public=False):
            taking.note_taken(export, part, actor=account)
    except FileBroken as broken:
        with transaction(public=False):
            taking.note_damaged(export, actor=account)
        raise FileDamaged from broken
    response = Response(taken.pieces, mimetype=TYPES[taken.name.rpartition(".")[2]])
    response.headers["Content-Length"] = str(taken.size)
    response.headers["Content-Disposition"] = f'attachment; filename="{taken.name}"'
    return response


@bp.get("/exporterade")
@organizers(Permission.EXPORT_NAMES)
def mark() -> ResponseReturnValue:
    """Say where a list with some mark is from, and how many are in it."""
    wanted = request.args.get("marke", "").strip()[:40]
    export = queries.find_by_mark_for(current_user.account, wanted) if wanted else None
    return render_template(
        "exports/manage/mark.html",
        wanted=wanted,
        found=tracing.trace(export) if export else None,
        presets=PRESETS,
        formats=FORMATS,
    )
