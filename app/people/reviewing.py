"""Once a year: who shall still be let in?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import func, select

from app.accounts.models import Account
from app.core import clock
from app.core.db import db
from app.people import rights
from app.people.refusals import NotYours
from app.record import service as record
from app.site.models import Association

YEAR = timedelta(days=365)
LATELY = timedelta(days=60)
"""Looked over so shortly before the day, it is not asked again on it."""


def annual_meeting(year: int) -> date:
    """Give the day from which it is asked: most annual meetings are held before or in March."""
    return date(year, 3, 1)


def is_due() -> bool:
    """Say whether it is time to look over who is let in.

    That is from 1 March, or a year after the last time; never where there is one person.
    """
    let_in = select(func.count()).where(Account.disabled_at.is_(None))
    first = db.session.scalar(select(func.min(Account.created_at)))
    if first is None or (db.session.scalar(let_in) or 0) < 2:
        return False
    association = db.session.get(Association, 1)
    reviewed_at = association.reviewed_at if association else None
    last, today = clock.local(reviewed_at or first).date(), clock.today()
    asked_from = annual_meeting(today.year)
    return today - last >= YEAR or (today >= asked_from and last < asked_from - LATELY)


def last_on() -> datetime | None:
    """Say when everyone was last looked over; None where that was never."""
    association = db.session.get(Association, 1)
    return association.reviewed_at if association else None


def finish(chosen: Mapping[int, bool], *, actor: Account) -> int:
    """End the access of those who are not kept, and write down that everyone was looked over.

    ``chosen`` says of accounts, by number, whether they are kept; who was let in since stays. Returns how
    many ended. Raises NotYours, LastAdministrator.
    """
    rights.begin(actor)
    going = [number for number, is_kept in chosen.items() if not is_kept]
    leaving = select(Account).where(Account.id.in_(going), Account.disabled_at.is_(None)).order_by(Account.id)
    rows = db.session.scalars(leaving).all()
    if any(row.id == actor.id for row in rows):
        raise NotYours  # she would not see the end of it; the page offers no such choice
    for row in rows:
        rights.disable(row)
    db.session.get_one(Association, 1).reviewed_at = clock.now()
    facts = {"count": len(chosen), "ended": [row.id for row in rows]}
    record.write_down("people.reviewed", actor=actor, facts=facts)
    return len(rows)
