"""People from a spreadsheet: looked at first, read in whole, undone within a week.

None of them gets a mail: they are in no round that asks for hands (``may_be_asked`` is false) until they
have said yes themselves, on their own page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy import Table as StoredTable
from sqlalchemy.orm import aliased

from app.accounts.models import Account
from app.core import clock, crypto, periods
from app.core.db import db, insert_into, overwrite_log, take_turn, transaction
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.slugs import bytes_of
from app.record import service as record
from app.shifts.models import Booking, BookingReceipt
from app.tasks.models import Claim
from app.volunteers import candidates, columns, spreadsheets
from app.volunteers.candidates import Candidate
from app.volunteers.columns import Column, Table
from app.volunteers.forgetting import KIND
from app.volunteers.models import SCOPE, Volunteer, VolunteerImport, VolunteerLink
from app.volunteers.spreadsheets import Sheet

WAITS = timedelta(hours=24)
"""Rows that nobody has read in are wiped after so long."""
CAN_BE_UNDONE = timedelta(days=7)


class ImportOver(DomainError):
    """Pressed twice, thrown away, or waited for longer than a day."""

    message = _l("This has been read in already, or waited longer than a day and was removed.")
    way_on = "importing_manage.index", _l("Read in people")


class NotToBeUndone(DomainError):
    """Too late, or done already."""

    message = _l("This can be undone within seven days, once.")
    way_on = "importing_manage.index", _l("Read in people")


class NoColumns(DomainError):
    """Nobody can be found in it."""

    message = _l("Choose which column holds the name, and which the e-mail or the phone.")


def read(data: bytes) -> tuple[Sheet, Table]:
    """Read a file, before any transaction: it takes seconds. Raises a SpreadsheetRefused."""
    sheet = spreadsheets.read_sheet(data)
    table = columns.look_over(sheet)
    if not table.rows:
        raise spreadsheets.FileIsEmpty
    return sheet, table


def begin(sheet: Sheet, table: Table, *, actor: Account) -> VolunteerImport:
    """Keep what was read, sealed, until it has been looked at."""
    uid = crypto.new_uid()
    row = VolunteerImport(
        uid=uid,
        account_id=actor.id,
        sealed=crypto.seal(SCOPE, _bound(uid), {"headings": table.headings, "rows": table.rows}),
        columns={
            "read_as": [column.value for column in table.columns],
            "kind": sheet.kind,
            "encoding": sheet.encoding,
            "is_first_of_many": sheet.is_first_of_many,
            "has_headings": table.has_headings,
            "personal": table.personal,
            "left_out": table.left_out,
            "hidden": table.hidden,
        },
        count=0,
        created_at=clock.now(),
    )
    db.session.add(row)
    db.session.flush()
    record.write_down("import.begun", actor=actor, facts={"rows": len(table.rows)})
    return row


def _bound(uid: bytes) -> bytes:
    return b"import|" + uid


def get_for(_account: Account, uid: str) -> VolunteerImport:
    """Give an import by the hexadecimal name in its address; raises NoResultFound."""
    return db.session.scalars(select(VolunteerImport).where(VolunteerImport.uid == bytes_of(uid))).one()


def list_imports() -> Sequence[VolunteerImport]:
    """List what was read in, and what waits for it, the latest first."""
    worth_telling = or_(VolunteerImport.sealed.is_not(None), VolunteerImport.done_at.is_not(None))
    return db.session.scalars(
        select(VolunteerImport).where(worth_telling).order_by(VolunteerImport.id.desc()).limit(50)
    ).all()


def table_of(row: VolunteerImport) -> Table:
    """Open the rows that wait; raises ImportOver."""
    if row.sealed is None or row.created_at < clock.now() - WAITS:
        raise ImportOver
    kept: dict[str, Any] = crypto.unseal(SCOPE, _bound(row.uid), row.sealed)
    return Table(
        headings=kept["headings"],
        rows=[(line, cells) for line, cells in kept["rows"]],
        columns=[Column(value) for value in row.columns["read_as"]],
        has_headings=row.columns["has_headings"],
        personal=row.columns["personal"],
        left_out=row.columns["left_out"],
        hidden=row.columns["hidden"],
    )


def set_columns(row: VolunteerImport, chosen: Sequence[Column], *, actor: Account) -> None:
    """Read the columns as something else. Raises ImportOver, NoColumns."""
    table = table_of(row)
    is_named = {Column.NAME, Column.GIVEN, Column.FAMILY} & set(chosen)
    if len(chosen) != len(table.columns) or not is_named or not {Column.EMAIL, Column.PHONE} & set(chosen):
        raise NoColumns
    row.columns = row.columns | {"read_as": [column.value for column in chosen]}
    record.write_down("import.columns_chosen", actor=actor)


def read_in(row: VolunteerImport, *, actor: Account, all_members: bool = False) -> int:
    """Add everyone who can be added, all or none; return how many. Raises ImportOver, NoColumns.

    ``all_members``: each of them is a member, whatever the file says.
    """
    take_turn("import")  # two files with the same people would wait for each other
    # Twice at once is once: the second finds it done.
    mine = update(VolunteerImport).where(
        VolunteerImport.id == row.id, VolunteerImport.done_at.is_(None), VolunteerImport.sealed.is_not(None)
    )
    taken = db.session.scalar(mine.values(done_at=clock.now()).returning(VolunteerImport.id))
    if taken is None:
        raise ImportOver
    found = candidates.find_people(table_of(row))
    people = found.people
    if not people and not found.known:
        raise NoColumns
    keep_until = clock.today() + periods.lasting("volunteers")
    if people:
        made = insert_into(cast("StoredTable", Volunteer.__table__)).on_conflict_do_nothing(
            index_elements=["identity"]
        )
        db.session.execute(
            made,
            [
                _values(each, row.id, keep_until) | ({"is_member": True} if all_members else {})
                for each in people
            ],
        )
    added = db.session.scalar(select(func.count()).where(Volunteer.import_id == row.id)) or 0
    row.count, row.sealed, row.done_at = added, None, clock.now()
    record.write_down("import.read_in", actor=actor, facts={"count": added})
    return added


def _values(each: Candidate, import_id: int, keep_until: date) -> dict[str, Any]:
    uid, contact = crypto.new_uid(), each.contact
    person = {"name": contact.name, "email": contact.email, "phone": contact.phone}
    return {
        "uid": uid,
        "identity": contact.identity,
        "phone_hash": crypto.keyed_hash(SCOPE, "phone", contact.phone) if contact.phone else None,
        "sealed": crypto.seal(SCOPE, uid, person | {"languages": each.languages}),
        "has_email": bool(contact.email),
        "locale": "sv",
        "may_be_asked": False,
        "is_member": each.is_member,
        "import_id": import_id,
        "keep_until": keep_until,
        "created_at": clock.now(),
    }


def throw_away(row: VolunteerImport, *, actor: Account) -> None:
    """Wipe rows that are not to be read in after all. Raises ImportOver."""
    if row.sealed is None:
        raise ImportOver
    row.sealed = None
    record.write_down("import.thrown_away", actor=actor)


def undo(row: VolunteerImport, *, actor: Account) -> int:
    """Take away those who came by it and have done nothing since; return how many. Raises NotToBeUndone."""
    if not may_be_undone(row):
        raise NotToBeUndone
    mine = update(VolunteerImport).where(VolunteerImport.id == row.id, VolunteerImport.undone_at.is_(None))
    if db.session.scalar(mine.values(undone_at=clock.now()).returning(VolunteerImport.id)) is None:
        raise NotToBeUndone
    # Whoever books at this moment is waited for: then she has done something.
    held = select(Volunteer.id).where(Volunteer.import_id == row.id).order_by(Volunteer.id)
    db.session.execute(held.with_for_update())
    gone = (
        db.session.execute(
            delete(Volunteer)
            .where(*_untouched(row.id))
            .returning(Volunteer.uid)
            .execution_options(synchronize_session=False)
        )
        .scalars()
        .all()
    )
    # A backup from in between must not bring them back.
    crypto.key_store().note_erasures(KIND, gone, clock.now())
    record.write_down("import.undone", actor=actor, facts={"count": len(gone)})
    return len(gone)


def may_be_undone(row: VolunteerImport) -> bool:
    """Say whether it can still be undone."""
    return row.done_at is not None and row.undone_at is None and row.done_at > clock.now() - CAN_BE_UNDONE


def _untouched(import_id: int) -> tuple[ColumnElement[bool], ...]:
    """Say who of an import has done nothing: booked, taken, asked for her link, brought nobody along."""
    companion = aliased(Volunteer)
    return (
        Volunteer.import_id == import_id,
        ~Volunteer.may_be_asked,
        ~select(Booking.id).where(Booking.volunteer_id == Volunteer.id).exists(),
        ~select(BookingReceipt.id).where(BookingReceipt.volunteer_id == Volunteer.id).exists(),
        ~select(Claim.id).where(Claim.volunteer_id == Volunteer.id).exists(),
        ~select(VolunteerLink.id).where(VolunteerLink.volunteer_id == Volunteer.id).exists(),
        ~select(companion.id).where(companion.brought_by_id == Volunteer.id).exists(),
    )


def count_undoable(row: VolunteerImport) -> int:
    """Count those whom undoing would take away."""
    rows = select(func.count()).select_from(Volunteer).where(*_untouched(row.id))
    return db.session.scalar(rows) or 0


def list_of(row: VolunteerImport, *, limit: int = 200) -> Sequence[Volunteer]:
    """List those who came by an import and are still there."""
    rows = select(Volunteer).where(Volunteer.import_id == row.id, Volunteer.forgotten_at.is_(None))
    return db.session.scalars(rows.order_by(Volunteer.id).limit(limit)).all()


def forget_waiting() -> int:
    """Wipe rows that nobody has read in for a day; return of how many files."""
    old = select(VolunteerImport.id).where(
        VolunteerImport.sealed.is_not(None), VolunteerImport.created_at < clock.now() - WAITS
    )
    ids = db.session.scalars(old).all()
    db.session.rollback()
    if not ids:
        return 0
    with transaction(public=False):
        gone = update(VolunteerImport).where(VolunteerImport.id.in_(ids))
        db.session.execute(gone.values(sealed=None))
    overwrite_log()
    return len(ids)
