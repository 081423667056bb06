"""Undo a press of the button that has just been made."""

from __future__ import annotations

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.shifts import emails
from app.shifts.booking import hold, step
from app.shifts.models import Booking, BookingReceipt
from app.shifts.receipts import QUIET_TIME
from app.shifts.refusals import TooLateToUndo
from app.shifts.states import BookingState
from app.volunteers import keeping

__all__ = ["QUIET_TIME", "undo"]


def undo(receipt: BookingReceipt) -> None:
    """Give back what was booked by one press just now, for whoever pressed: the address was wrong, say.

    Nothing that was booked before is touched, and later only the owner of the mailbox can.
    Raises TooLateToUndo.
    """
    if clock.now() - receipt.created_at >= QUIET_TIME:
        raise TooLateToUndo
    keeping.hold([receipt.volunteer_id])
    rows = select(Booking).where(Booking.receipt_id == receipt.id, Booking.state == BookingState.BOOKED)
    booked = db.session.scalars(rows.order_by(Booking.slot_id)).all()
    hold([booking.slot for booking in booked])
    for booking in booked:
        step(booking, BookingState.CANCELLED, actor=None)
    keeping.recount([receipt.volunteer_id])
    if booked and receipt.volunteer.has_email:
        emails.undone(receipt.volunteer, booked)
