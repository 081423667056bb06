"""Places taken must be what the bookings say: the counter that a claim guards, beside the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from app.core.db import db
from app.shifts.models import Booking, Shift, Slot
from app.shifts.states import HOLDS_PLACE


@dataclass(frozen=True)
class Wrong:
    """A slot whose counter says another number than its bookings."""

    slot_id: int
    shift: str
    """The shift's name in addresses."""
    shown: int
    rows: int


def count_slots() -> int:
    """Count the slots there are."""
    return db.session.scalar(select(func.count()).select_from(Slot)) or 0


def list_wrong() -> Sequence[Wrong]:
    """List the slots whose counter is not what their bookings say, read in one statement."""
    rows = func.count(Booking.id)
    found = (
        select(Slot.id, Shift.slug, Slot.taken, rows)
        .join(Slot.shift)
        .outerjoin(Booking, (Booking.slot_id == Slot.id) & Booking.state.in_(HOLDS_PLACE))
        .group_by(Slot.id, Shift.slug, Slot.taken)
        .having(rows != Slot.taken)
        .order_by(Slot.id)
    )
    return [Wrong(*row) for row in db.session.execute(found)]


def repair(slot_id: int) -> None:
    """Make a slot's counter what its bookings say.

    Whoever is booked stays so: when they are more than there was room for, there is room for them now.
    """
    slot = db.session.scalars(select(Slot).where(Slot.id == slot_id).with_for_update(key_share=True)).one()
    held = select(func.count()).where(Booking.slot_id == slot_id, Booking.state.in_(HOLDS_PLACE))
    slot.taken = db.session.scalar(held) or 0
    slot.most = max(slot.most, slot.taken)
    db.session.flush()
