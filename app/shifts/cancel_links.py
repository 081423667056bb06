"""One-click links: each cancels one booking and opens nothing else.

The token is the booking's name and a keyed hash of it, so that none has to be stored, and neither the
database nor a calendar, which shows the name, is enough to make one.
"""

from __future__ import annotations

import base64
import binascii
import hmac

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core import crypto
from app.core.db import db
from app.shifts.models import Booking, Shift, Slot
from app.volunteers.models import SCOPE
from app.volunteers.service import LinkUnknown


def token_of(booking: Booking) -> str:
    """Give the token that cancels a booking: 160 bits beyond its name, the same in every mail."""
    return base64.urlsafe_b64encode(booking.uid + _mark(booking.uid)).decode("ascii")


def find_booking(token: str) -> Booking:
    """Give the booking that a token cancels; raises LinkUnknown."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error):
        raise LinkUnknown from None
    uid, mark = raw[: crypto.UID_BYTES], raw[crypto.UID_BYTES :]
    if not hmac.compare_digest(mark, _mark(uid)):
        raise LinkUnknown
    found = db.session.scalar(
        select(Booking)
        .where(Booking.uid == uid)
        .options(
            joinedload(Booking.volunteer),
            joinedload(Booking.slot).joinedload(Slot.shift).joinedload(Shift.event),
        )
    )
    if found is None or found.volunteer.forgotten_at is not None:
        raise LinkUnknown
    return found


def _mark(uid: bytes) -> bytes:
    return crypto.keyed_hash(SCOPE, "cancel one booking", uid.hex())
