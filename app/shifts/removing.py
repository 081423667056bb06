"""Events that were written by mistake: removed as long as they have no shift."""

from __future__ import annotations

from sqlalchemy import delete, select

from app.accounts.models import Account
from app.core.db import db
from app.core.i18n import lazy_gettext as _l
from app.record import service as record
from app.shifts.models import Event, Shift
from app.shifts.service import EventRefused


class HasShifts(EventRefused):
    """What has been planned stays as history."""

    message = _l("It has shifts, so it stays. Call them off instead.")


def remove_event(event: Event, *, actor: Account | None) -> None:
    """Remove an event that has no shift; raises HasShifts."""
    # Whoever plans a shift locks the event too, so that none is planned meanwhile.
    db.session.execute(select(Event.id).where(Event.id == event.id).with_for_update())
    if db.session.scalar(select(Shift.id).where(Shift.event_id == event.id).limit(1)) is not None:
        raise HasShifts
    record.write_down("event.removed", actor=actor, facts={"event": event.id}, words=event.title)
    db.session.execute(delete(Event).where(Event.id == event.id).execution_options(synchronize_session=False))
    db.session.expunge(event)
