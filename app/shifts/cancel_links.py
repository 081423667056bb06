"""One-click links: each cancels one booking and opens nothing else.

The token is the booking's name and a keyed hash of it, so that none has to be stored, and neither the
database nor a calendar, which shows the name, is enough to make one.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import crypto
from app.core.db import db
from app.shifts.models import Booking, Shift, Slot
from app.volunteers.models import SCOPE
from app.volunteers.service import LinkUnknown

LABEL = "cancel one booking"


def token_of(booking: Booking) -> str:
    """Give the token that cancels a booking: 160 bits beyond its name, the same in every mail."""
    return crypto.marked(SCOPE, LABEL, booking.uid)


def find_booking(token: str) -> Booking:
    """Give the booking that a token cancels; raises LinkUnknown."""
    found = db.session.scalar(
        select(Booking)
        .where(Booking.uid == crypto.unmarked(SCOPE, LABEL, token))
        .options(
            joinedload(Booking.volunteer),
            joinedload(Booking.slot).joinedload(Slot.shift).joinedload(Shift.event),
        )
    )
    if found is None or found.volunteer.forgotten_at is not None:
        raise LinkUnknown
    return found
