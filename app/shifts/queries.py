"""Read events, shifts and bookings."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import Account
from app.core import clock
from app.core.db import db
from app.shifts.models import Booking, Event, Shift, Slot, Visibility
from app.shifts.states import LIVE
from app.volunteers.models import Volunteer


def get_shift(slug: str) -> Shift:
    """Give a shift that anyone with its address may read; raises NoResultFound."""
    return db.session.scalars(
        select(Shift)
        .join(Shift.event)
        .where(Shift.slug == slug, Event.visibility != Visibility.MEMBERS)
        .options(joinedload(Shift.event).joinedload(Event.campaign), selectinload(Shift.slots))
    ).one()


def list_public(
    *,
    until: datetime | None = None,
    place: str = "",
    kind: str = "",
    campaign_id: int | None = None,
    limit: int = 200,
) -> Sequence[Shift]:
    """List the coming public shifts that happen, in the order of their times."""
    statement = (
        select(Shift)
        .join(Shift.event)
        .where(
            Event.visibility == Visibility.PUBLIC, Shift.cancelled_at.is_(None), Shift.starts_at > clock.now()
        )
        .order_by(Shift.starts_at, Shift.id)
        .limit(limit)
        .options(joinedload(Shift.event), selectinload(Shift.slots))
    )
    if until is not None:
        statement = statement.where(Shift.starts_at < until)
    if place:
        statement = statement.where(Event.place == place)
    if kind:
        statement = statement.where(Event.kind == kind)
    if campaign_id is not None:
        statement = statement.where(Event.campaign_id == campaign_id)
    return db.session.scalars(statement).all()


def get_event_for(_account: Account, event_id: int) -> Event:
    """Give an event that an organizer works with; raises NoResultFound."""
    return db.session.get_one(Event, event_id)


def get_shift_for(_account: Account, shift_id: int) -> Shift:
    """Give a shift that an organizer works with; raises NoResultFound."""
    return db.session.get_one(Shift, shift_id)


def get_slot_for(_account: Account, slot_id: int) -> Slot:
    """Give a slot that an organizer works with; raises NoResultFound."""
    return db.session.get_one(Slot, slot_id)


def get_booking_for(_account: Account, booking_id: int) -> Booking:
    """Give a booking that an organizer works with; raises NoResultFound."""
    return db.session.get_one(Booking, booking_id)


def list_bookings(shift: Shift) -> Sequence[Booking]:
    """List who is counted on at a shift, in the order of booking."""
    return db.session.scalars(
        select(Booking)
        .join(Booking.slot)
        .where(Slot.shift_id == shift.id, Booking.state.in_(LIVE))
        .order_by(Booking.id)
        .options(joinedload(Booking.slot), joinedload(Booking.volunteer))
    ).all()


def list_of_volunteer(person: Volunteer) -> Sequence[Booking]:
    """List everything that somebody has booked, cancelled too, in the order of its times."""
    return db.session.scalars(
        select(Booking)
        .join(Booking.slot)
        .join(Slot.shift)
        .where(Booking.volunteer_id == person.id)
        .order_by(Shift.starts_at, Booking.id)
        .options(joinedload(Booking.slot).joinedload(Slot.shift).joinedload(Shift.event))
    ).all()
