"""One-click links: each cancels one booking and opens nothing else.

The token is the booking's name and a keyed hash of it, so that none has to be stored, and neither the
database nor a calendar, which shows the name, is enough to make one.
"""

from __future__ import annotations

import hmac

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import crypto
from app.core.db import db
from app.shifts.models import Booking, Shift, Slot
from app.volunteers import service as volunteers
from app.volunteers.models import SCOPE, Purpose
from app.volunteers.service import LinkUnknown


def token_of(booking: Booking, own_page: str | None = None) -> str:
    """Give the token that cancels a booking: 160 bits beyond its name, the same in every mail.

    It ends with the link to Mina pass (``own_page``, its token), which is made anew with another mailbox.
    """
    own_page = own_page or volunteers.find_token(booking.volunteer, Purpose.MANAGE) or ""
    return crypto.marked(SCOPE, f"cancel one booking {own_page}", booking.uid)


def find_booking(token: str) -> Booking:
    """Give the booking that a token cancels; raises LinkUnknown."""
    found = db.session.scalar(
        select(Booking)
        .where(Booking.uid == crypto.uid_in(token))
        .options(
            joinedload(Booking.volunteer),
            joinedload(Booking.slot).joinedload(Slot.shift).joinedload(Shift.event),
        )
    )
    if found is None or found.volunteer.forgotten_at is not None:
        raise LinkUnknown
    if not hmac.compare_digest(token.encode(), token_of(found).encode()):
        raise LinkUnknown
    return found
