"""Read events, shifts and bookings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.accounts import reach
from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.campaigns.queries import HIDDEN
from app.core import clock, crypto
from app.core.db import db
from app.core.slugs import bytes_of
from app.shifts import choices
from app.shifts.models import Booking, BookingReceipt, Event, EventKind, Shift, Slot, Visibility
from app.shifts.states import LIVE
from app.site import queries as site
from app.volunteers.models import SCOPE, Volunteer


def get_shift(slug: str) -> Shift:
    """Give a shift that anyone with its address may read; raises NoResultFound."""
    return db.session.scalars(_readable().where(Shift.slug == slug)).unique().one()


def list_shifts(slugs: Collection[str]) -> Sequence[Shift]:
    """List the shifts with these addresses that anyone who has them may read, in the order of their times."""
    if not slugs:
        return []
    found = _readable().where(Shift.slug.in_(slugs)).order_by(Shift.starts_at, Shift.id)
    return db.session.scalars(found).unique().all()


def _readable() -> Select[Shift]:
    return (
        select(Shift)
        .join(Shift.event)
        .where(Event.visibility != Visibility.MEMBERS)
        .options(
            contains_eager(Shift.event).joinedload(Event.campaign),
            selectinload(Shift.slots).joinedload(Slot.shift),
        )
    )


def list_slots(values: Sequence[str]) -> Sequence[Slot]:
    """List the slots that a booking form names; raises ChoiceGone for one that is not for everyone."""
    wanted = choices.read(values)
    found = db.session.scalars(
        select(Slot)
        .join(Slot.shift)
        .join(Shift.event)
        .where(Slot.id.in_(wanted), Event.visibility != Visibility.MEMBERS)
        .where(or_(Slot.is_open, Shift.cancelled_at.is_not(None)))
        .options(contains_eager(Slot.shift).contains_eager(Shift.event))
    ).all()
    if any(slot.shift.slug != wanted[slot.id] for slot in found) or len(found) < len(wanted):
        raise choices.ChoiceGone
    return found


def list_public(
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    place: str = "",
    kind: str = "",
    campaign: str = "",
    campaign_id: int | None = None,
    needing: bool = False,
    free: bool = False,
    limit: int = 200,
) -> Sequence[Shift]:
    """List the coming public shifts that happen, in the order of their times; none while all is hidden."""
    statement = (
        select(Shift)
        .join(Shift.event)
        .where(*_coming_in_public())
        .order_by(Shift.starts_at, Shift.id)
        .limit(limit)
        .options(contains_eager(Shift.event), selectinload(Shift.slots).joinedload(Slot.shift))
    )
    if since is not None:
        statement = statement.where(Shift.starts_at >= since)
    if until is not None:
        statement = statement.where(Shift.starts_at < until)
    if place:
        statement = statement.where(Event.place == place)
    if kind:
        statement = statement.where(Event.kind == kind)
    if campaign:
        named = Campaign.slug == campaign, Campaign.state.not_in(HIDDEN)
        statement = statement.join(Event.campaign).where(*named)
    if campaign_id is not None:
        statement = statement.where(Event.campaign_id == campaign_id)
    if needing:
        statement = statement.where(Shift.slots.any(Slot.taken < Slot.wanted))
    if free:
        statement = statement.where(Shift.slots.any(Slot.taken < Slot.most))
    return db.session.scalars(statement).all()


def _coming_in_public() -> tuple[ColumnElement[bool], ...]:
    return (
        Event.visibility == Visibility.PUBLIC,
        Shift.cancelled_at.is_(None),
        Shift.starts_at > clock.now(),
        false() if site.is_hidden() else true(),
    )


def list_same_event(shift: Shift, *, limit: int = 12) -> Sequence[Shift]:
    """List the other coming times of a shift's event that happen."""
    return db.session.scalars(
        select(Shift)
        .where(
            Shift.event_id == shift.event_id,
            Shift.id != shift.id,
            Shift.cancelled_at.is_(None),
            Shift.starts_at > clock.now(),
        )
        .order_by(Shift.starts_at, Shift.id)
        .limit(limit)
        .options(joinedload(Shift.event), selectinload(Shift.slots).joinedload(Slot.shift))
    ).all()


def find_next(campaign_id: int | None) -> Shift | None:
    """Give the next public shift that lacks hands, of this campaign if it has one; else any that has room."""
    wishes: tuple[dict[str, Any], ...] = (
        {"campaign_id": campaign_id, "needing": True},
        {"needing": True},
        {"free": True},
    )
    for wish in wishes:
        found = list_public(**wish, limit=1)
        if found:
            return found[0]
    return None


@dataclass(frozen=True)
class Offered:
    """What the coming public shifts can be filtered by, and the moment of the last of them."""

    places: list[str]
    kinds: list[str]
    campaigns: list[tuple[str, str]]
    """Address and title."""
    last_at: datetime | None


def get_offered() -> Offered:
    """Give the places, kinds and campaigns that have coming public shifts."""
    coming = select(Shift.event_id).where(Shift.cancelled_at.is_(None), Shift.starts_at > clock.now())
    found = db.session.execute(
        select(Event.place, Event.kind, Campaign.slug, Campaign.title, Campaign.state)
        .outerjoin(Event.campaign)
        .where(Event.visibility == Visibility.PUBLIC, Event.id.in_(coming))
        .distinct()
    ).all()
    last = select(func.max(Shift.starts_at)).join(Shift.event).where(*_coming_in_public())
    return Offered(
        places=sorted({row.place for row in found}),
        kinds=[kind for kind in EventKind if any(row.kind == kind for row in found)],
        campaigns=sorted({(row.slug, row.title) for row in found if row.slug and row.state not in HIDDEN}),
        last_at=db.session.scalar(last),
    )


def token_of_receipt(receipt: BookingReceipt) -> str:
    """Give the token in a receipt's address."""
    return crypto.marked(SCOPE, "receipt", receipt.uid)


def get_receipt(token: str) -> BookingReceipt:
    """Give a receipt by the token in its address; raises NoResultFound."""
    uid = crypto.unmarked(SCOPE, "receipt", token)
    return db.session.scalars(
        select(BookingReceipt).where(BookingReceipt.uid == uid).options(joinedload(BookingReceipt.volunteer))
    ).one()


def list_asked(receipt: BookingReceipt) -> Sequence[Slot]:
    """List what was asked for with a receipt, in the order of the times."""
    return db.session.scalars(
        select(Slot)
        .join(Slot.shift)
        .where(Slot.id.in_([int(number) for number in receipt.slots.split(",")]))
        .order_by(Shift.starts_at, Slot.id)
        .options(contains_eager(Slot.shift).joinedload(Shift.event))
    ).all()


def list_of_receipt(receipt: BookingReceipt) -> Sequence[Booking]:
    """List what was booked with a receipt, cancelled too, in the order of the times."""
    return db.session.scalars(
        select(Booking)
        .join(Booking.slot)
        .join(Slot.shift)
        .where(Booking.receipt_id == receipt.id)
        .order_by(Shift.starts_at, Booking.id)
        .options(contains_eager(Booking.slot).contains_eager(Slot.shift).joinedload(Shift.event))
    ).all()


def get_of_receipt(receipt: BookingReceipt, name: str) -> Booking:
    """Give a booking of a receipt by its hexadecimal name; raises NoResultFound."""
    of_receipt = Booking.receipt_id == receipt.id, Booking.uid == bytes_of(name)
    return db.session.scalars(select(Booking).where(*of_receipt)).one()


def of(account: Account) -> ColumnElement[bool]:
    """Give the condition on events that an organizer works with them."""
    return reach.by_event(account, Event.id, Event.campaign_id)


def get_event_for(account: Account, event_id: int) -> Event:
    """Give an event that an organizer works with; raises NoResultFound for what is not hers."""
    return db.session.scalars(select(Event).where(Event.id == event_id, of(account))).one()


def get_shift_for(account: Account, shift_id: int) -> Shift:
    """Give a shift that an organizer works with; raises NoResultFound for what is not hers."""
    hers = Shift.id == shift_id, of(account)
    return db.session.scalars(select(Shift).join(Shift.event).where(*hers)).one()


def get_slot_for(account: Account, slot_id: int) -> Slot:
    """Give a slot that an organizer works with; raises NoResultFound for what is not hers."""
    hers = Slot.id == slot_id, of(account)
    return db.session.scalars(select(Slot).join(Slot.shift).join(Shift.event).where(*hers)).one()


def get_booking_for(account: Account, booking_id: int) -> Booking:
    """Give a booking that an organizer works with; raises NoResultFound for what is not hers."""
    hers = Booking.id == booking_id, of(account)
    found = select(Booking).join(Booking.slot).join(Slot.shift).join(Shift.event)
    return db.session.scalars(found.where(*hers)).one()


def list_bookings(shift: Shift) -> Sequence[Booking]:
    """List who is counted on at a shift, in the order of booking."""
    return db.session.scalars(
        select(Booking)
        .join(Booking.slot)
        .where(Slot.shift_id == shift.id, Booking.state.in_(LIVE))
        .order_by(Booking.id)
        .options(joinedload(Booking.slot), joinedload(Booking.volunteer))
    ).all()


def list_of_volunteer(person: Volunteer, *, seen_by: Account | None = None) -> Sequence[Booking]:
    """List everything that somebody has booked, cancelled too, in the order of its times.

    ``seen_by`` an organizer, what is hers; by nobody, all of it: for the volunteer herself.
    """
    return db.session.scalars(
        select(Booking)
        .join(Booking.slot)
        .join(Slot.shift)
        .join(Shift.event)
        .where(Booking.volunteer_id == person.id, of(seen_by) if seen_by else true())
        .order_by(Shift.starts_at, Booking.id)
        .options(joinedload(Booking.slot).joinedload(Slot.shift).joinedload(Shift.event))
    ).all()
