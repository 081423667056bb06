"""Shift leaders' names and phones are kept as long as those of everyone who helps."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.core import clock, crypto, periods
from app.core.db import db, transaction
from app.shifts.models import Event, Shift
from app.volunteers.models import SCOPE

NOBODY = {"name": "", "phone": ""}


def write(event: Event, name: str, phone: str) -> None:
    """Seal who leads an event's shifts; the time that it is kept for begins anew."""
    event.sealed = crypto.seal(SCOPE, b"event|" + event.uid, {"name": name, "phone": phone})
    event.leader_written_at, event.leader_forgotten_at = clock.now(), None


def forget_old() -> int:
    """Remove who led events whose last shift is a year ago; return how many. May be stopped anywhere."""
    since = clock.now() - periods.lasting("volunteers")
    later = select(Shift.id).where(Shift.event_id == Event.id, Shift.ends_at > since)
    old = select(Event.id).where(
        Event.leader_forgotten_at.is_(None),
        Event.leader_written_at < since - timedelta(days=1),
        ~later.exists(),
    )
    ids = db.session.scalars(old).all()
    db.session.rollback()
    for event_id in ids:
        with transaction(public=False):
            event = db.session.get_one(Event, event_id, with_for_update={"key_share": True})
            event.sealed = crypto.seal(SCOPE, b"event|" + event.uid, NOBODY)
            event.leader_forgotten_at = clock.now()
    return len(ids)
