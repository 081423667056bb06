"""Read what organizers plan with: events with what they need, shifts of days to come, where there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account
from app.core import clock
from app.core.db import db
from app.shifts import hands
from app.shifts.hands import Hands
from app.shifts.models import Event, Shift, Slot

LISTED = 300


@dataclass(frozen=True)
class EventLine:
    """One event in the desk's list."""

    event: Event
    next_shift: Shift | None
    coming: int
    needs: Hands | None
    """What its coming shifts have and need together."""
    last_at: datetime | None


def list_coming_events(_account: Account) -> list[EventLine]:
    """List the events with shifts to come, the next first, after those that have no shift at all."""
    shifts = list_shifts_between(_account, clock.now(), None)
    by_event: dict[int, list[Shift]] = {}
    for shift in shifts:
        by_event.setdefault(shift.event_id, []).append(shift)
    empty = select(Event).where(~select(Shift.id).where(Shift.event_id == Event.id).exists())
    lines = [
        EventLine(event, None, 0, None, None)
        for event in db.session.scalars(empty.order_by(Event.id.desc()).limit(LISTED))
    ]
    for row in by_event.values():
        needs = hands.of_slots(slot for shift in row for slot in shift.slots)
        lines.append(EventLine(row[0].event, row[0], len(row), needs, None))
    return lines


def list_past_events(_account: Account) -> list[EventLine]:
    """List the events without a shift to come, the latest first."""
    last = select(func.max(Shift.starts_at)).where(Shift.event_id == Event.id).scalar_subquery()
    is_coming = Shift.event_id == Event.id, Shift.ends_at > clock.now(), Shift.cancelled_at.is_(None)
    rows = db.session.execute(
        select(Event, last)
        .where(
            select(Shift.id).where(Shift.event_id == Event.id).exists(),
            ~select(Shift.id).where(*is_coming).exists(),
        )
        .order_by(last.desc())
        .limit(LISTED)
    )
    return [EventLine(event, None, 0, None, last_at) for event, last_at in rows]


def list_shifts_between(_account: Account, since: datetime, until: datetime | None) -> Sequence[Shift]:
    """List the shifts that happen and are not over at a time, in the order of their times."""
    statement = (
        select(Shift)
        .where(Shift.ends_at > since, Shift.cancelled_at.is_(None))
        .order_by(Shift.starts_at, Shift.id)
        .options(joinedload(Shift.event), selectinload(Shift.slots))
    )
    if until is not None:
        statement = statement.where(Shift.starts_at < until)
    return db.session.scalars(statement).all()


def list_shifts(event: Event) -> tuple[Sequence[Shift], Sequence[Shift]]:
    """List an event's shifts: those not over yet, cancelled ones too, then the latest past ones."""
    of_event = (
        select(Shift)
        .where(Shift.event_id == event.id)
        .options(joinedload(Shift.event), selectinload(Shift.slots))
    )
    now = clock.now()
    coming = of_event.where(Shift.ends_at > now).order_by(Shift.starts_at, Shift.id)
    past = of_event.where(Shift.ends_at <= now).order_by(Shift.starts_at.desc()).limit(50)
    return db.session.scalars(coming).all(), db.session.scalars(past).all()


def list_slots_to_move_to(_account: Account, slot: Slot) -> list[Slot]:
    """List where somebody can be moved: other roles there, then coming shifts of six weeks."""
    now = clock.now()
    shifts = list_shifts_between(_account, now, max(now, slot.shift.starts_at) + timedelta(weeks=6))
    ours_first = sorted(
        shifts, key=lambda shift: (shift.event_id != slot.shift.event_id, shift.event_id, shift.starts_at)
    )
    return [each for shift in ours_first for each in shift.slots if each.id != slot.id]
