"""Receipts: one for each pressing of the button, so that pressing again is the same act."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core import clock, crypto
from app.core.db import db
from app.shifts.models import Booking, BookingReceipt, Slot
from app.shifts.states import LIVE
from app.volunteers import consent
from app.volunteers.models import SCOPE, Volunteer
from app.volunteers.service import Contact


def natural_key(contact: Contact, slots: Sequence[Slot]) -> bytes:
    """Name a press of the button by what was typed and chosen, so that the same form again is found."""
    chosen = ",".join(str(slot.id) for slot in slots)
    identity = contact.identity or b""
    return crypto.keyed_hash(SCOPE, "booking", identity.hex(), contact.name, contact.phone, chosen)


def has_live(receipt: BookingReceipt) -> bool:
    """Say whether something that was booked with a receipt stands."""
    live = select(Booking.id).where(Booking.receipt_id == receipt.id, Booking.state.in_(LIVE)).limit(1)
    return db.session.scalar(live) is not None


def make(
    person: Volunteer, key: bytes, slots: Sequence[Slot], earlier: BookingReceipt | None, *, locale: str
) -> BookingReceipt:
    """Write a receipt down, or renew the earlier one of the same form, with a new address."""
    if earlier is not None:  # all of it was cancelled since: the same wish again is a new act
        earlier.created_at, earlier.uid = clock.now(), crypto.new_uid()
        earlier.consent_id = consent.agreed(locale)
        return earlier
    receipt = BookingReceipt(
        uid=crypto.new_uid(),
        natural_key=key,
        volunteer=person,
        consent_id=consent.agreed(locale),
        slots=",".join(str(slot.id) for slot in slots),
        created_at=clock.now(),
    )
    db.session.add(receipt)
    db.session.flush()
    return receipt
