"""Read single entries of the register for organizers; there is no list of everyone who helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, true

from app.accounts import reach
from app.accounts.models import Account
from app.core.db import db
from app.shifts import queries as shifts
from app.shifts.models import Booking, Shift, Slot
from app.tasks import service as tasks
from app.tasks.models import Claim, Task
from app.volunteers import queries, service
from app.volunteers.models import HelpConsent, Volunteer


def of(account: Account) -> ColumnElement[bool]:
    """Give the condition on those who help that they are on something of an organizer's."""
    if reach.reaches_all(account):
        return true()
    there = select(Booking.volunteer_id).join(Booking.slot).join(Slot.shift).join(Shift.event)
    took = select(Claim.volunteer_id).join(Claim.task)
    return or_(
        Volunteer.id.in_(there.where(shifts.of(account))),
        Volunteer.id.in_(took.where(reach.by_campaign(account, Task.campaign_id))),
    )


def get_for(account: Account, volunteer_id: int) -> Volunteer:
    """Give somebody whom an organizer works with; raises NoResultFound for who is on nothing of hers."""
    return db.session.scalars(select(Volunteer).where(Volunteer.id == volunteer_id, of(account))).one()


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
    took = select(Claim).where(Claim.volunteer_id == person.id, Claim.consent_id.is_not(None))
    signed = [(receipt.consent_id, receipt.created_at) for receipt in queries.list_receipts(person)]
    signed += [(claim.consent_id or 0, tasks.agreed_at(claim)) for claim in db.session.scalars(took)]
    last: dict[int, datetime] = {}
    for number, moment in signed:
        last[number] = max(moment, last.get(number, moment))
    rows = db.session.scalars(select(HelpConsent).where(HelpConsent.id.in_(last)))
    found = [Agreement(row.words, row.locale, last[row.id]) for row in rows]
    return sorted(found, key=lambda agreement: agreement.agreed_at, reverse=True)
