"""What has been done with the bookings of a shift: which step, when, and by which organizer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts import service as accounts
from app.accounts.models import Account
from app.core.db import db
from app.shifts.booking import typed
from app.shifts.models import Booking, BookingStep, Shift, Slot

LATEST = 100


@dataclass(frozen=True)
class Step:
    """One step of one booking."""

    taken_at: datetime
    name: str
    """As it was typed for the booking; empty when it has been removed."""
    role: str
    state: str
    by: str
    """The organizer's name; empty for the volunteer herself."""


def list_steps(shift: Shift) -> list[Step]:
    """List the latest steps of a shift's bookings, the newest first."""
    rows = db.session.execute(
        select(BookingStep, Booking, Account)
        .join(Booking, Booking.id == BookingStep.booking_id)
        .join(Booking.slot)
        .outerjoin(Account, Account.id == BookingStep.account_id)
        .where(Slot.shift_id == shift.id)
        .order_by(BookingStep.id.desc())
        .limit(LATEST)
        .options(joinedload(Booking.slot))
    ).all()
    names = {row.id: typed(row)["name"] for row in {booking for _step, booking, _account in rows}}
    organizers = {
        row.id: accounts.person(row)["name"] for row in {account for *_, account in rows if account}
    }
    return [
        Step(
            taken_at=step.taken_at,
            name=names[booking.id],
            role=booking.slot.role,
            state=step.state,
            by=organizers[account.id] if account else "",
        )
        for step, booking, account in rows
    ]
