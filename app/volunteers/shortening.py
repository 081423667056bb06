"""When the association keeps those who help for a shorter time, it holds for those who are there too."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.core.db import db
from app.volunteers.keeping import last_days
from app.volunteers.models import Volunteer

TOGETHER = 500


def keep_shorter(to: timedelta, *, by: timedelta) -> int:
    """Bring the day to forget nearer for everyone who is known; return how many they are.

    Made longer again it holds for what is done from then on: those who are there were told the shorter time.
    So whoever was brought nearer before is not brought nearer than the new time by another round.
    """
    known = select(Volunteer.id).where(Volunteer.forgotten_at.is_(None)).order_by(Volunteer.id)
    ids = db.session.scalars(known.with_for_update(key_share=True)).all()
    for place in range(0, len(ids), TOGETHER):
        some = select(Volunteer).where(Volunteer.id.in_(ids[place : place + TOGETHER]))
        people = db.session.scalars(some.order_by(Volunteer.id)).all()
        last = last_days(people)
        for person in people:
            new = min(person.keep_until, last[person.id] + to)
            person.keep_until = max(person.keep_until - by, new)
        db.session.flush()
    return len(ids)
