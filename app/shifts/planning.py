"""What organizers plan at the desk: shifts in the time to come, copies of them, calling things off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update

from app.accounts.models import Account
from app.core import clock, mail
from app.core.db import db
from app.core.edits import ChangedMeanwhile
from app.core.i18n import lazy_gettext as _l
from app.core.local_times import HourComesTwice, NoSuchHour, local_moment
from app.record import service as record
from app.shifts import service
from app.shifts.models import Event, Shift, Slot
from app.shifts.service import (
    AlreadyCancelled,
    EventRefused,
    Room,
)

HALF_YEARS_AHEAD = 6
"""So far a free week is looked for, by one question each."""


class InThePast(EventRefused):
    """Nobody can be there."""

    message = _l("That time has passed already. Choose one to come.")


class AlreadyOver(EventRefused):
    """What has been is not changed."""

    message = _l("This shift is over, so it stays as it was.")


class SameTimeAgain(EventRefused):
    """The button was pressed twice, or the time was planned already."""

    message = _l("There is a shift at that time already. More people at once are more places, or a role.")


def plan_shift(
    event: Event, starts_at: datetime, ends_at: datetime, rooms: Sequence[Room], *, actor: Account | None
) -> Shift:
    """Add a coming time to an event.

    Raises MailGoesNowhere, InThePast, SameTimeAgain, and what service.add_shift raises.
    """
    mail.check_way_out()
    _check_free(event, starts_at, ends_at)
    return service.add_shift(event, starts_at, ends_at, rooms, actor=actor)


def _check_free(event: Event, starts_at: datetime, ends_at: datetime) -> None:
    if starts_at <= clock.now():
        raise InThePast
    # One organizer at a time plans an event; SQLite has one writer anyway.
    db.session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    same = select(Shift.id).where(
        Shift.event_id == event.id,
        Shift.starts_at == starts_at,
        Shift.ends_at == ends_at,
        Shift.cancelled_at.is_(None),
    )
    if db.session.scalar(same.limit(1)) is not None:
        raise SameTimeAgain


def copy_shift(shift: Shift, *, day: date, actor: Account | None) -> Shift:
    """Make the same shift on another day, at the same time by the clock, with nobody booked.

    Raises InThePast, SameTimeAgain, NoSuchHour, HourComesTwice.
    """
    starts, ends = clock.local(shift.starts_at), clock.local(shift.ends_at)
    last_day = day + (ends.date() - starts.date())
    return plan_shift(
        shift.event,
        local_moment(day, starts.time()),
        local_moment(last_day, ends.time()),
        [room_of(slot) for slot in shift.slots],
        actor=actor,
    )


def find_overlapping(shift: Shift) -> Shift | None:
    """Find a shift of the same event that happens at the same time as another one; edges may touch."""
    at_that_time = _overlaps(shift.event, shift.starts_at, shift.ends_at), Shift.id != shift.id
    return db.session.scalar(select(Shift).where(*at_that_time).order_by(Shift.starts_at).limit(1))


def _overlaps(event: Event, starts_at: datetime, ends_at: datetime) -> ColumnElement[bool]:
    return and_(
        Shift.event_id == event.id,
        Shift.cancelled_at.is_(None),
        Shift.starts_at > starts_at - service.LONGEST,  # so that the index bounds what is looked through
        Shift.starts_at < ends_at,
        Shift.ends_at > starts_at,
    )


def next_free_week(shift: Shift) -> date:
    """Give the next same weekday to come on which the event has no shift at this time, not in part either.

    After three years without a free one, the day after: nobody plans so far ahead.
    """
    day = clock.local(shift.starts_at).date() + timedelta(days=7)
    while day <= clock.today():
        day += timedelta(days=7)
    for _half_year in range(HALF_YEARS_AHEAD):
        days = [day + timedelta(days=7 * number) for number in range(26)]
        times = {each: found for each in days if (found := _same_time(shift, each))}
        taken = _list_taken(shift.event, list(times.values()))
        for each, (since, until) in times.items():
            if not any(starts < until and ends > since for starts, ends in taken):
                return each
        day = days[-1] + timedelta(days=7)
    return day


def _same_time(shift: Shift, day: date) -> tuple[datetime, datetime] | None:
    """Give the time of a shift by the clock of another day; None when that day has no such hour, or two."""
    starts, ends = clock.local(shift.starts_at), clock.local(shift.ends_at)
    last_day = day + (ends.date() - starts.date())
    try:
        return local_moment(day, starts.time()), local_moment(last_day, ends.time())
    except (NoSuchHour, HourComesTwice):
        return None


def _list_taken(event: Event, times: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    overlapping = or_(*(_overlaps(event, since, until) for since, until in times))
    rows = db.session.execute(select(Shift.starts_at, Shift.ends_at).where(overlapping))
    return [(starts_at, ends_at) for starts_at, ends_at in rows]


def move_shift(
    shift: Shift, starts_at: datetime, ends_at: datetime, *, version: int, actor: Account | None
) -> None:
    """Change the time of a shift that is not over.

    Raises AlreadyOver, InThePast, and what service.move_shift raises.
    """
    if shift.ends_at <= clock.now():
        raise AlreadyOver
    if starts_at <= clock.now() and starts_at != shift.starts_at:
        raise InThePast
    service.move_shift(shift, starts_at, ends_at, version=version, actor=actor)


def call_off_shift(shift: Shift, *, actor: Account | None) -> None:
    """Call off a shift that is not over; raises AlreadyOver, AlreadyCancelled."""
    if shift.ends_at <= clock.now():
        raise AlreadyOver
    service.wait_for_bookings([shift])
    service.cancel_shift(shift, actor=actor)


def call_off_event(event: Event, *, actor: Account | None) -> int:
    """Call off every coming shift of an event; gives how many. Raises AlreadyCancelled when there is none."""
    coming = service.hold_coming(event)
    if not coming:
        raise AlreadyCancelled
    for shift in coming:
        service.cancel_shift(shift, actor=actor)
    return len(coming)


def add_slot(shift: Shift, room: Room, *, actor: Account | None) -> Slot:
    """Add a role to a shift; raises NumbersOutOfOrder, AlreadyCancelled, AlreadyOver."""
    service.check_room(room)
    if shift.is_cancelled:
        raise AlreadyCancelled
    if shift.ends_at <= clock.now():
        raise AlreadyOver
    slot = Slot(role=room.role, least=room.least, wanted=room.wanted, most=room.most, taken=0, is_open=True)
    shift.slots.append(slot)
    db.session.flush()
    record.write_down("slot.added", actor=actor, facts={"shift": shift.id, "slot": slot.id})
    return slot


def change_room(slot: Slot, room: Room, *, was: Room | None, actor: Account | None) -> None:
    """Change a role's numbers, unless somebody else has since they were looked at.

    Raises ChangedMeanwhile, AlreadyCancelled, and what service.change_room raises.
    """
    db.session.refresh(slot, with_for_update={"key_share": True})
    if room_of(slot) != was:
        raise ChangedMeanwhile
    if slot.shift.is_cancelled:
        raise AlreadyCancelled
    if room != was:
        service.change_room(slot, room, actor=actor)


def room_of(slot: Slot) -> Room:
    """Give a slot's role and numbers."""
    return Room(role=slot.role, least=slot.least, wanted=slot.wanted, most=slot.most)


def make_room(slot: Slot, *, actor: Account | None) -> None:
    """Raise the highest number by one when all places are taken: an organizer's act, written down."""
    raised = update(Slot).where(Slot.id == slot.id, Slot.taken >= Slot.most).values(most=Slot.most + 1)
    most = db.session.scalar(raised.returning(Slot.most).execution_options(synchronize_session=False))
    if most is None:
        return
    db.session.expire(slot, ["most"])
    record.write_down(
        "slot.raised",
        actor=actor,
        facts={"shift": slot.shift_id, "slot": slot.id, "from": most - 1, "to": most},
    )
