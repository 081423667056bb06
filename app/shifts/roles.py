"""Roles of a shift that were made by mistake: closed as long as nobody is booked."""

from __future__ import annotations

from sqlalchemy import func, select, update

from app.accounts.models import Account
from app.core import clock
from app.core.db import db
from app.core.i18n import lazy_gettext as _l
from app.record import service as record
from app.shifts import service
from app.shifts.models import Slot
from app.shifts.planning import AlreadyOver
from app.shifts.service import AlreadyCancelled, EventRefused


class RoleTaken(EventRefused):
    """Nobody is thrown out by the closing of a role."""

    message = _l("Somebody is booked in this role. Move them first.")


class LastRole(EventRefused):
    """A shift without a role cannot be booked."""

    message = _l("This is the only role. Call the shift off instead.")


def may_close(slot: Slot) -> bool:
    """Say whether a role can be closed as things stand."""
    shift = slot.shift
    is_alone = len([each for each in shift.slots if each.is_open]) < 2
    return slot.is_open and not slot.taken and not is_alone and shift.ends_at > clock.now()


def close(slot: Slot, *, actor: Account | None) -> None:
    """Close an empty role: it is neither booked nor shown any more; a second press changes nothing.

    Raises AlreadyCancelled, AlreadyOver, LastRole, RoleTaken.
    """
    shift = slot.shift
    if shift.is_cancelled:
        raise AlreadyCancelled
    if shift.ends_at <= clock.now():
        raise AlreadyOver
    # One organizer at a time, so that two do not close the last two; SQLite has one writer anyway.
    service.wait_for_bookings([shift])
    open_now = select(func.count()).where(Slot.shift_id == shift.id, Slot.is_open, Slot.id != slot.id)
    if not db.session.scalar(open_now):
        raise LastRole
    closed = update(Slot).where(Slot.id == slot.id, Slot.is_open, Slot.taken == 0).values(is_open=False)
    done = db.session.scalar(closed.returning(Slot.id).execution_options(synchronize_session=False))
    db.session.refresh(slot)
    db.session.expire(shift, ["slots"])
    if done is None:
        if slot.is_open:
            raise RoleTaken
        return
    record.write_down("slot.closed", actor=actor, facts={"shift": shift.id, "slot": slot.id})
