"""Read what organizers plan with: events with what they need, shifts of days to come, where there is room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.accounts.models import Account
from app.core import clock
from app.core.db import db
from app.shifts import queries
from app.shifts.models import Event, Shift, Slot

SHOWN = 50
"""Lines of a page of the desk."""
MOST_PAGES = 10_000
PLACES_TO_MOVE_TO = 200
"""Shifts that are offered; a longer list is not looked through."""

_LAST_FIRST = Shift.starts_at.desc(), Shift.id.desc()

Line = TypeVar("Line")


@dataclass(frozen=True)
class Leaf(Generic[Line]):
    """One page of a long list."""

    lines: Sequence[Line]
    number: int
    has_more: bool


@dataclass(frozen=True)
class EventLine:
    """One event in the desk's list."""

    event: Event
    next_shift: Shift | None = None
    coming: int = 0
    missing: int = 0
    """The hands that its coming shifts want still."""
    last_at: datetime | None = None
    is_called_off: bool = False
    """Its last shift does not happen, and none comes after."""


def _wanted(parts: Sequence[str], campaign: int) -> Iterator[ColumnElement[bool]]:
    """Give the conditions on events of a campaign with every word in title or place.

    Neither database folds Å and å in the same way, so a word is looked for small, large and with a capital.
    """
    if campaign:
        yield Event.campaign_id == campaign
    for part in parts:
        spellings = {part.lower(), part.upper(), part.capitalize()}
        there = (
            column.contains(each, autoescape=True)
            for each in spellings
            for column in (Event.title, Event.place)
        )
        yield or_(*there)


def list_coming_events(
    account: Account, *, page: int = 1, parts: Sequence[str] = (), campaign: int = 0
) -> Leaf[EventLine]:
    """List the events with shifts to come, the next first, after those that have no shift at all."""
    coming = (
        select(Shift.event_id, func.count().label("number"), func.min(Shift.starts_at).label("first"))
        .where(*_is_coming())
        .group_by(Shift.event_id)
        .subquery()
    )
    next_ = aliased(Shift)
    rows = _read(
        select(Event, next_, coming.c.number)
        .outerjoin(coming, coming.c.event_id == Event.id)
        .outerjoin(next_, next_.id == _first_shift())
        .where(
            or_(coming.c.number.is_not(None), ~_any_shift()), queries.of(account), *_wanted(parts, campaign)
        )
        .order_by(coming.c.first.is_not(None), coming.c.first, Event.id.desc()),
        page,
    )
    missing = _count_missing([event.id for event, _next, _number in rows.lines])
    lines = [
        EventLine(event, shift, number or 0, missing.get(event.id, 0)) for event, shift, number in rows.lines
    ]
    return Leaf(lines, rows.number, rows.has_more)


def _is_coming() -> tuple[ColumnElement[bool], ...]:
    return Shift.ends_at > clock.now(), Shift.cancelled_at.is_(None)


def _first_shift() -> ColumnElement[int]:
    first = select(Shift.id).where(Shift.event_id == Event.id, *_is_coming())
    return first.order_by(Shift.starts_at, Shift.id).limit(1).correlate(Event).scalar_subquery()


def _any_shift() -> ColumnElement[bool]:
    return select(Shift.id).where(Shift.event_id == Event.id).exists()


def _count_missing(event_ids: Sequence[int]) -> dict[int, int]:
    hands = func.sum(case((Slot.taken < Slot.wanted, Slot.wanted - Slot.taken), else_=0))
    rows = db.session.execute(
        select(Shift.event_id, hands)
        .join(Slot, Slot.shift_id == Shift.id)
        .where(Shift.event_id.in_(event_ids), Slot.is_open, *_is_coming())
        .group_by(Shift.event_id)
    )
    return {event_id: int(number) for event_id, number in rows}


def _read(statement: Any, page: int) -> Leaf[Any]:
    """Read one page of rows, and whether there is one after it."""
    page = max(1, min(page, MOST_PAGES))
    rows = db.session.execute(statement.limit(SHOWN + 1).offset((page - 1) * SHOWN)).all()
    return Leaf(rows[:SHOWN], page, len(rows) > SHOWN)


def list_past_events(
    account: Account, *, page: int = 1, parts: Sequence[str] = (), campaign: int = 0
) -> Leaf[EventLine]:
    """List the events without a shift to come, the latest first."""
    last = aliased(Shift)
    is_coming = select(Shift.id).where(Shift.event_id == Event.id, *_is_coming()).exists()
    of_event = select(Shift.id).where(Shift.event_id == Event.id).order_by(*_LAST_FIRST).limit(1)
    rows = _read(
        select(Event, last.starts_at, last.cancelled_at)
        .join(last, last.id == of_event.correlate(Event).scalar_subquery())
        .where(~is_coming, queries.of(account), *_wanted(parts, campaign))
        .order_by(last.starts_at.desc(), Event.id),
        page,
    )
    lines = [
        EventLine(event, last_at=last_at, is_called_off=cancelled_at is not None)
        for event, last_at, cancelled_at in rows.lines
    ]
    return Leaf(lines, rows.number, rows.has_more)


@dataclass(frozen=True)
class EventShifts:
    """What the page of an event lists."""

    coming: Leaf[Shift]
    """Those not over yet, cancelled ones too."""
    coming_number: int
    past: Sequence[Shift]
    """The latest of those that have been."""
    past_number: int
    can_be_called_off: bool
    is_called_off: bool
    """Its last shift does not happen, and none comes after."""

    @property
    def is_empty(self) -> bool:
        """Say whether there is no shift at all."""
        return not self.coming_number and not self.past_number


def list_shifts(event: Event, *, page: int = 1) -> EventShifts:
    """List an event's shifts: a page of those not over yet, and the latest past ones."""
    now = clock.now()
    of_event = (
        select(Shift)
        .where(Shift.event_id == event.id)
        .options(joinedload(Shift.event), selectinload(Shift.slots))
    )
    rows = _read(of_event.where(Shift.ends_at > now).order_by(Shift.starts_at, Shift.id), page)
    past = of_event.where(Shift.ends_at <= now).order_by(Shift.starts_at.desc()).limit(SHOWN)
    return EventShifts(
        coming=Leaf([shift for (shift,) in rows.lines], rows.number, rows.has_more),
        coming_number=_count(event, Shift.ends_at > now),
        past=db.session.scalars(past).all(),
        past_number=_count(event, Shift.ends_at <= now),
        can_be_called_off=bool(count_to_call_off(event)),
        is_called_off=_is_called_off(event),
    )


def _is_called_off(event: Event) -> bool:
    last = find_last_shift(event)
    return last is not None and last.is_cancelled and not _count(event, *_is_coming())


def _count(event: Event, *which: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(Shift.id)).where(Shift.event_id == event.id, *which)) or 0


def count_to_call_off(event: Event) -> int:
    """Count an event's shifts that have not begun and happen."""
    return _count(event, *_can_be_called_off())


def list_to_call_off(event: Event) -> Sequence[Shift]:
    """List the first of an event's shifts that have not begun and happen, in the order of their times."""
    return db.session.scalars(
        select(Shift)
        .where(Shift.event_id == event.id, *_can_be_called_off())
        .order_by(Shift.starts_at, Shift.id)
        .limit(SHOWN)
        .options(joinedload(Shift.event))
    ).all()


def _can_be_called_off() -> tuple[ColumnElement[bool], ...]:
    return Shift.starts_at > clock.now(), Shift.cancelled_at.is_(None)


def find_last_shift(event: Event) -> Shift | None:
    """Give the shift of an event that comes last, with its roles."""
    return db.session.scalar(
        select(Shift)
        .where(Shift.event_id == event.id)
        .order_by(*_LAST_FIRST)
        .limit(1)
        .options(selectinload(Shift.slots))
    )


@dataclass(frozen=True)
class Beside:
    """The shifts of the same event before and after one."""

    before: Shift | None
    after: Shift | None


def find_beside(shift: Shift) -> Beside:
    """Find the shifts of the same event just before and just after one, those called off too."""
    at, number = Shift.starts_at, Shift.id
    of_event = select(Shift.id).where(Shift.event_id == shift.event_id)
    earlier = or_(at < shift.starts_at, and_(at == shift.starts_at, number < shift.id))
    later = or_(at > shift.starts_at, and_(at == shift.starts_at, number > shift.id))
    before = of_event.where(earlier).order_by(*_LAST_FIRST).limit(1).scalar_subquery()
    after = of_event.where(later).order_by(at, number).limit(1).scalar_subquery()
    rows = db.session.scalars(select(Shift).where(or_(Shift.id == before, Shift.id == after))).all()
    place = (shift.starts_at, shift.id)
    return Beside(
        before=next((row for row in rows if (row.starts_at, row.id) < place), None),
        after=next((row for row in rows if (row.starts_at, row.id) > place), None),
    )


def list_slots_to_move_to(account: Account, slot: Slot) -> list[Slot]:
    """List where somebody can be moved: roles there, then the coming shifts of six weeks, her event first."""
    now, here = clock.now(), slot.shift
    shifts = db.session.scalars(
        select(Shift)
        .join(Shift.event)
        .where(Shift.starts_at < max(now, here.starts_at) + timedelta(weeks=6), *_is_coming())
        .where(queries.of(account))
        .order_by(Shift.id != here.id, Shift.event_id != here.event_id, Shift.event_id, Shift.starts_at)
        .limit(PLACES_TO_MOVE_TO)
        .options(contains_eager(Shift.event), selectinload(Shift.slots))
    )
    return [each for shift in shifts for each in shift.slots if each.id != slot.id]
