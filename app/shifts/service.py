"""What organizers do with events and shifts: make, change, cancel, raise the cap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import clock, crypto
from app.core.db import db
from app.core.edits import ChangedMeanwhile
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.record import service as record
from app.shifts import emails, leaders
from app.shifts.models import Booking, Event, Shift, Slot, Visibility
from app.shifts.slugs import make_slug, make_unguessable
from app.shifts.states import LIVE
from app.volunteers import keeping
from app.volunteers.models import SCOPE

LONGEST, PUBLIC = timedelta(hours=24), Visibility.PUBLIC


class EventRefused(DomainError):
    """Why an organizer's act on an event or a shift is refused."""


class EndsBeforeStart(EventRefused):
    """Time goes one way."""

    message = _l("The shift must end after it starts.")


class TooLong(EventRefused):
    """A shift is a part of a day."""

    message = _l("A shift is at most 24 hours long.")


class NumbersOutOfOrder(EventRefused):
    """least ≤ wanted ≤ most."""

    message = _l("The numbers must rise: at least, wanted, at most.")


class CapUnderTaken(EventRefused):
    """Nobody is thrown out by a number."""

    message = _l("%(taken)s are booked already. Move or remove somebody first, or choose a larger number.")


class AlreadyCancelled(EventRefused):
    """What does not happen is not changed."""

    message = _l("This is cancelled already.")


@dataclass(frozen=True, kw_only=True)
class EventText:
    """What an organizer writes about an event."""

    title: str
    kind: str
    visibility: str
    body: str
    place: str
    map_query: str
    meeting_point: str
    bring: str
    leader_name: str
    leader_phone: str


@dataclass(frozen=True, kw_only=True)
class Room:
    """How many hands a role has room for."""

    role: str
    least: int
    wanted: int
    most: int


def create_event(text: EventText, *, campaign: Campaign | None, actor: Account | None) -> Event:
    """Make an event without shifts."""
    event = Event(uid=crypto.new_uid(), created_at=clock.now(), version=1)
    _write(event, text, campaign)
    leaders.write(event, text.leader_name, text.leader_phone)
    db.session.add(event)
    db.session.flush()
    record.write_down("event.created", actor=actor, facts={"event": event.id})
    return event


def edit_event(
    event: Event, text: EventText, *, campaign: Campaign | None, version: int, actor: Account | None
) -> None:
    """Change an event's text; the booked are told when place or leader change. Raises ChangedMeanwhile."""
    claimed = update(Event).where(Event.id == event.id, Event.version == version).values(version=version + 1)
    if db.session.scalar(claimed.returning(Event.id).execution_options(synchronize_session=False)) is None:
        raise ChangedMeanwhile
    db.session.refresh(event)
    coming = hold_coming(event)
    was = {shift.id: emails.Before.of(shift) for shift in coming}
    before, was_public = (event.place, event.meeting_point, leader(event)), event.visibility == PUBLIC
    _write(event, text, campaign)
    if leader(event) != {"name": text.leader_name, "phone": text.leader_phone}:
        leaders.write(event, text.leader_name, text.leader_phone)
    if was_public and event.visibility != PUBLIC:
        make_unguessable(db.session.scalars(select(Shift).where(Shift.event_id == event.id)).all())
    if before != (event.place, event.meeting_point, leader(event)):
        for shift in coming:
            _touch(shift, was[shift.id])
    record.write_down("event.edited", actor=actor, facts={"event": event.id})


def _write(event: Event, text: EventText, campaign: Campaign | None) -> None:
    event.campaign = campaign
    for name in ("title", "kind", "visibility", "body", "place", "map_query", "meeting_point", "bring"):
        setattr(event, name, getattr(text, name))


def leader(event: Event) -> dict[str, str]:
    """Unseal the shift leader's name and phone (E.164)."""
    return crypto.unseal(SCOPE, b"event|" + event.uid, event.sealed)


def add_shift(
    event: Event, starts_at: datetime, ends_at: datetime, rooms: Sequence[Room], *, actor: Account | None
) -> Shift:
    """Add a time to an event; raises EndsBeforeStart, TooLong, NumbersOutOfOrder."""
    _check_times(starts_at, ends_at)
    for room in rooms:
        check_room(room)
    shift = Shift(
        event=event,
        slug=make_slug(event, starts_at),
        starts_at=starts_at,
        ends_at=ends_at,
        changed_at=clock.now(),
        sequence=0,
        slots=[
            Slot(role=room.role, least=room.least, wanted=room.wanted, most=room.most, taken=0, is_open=True)
            for room in rooms
        ],
    )
    db.session.add(shift)
    db.session.flush()
    record.write_down("shift.created", actor=actor, facts={"shift": shift.id})
    return shift


def _check_times(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise EndsBeforeStart
    if ends_at - starts_at > LONGEST:
        raise TooLong


def check_room(room: Room) -> None:
    """Refuse numbers that do not rise; raises NumbersOutOfOrder."""
    if not 0 <= room.least <= room.wanted <= room.most or room.most < 1:
        raise NumbersOutOfOrder


def move_shift(
    shift: Shift, starts_at: datetime, ends_at: datetime, *, version: int, actor: Account | None
) -> None:
    """Change a shift's time; the booked are told.

    ``version`` is its sequence as it was when the form was opened.
    Raises EndsBeforeStart, TooLong, AlreadyCancelled, ChangedMeanwhile.
    """
    _check_times(starts_at, ends_at)
    wait_for_bookings([shift])
    claimed = (
        update(Shift)
        .where(Shift.id == shift.id, Shift.sequence == version, Shift.cancelled_at.is_(None))
        .values(starts_at=starts_at, ends_at=ends_at, sequence=version + 1, changed_at=clock.now())
    )
    before = emails.Before.of(shift)
    if db.session.scalar(claimed.returning(Shift.id).execution_options(synchronize_session=False)) is None:
        raise AlreadyCancelled if shift.is_cancelled else ChangedMeanwhile
    db.session.refresh(shift)
    if (before.starts_at, before.ends_at) != (shift.starts_at, shift.ends_at):
        _tell_all(shift, before)
    record.write_down("shift.moved", actor=actor, facts={"shift": shift.id})


def change_room(slot: Slot, room: Room, *, actor: Account | None) -> None:
    """Change how many hands a slot has room for; a logged act. Raises NumbersOutOfOrder, CapUnderTaken."""
    check_room(room)
    changed = (
        update(Slot)
        .where(Slot.id == slot.id, Slot.taken <= room.most)
        .values(role=room.role, least=room.least, wanted=room.wanted, most=room.most)
    )
    if db.session.scalar(changed.returning(Slot.id).execution_options(synchronize_session=False)) is None:
        db.session.refresh(slot)
        raise CapUnderTaken(taken=slot.taken)
    was = slot.most
    db.session.refresh(slot)
    record.write_down(
        "slot.changed",
        actor=actor,
        facts={"shift": slot.shift_id, "slot": slot.id, "from": was, "to": room.most},
    )


def cancel_shift(shift: Shift, *, actor: Account | None) -> None:
    """Call a shift off; the booked are told, their bookings stay as history. Raises AlreadyCancelled."""
    # Slots first: a claim in hand is waited for, and a later one finds its slot closed.
    db.session.execute(
        update(Slot)
        .where(Slot.shift_id == shift.id)
        .values(is_open=False)
        .execution_options(synchronize_session=False)
    )
    called_off = (
        update(Shift)
        .where(Shift.id == shift.id, Shift.cancelled_at.is_(None))
        .values(cancelled_at=clock.now(), changed_at=clock.now(), sequence=Shift.sequence + 1)
    )
    if db.session.scalar(called_off.returning(Shift.id).execution_options(synchronize_session=False)) is None:
        raise AlreadyCancelled
    db.session.refresh(shift)
    _tell_all(shift)
    record.write_down("shift.cancelled", actor=actor, facts={"shift": shift.id})


def hold_coming(event: Event) -> Sequence[Shift]:
    """Lock the slots of an event's coming shifts, then list these anew."""
    wait_for_bookings(list_coming(event))
    return list_coming(event)


def list_coming(event: Event) -> Sequence[Shift]:
    """List an event's shifts that have not begun and happen, read anew."""
    return db.session.scalars(
        select(Shift)
        .execution_options(populate_existing=True)
        .where(Shift.event_id == event.id, Shift.starts_at > clock.now(), Shift.cancelled_at.is_(None))
        .order_by(Shift.starts_at)
    ).all()


def wait_for_bookings(shifts: Sequence[Shift]) -> None:
    """Lock the booked and the slots before what is told changes: who books now is told what stands then."""
    ids = [shift.id for shift in shifts]
    booked = select(Booking.volunteer_id).join(Booking.slot)
    keeping.hold(db.session.scalars(booked.where(Slot.shift_id.in_(ids), Booking.state.in_(LIVE))))
    held = select(Slot.id).where(Slot.shift_id.in_(ids)).order_by(Slot.id)
    db.session.execute(held.with_for_update(key_share=True))


def _touch(shift: Shift, before: emails.Before) -> None:
    shift.sequence += 1
    shift.changed_at = clock.now()
    _tell_all(shift, before)


def _tell_all(shift: Shift, before: emails.Before | None = None) -> None:
    """Mail everyone who is booked on a shift that it has changed or is called off."""
    booked = select(Booking).join(Booking.slot).where(Slot.shift_id == shift.id, Booking.state.in_(LIVE))
    rows = db.session.scalars(booked).all()
    keeping.recount(row.volunteer_id for row in rows)
    for row in rows:
        if row.volunteer.has_email:
            emails.changed(row, before)
