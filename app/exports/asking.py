"""Ask for a signature list, and stop one that is being written: within the promise, written down."""

from __future__ import annotations

import secrets

from sqlalchemy import func, select, update

from app.accounts.models import Account
from app.core import clock, crypto
from app.core.db import db
from app.core.errors import DomainError
from app.exports import lists, removing
from app.exports.lists import Format
from app.exports.models import Export, ExportState
from app.exports.refusals import (
    MoreThanPromised,
    NobodyYet,
    NothingLeft,
    NotRunning,
    NotYours,
    TooManyLists,
    TooManyOnPaper,
)
from app.petitions.models import Petition, Preset
from app.record.service import write_down

LETTERS = "bcdfghjkmnpqrstvwxz"
"""Of marks: no figures, which a spreadsheet would take for a number, and no vowels, which make words."""
MOST_ON_PAPER = 100_000
MOST_LISTS = 20
"""So many of one person's files may lie on the disk."""
LIVE = (ExportState.WAITING, ExportState.WRITING)


def check(petition: Petition, preset: Preset, form: Format) -> DomainError | None:
    """Say why a list may not leave; None when it may."""
    if preset not in lists.allowed(petition):
        return MoreThanPromised()
    if preset == Preset.COUNT:
        return NobodyYet() if not petition.total and not petition.purged_at else None
    if petition.purged_at:
        return NothingLeft()
    if not petition.online_count:
        return NobodyYet()
    if form is Format.PDF and petition.online_count > MOST_ON_PAPER:
        return TooManyOnPaper(most=MOST_ON_PAPER)
    return None


def note_preview(petition: Petition, *, preset: Preset, form: Format, rows: int, actor: Account) -> None:
    """Write down that rows of a list were looked at before it is asked for. Raises what ``check`` gives."""
    refusal = check(petition, preset, form)
    if refusal is not None:
        raise refusal
    facts = {"preset": preset, "format": form, "rows": rows}
    write_down("list.previewed", actor=actor, petition_id=petition.id, facts=facts)


def ask_for_export(
    petition: Petition, *, preset: Preset, form: Format, reason: str, locale: str, actor: Account
) -> Export:
    """Ask for a list; the worker writes it.

    Raises MoreThanPromised, NothingLeft, NobodyYet, TooManyOnPaper, TooManyLists.
    """
    refusal = check(petition, preset, form)
    if refusal is not None:
        raise refusal
    theirs = select(func.count()).where(
        Export.account_id == actor.id, Export.state.in_((*LIVE, ExportState.READY))
    )
    if (db.session.scalar(theirs) or 0) >= MOST_LISTS:
        raise TooManyLists(most=MOST_LISTS)
    made = Export(
        uid=crypto.new_uid(),
        mark=new_mark(),
        petition_id=petition.id,
        account_id=actor.id,
        preset=preset,
        format=form,
        locale=locale,
        options={},
        state=ExportState.WAITING,
        problem="",
        total=petition.online_count if preset != Preset.COUNT else 0,
        created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    facts = {"export": made.id, "mark": made.mark, "preset": preset, "format": form, "signatures": made.total}
    act = write_down("list.asked_for", actor=actor, petition_id=petition.id, facts=facts, words=reason)
    made.options = {"act": act.uid.hex()}
    db.session.flush()
    return made


def new_mark() -> str:
    """Make a mark that no list has, like kvtr-mwzp."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def stop_export(export: Export, *, actor: Account) -> None:
    """Stop one that waits or is being written; what is written of it goes. Raises NotYours, NotRunning."""
    if export.account_id != actor.id:
        raise NotYours
    stopped = (
        update(Export)
        .where(Export.id == export.id, Export.state.in_(LIVE))
        .values(state=ExportState.STOPPED, sealed=None, removed_at=clock.now())
        .returning(Export.id)
    )
    if db.session.scalar(stopped) is None:
        raise NotRunning
    facts = {"export": export.id, "mark": export.mark}
    write_down("export.stopped", actor=actor, petition_id=export.petition_id, facts=facts)
    db.session.refresh(export)
    removing.delete_files(export)
