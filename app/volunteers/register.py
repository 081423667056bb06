"""Read single entries of the register for organizers; there is no list of everyone who helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, union_all

from app.accounts.models import Account
from app.core.db import db
from app.shifts.models import BookingReceipt
from app.tasks.models import Claim
from app.volunteers import service
from app.volunteers.models import HelpConsent, Volunteer


def get_for(_account: Account, volunteer_id: int) -> Volunteer:
    """Give somebody whom an organizer works with; raises NoResultFound."""
    return db.session.get_one(Volunteer, volunteer_id)


@dataclass(frozen=True)
class Bringer:
    """Whoever brings a companion along."""

    volunteer_id: int
    name: str


def find_bringer(companion: Volunteer) -> Bringer | None:
    """Give who brings somebody along; None for whoever comes by herself."""
    if companion.brought_by_id is None:
        return None
    found = db.session.get_one(Volunteer, companion.brought_by_id)
    return Bringer(found.id, service.person(found)["name"])


@dataclass(frozen=True)
class Agreement:
    """Words that somebody agreed to, and when last."""

    words: str
    locale: str
    agreed_at: datetime


def list_agreements(person: Volunteer) -> Sequence[Agreement]:
    """List the words that somebody agreed to, the latest first; none for whom an organizer wrote in."""
    booked = select(BookingReceipt.consent_id, BookingReceipt.created_at)
    took = select(Claim.consent_id, Claim.created_at)
    signed = union_all(
        booked.where(BookingReceipt.volunteer_id == person.id),
        took.where(Claim.volunteer_id == person.id),
    ).subquery()
    last = func.max(signed.c.created_at)
    rows = db.session.execute(
        select(HelpConsent.words, HelpConsent.locale, last)
        .join(signed, signed.c.consent_id == HelpConsent.id)
        .group_by(HelpConsent.id, HelpConsent.words, HelpConsent.locale)
        .order_by(last.desc())
    )
    return [Agreement(words, locale, agreed_at) for words, locale, agreed_at in rows]
