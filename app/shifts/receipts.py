"""Receipts: one for each pressing of the button, so that pressing again is the same act."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from app.core import clock, crypto
from app.core.db import db
from app.shifts.models import Booking, BookingReceipt, Slot
from app.shifts.states import LIVE
from app.volunteers import consent
from app.volunteers.models import SCOPE, Volunteer
from app.volunteers.service import Contact

QUIET_TIME = timedelta(minutes=10)
"""Within this time the same form again is the same act."""


def natural_key(person: Volunteer, contact: Contact, slots: Sequence[Slot]) -> bytes:
    """Name a press of the button by who pressed, what was typed and chosen, so that it is found again."""
    chosen = ",".join(str(slot.id) for slot in slots)
    identity = contact.identity or b""
    who = (person.uid.hex(), identity.hex(), contact.name, contact.phone)
    return crypto.keyed_hash(SCOPE, "booking", *who, chosen)


def find(key: bytes) -> BookingReceipt | None:
    """Give the latest receipt of the same form."""
    return db.session.scalar(select(BookingReceipt).where(BookingReceipt.natural_key == key))


def is_same_act(receipt: BookingReceipt) -> bool:
    """Say whether the button was pressed twice: just now, and nothing of it has been given back since."""
    ended = select(Booking.id).where(Booking.receipt_id == receipt.id, Booking.state.not_in(LIVE)).limit(1)
    return clock.now() - receipt.created_at < QUIET_TIME and db.session.scalar(ended) is None


def has_live(receipt: BookingReceipt) -> bool:
    """Say whether something that was booked with a receipt stands."""
    live = select(Booking.id).where(Booking.receipt_id == receipt.id, Booking.state.in_(LIVE)).limit(1)
    return db.session.scalar(live) is not None


def make(
    person: Volunteer, key: bytes, slots: Sequence[Slot], earlier: BookingReceipt | None, *, locale: str
) -> BookingReceipt:
    """Write a receipt down; an earlier one of the same form stays as it was, but is found no more."""
    if earlier is not None:
        earlier.natural_key = secrets.token_bytes(crypto.HASH_BYTES)
        db.session.flush()
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
