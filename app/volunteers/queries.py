"""Read what somebody who helps has booked, taken and may book."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, selectinload

from app.core import clock
from app.core.db import db
from app.core.slugs import bytes_of
from app.shifts.models import Booking, BookingReceipt, BookingStep, Event, Shift, Slot, Visibility
from app.shifts.states import LIVE, BookingState
from app.tasks.models import Claim
from app.volunteers.models import Volunteer


def get_booking_of(person: Volunteer, uid: str) -> Booking:
    """Give one of somebody's own bookings by the hexadecimal name in an address; raises NoResultFound."""
    return db.session.scalars(
        select(Booking).where(Booking.uid == bytes_of(uid), Booking.volunteer_id == person.id)
    ).one()


def get_claim_of(person: Volunteer, uid: str) -> Claim:
    """Give one of somebody's own claims by the hexadecimal name in an address; raises NoResultFound."""
    return db.session.scalars(
        select(Claim).where(Claim.uid == bytes_of(uid), Claim.volunteer_id == person.id)
    ).one()


def get_slot_for(person: Volunteer, slot_id: int) -> Slot:
    """Give a slot that somebody may book from her own page; raises NoResultFound.

    What is open to all or to members, and what she has cancelled herself and wants back.
    """
    cancelled_by_her = select(Booking.id).where(
        Booking.slot_id == slot_id,
        Booking.volunteer_id == person.id,
        Booking.state == BookingState.CANCELLED,
    )
    open_to_her = {Visibility.PUBLIC, Visibility.MEMBERS if person.is_member else Visibility.PUBLIC}
    return db.session.scalars(
        select(Slot)
        .join(Slot.shift)
        .join(Shift.event)
        .where(
            Slot.id == slot_id,
            or_(Event.visibility.in_(open_to_her), cancelled_by_her.exists()),
        )
        .options(contains_eager(Slot.shift).contains_eager(Shift.event))
    ).one()


def find_live_booking(person: Volunteer, slot: Slot) -> Booking | None:
    """Give the booking by which somebody is counted on in a slot."""
    return db.session.scalar(
        select(Booking).where(
            Booking.slot_id == slot.id, Booking.volunteer_id == person.id, Booking.state.in_(LIVE)
        )
    )


def list_for_members(person: Volunteer, *, limit: int = 50) -> Sequence[Shift]:
    """List the coming shifts for members that somebody has not booked, in the order of their times."""
    booked = (
        select(Booking.id)
        .join(Booking.slot)
        .where(Slot.shift_id == Shift.id, Booking.volunteer_id == person.id, Booking.state.in_(LIVE))
    )
    if not person.is_member:
        return []
    return db.session.scalars(
        select(Shift)
        .join(Shift.event)
        .where(
            Event.visibility == Visibility.MEMBERS,
            Shift.cancelled_at.is_(None),
            Shift.starts_at > clock.now(),
            ~booked.exists(),
        )
        .order_by(Shift.starts_at, Shift.id)
        .limit(limit)
        .options(contains_eager(Shift.event), selectinload(Shift.slots))
    ).all()


def list_companions(person: Volunteer) -> Sequence[Volunteer]:
    """List whom somebody brings along and who has not been forgotten."""
    brought = Volunteer.brought_by_id == person.id, Volunteer.forgotten_at.is_(None)
    return db.session.scalars(select(Volunteer).where(*brought).order_by(Volunteer.id)).all()


def list_steps(person: Volunteer) -> Sequence[BookingStep]:
    """List every step of somebody's bookings, in their order."""
    return db.session.scalars(
        select(BookingStep)
        .join(Booking, Booking.id == BookingStep.booking_id)
        .where(Booking.volunteer_id == person.id)
        .order_by(BookingStep.id)
    ).all()


def list_receipts(person: Volunteer) -> Sequence[BookingReceipt]:
    """List somebody's pressings of the button, in their order."""
    return db.session.scalars(
        select(BookingReceipt).where(BookingReceipt.volunteer_id == person.id).order_by(BookingReceipt.id)
    ).all()
