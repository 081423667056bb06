"""What happens by the clock: opening, closing, forgetting who wanted to be told; and days moved earlier."""

from __future__ import annotations

import logging
from datetime import date, datetime

from sqlalchemy import select, update

from app.accounts.models import Account
from app.core import clock
from app.core.apart import apart, is_up
from app.core.config import Settings
from app.core.db import db, transaction
from app.core.errors import DomainError
from app.core.templates import day
from app.petitions import consent, life
from app.petitions.holding import hold
from app.petitions.models import UNOPENED, Petition, PetitionState
from app.petitions.refusals import (
    AlreadyOpened,
    ClosesBeforeOpening,
    ClosesInThePast,
    ContactAfterPurge,
    ContactLater,
    NamesAreGone,
    NotOpen,
    OpensInThePast,
    PurgeDateOutOfRange,
    PurgeLater,
)
from app.record import service as record
from app.signatures.models import Signature

log = logging.getLogger("samling.petitions")
BATCH = 500


def plan_opening(
    petition: Petition,
    opens_at: datetime | None,
    closes_at: datetime | None,
    *,
    actor: Account | None,
    settings: Settings | None = None,
) -> None:
    """Say when a draft opens by itself and when it closes; None leaves it to a press.

    Raises AlreadyOpened, OpensInThePast, ClosesInThePast, ClosesBeforeOpening, and, when it shall open
    by itself, everything that opening raises.
    """
    hold(petition)
    if petition.state not in UNOPENED:
        raise AlreadyOpened
    _check_order(opens_at, closes_at)
    petition.opens_at, petition.closes_at = opens_at, closes_at
    if opens_at is not None:
        life.check_reader(petition, actor)
        life.check_complete(petition, at=opens_at, settings=settings)
    elif closes_at is not None and petition.purge_on is not None:
        life.check_closing(closes_at, petition.purge_on)
    record.write_down("petition.scheduled", actor=actor, petition_id=petition.id)


def _check_order(opens_at: datetime | None, closes_at: datetime | None) -> None:
    if opens_at is not None and opens_at <= clock.now():
        raise OpensInThePast
    if closes_at is not None and closes_at <= clock.now():
        raise ClosesInThePast
    if opens_at is not None and closes_at is not None and closes_at <= opens_at:
        raise ClosesBeforeOpening


def plan_closing(petition: Petition, closes_at: datetime | None, *, actor: Account | None) -> None:
    """Say when an open petition closes, earlier or later, never when the names are due to go.

    Raises NotOpen, ClosesInThePast, ClosesAfterPurge.
    """
    hold(petition)
    if petition.state != PetitionState.OPEN:
        raise NotOpen
    _check_order(None, closes_at)
    if closes_at is not None and petition.purge_on is not None:
        life.check_closing(closes_at, petition.purge_on)
    petition.closes_at = closes_at
    record.write_down("petition.extended", actor=actor, petition_id=petition.id)


def promise_less(
    petition: Petition,
    *,
    purge_on: date,
    contact_until: date | None,
    association: str,
    actor: Account | None,
) -> None:
    """Move the days when people are forgotten earlier; None leaves contact as long as the names.

    Raises NamesAreGone, PurgeLater, PurgeDateOutOfRange, ClosesAfterPurge, ContactAfterPurge, ContactLater.
    """
    hold(petition)
    bring_forward(petition, purge_on=purge_on, contact_until=contact_until, association=association)
    record.write_down("petition.promised_less", actor=actor, petition_id=petition.id)


def bring_forward(
    petition: Petition, *, purge_on: date, contact_until: date | None, association: str
) -> None:
    """Do the same inside another act that holds the petition."""
    if petition.purged_at or petition.purge_on is None or petition.purge_on <= clock.today():
        raise NamesAreGone
    if purge_on > petition.purge_on:
        raise PurgeLater(day=day(petition.purge_on))
    if purge_on <= clock.today():
        raise PurgeDateOutOfRange
    if petition.is_open and petition.closes_at is not None:
        life.check_closing(petition.closes_at, purge_on)
    told = petition.contact_until or petition.purge_on
    if contact_until is not None and contact_until > told:
        raise ContactLater(day=day(told))
    if contact_until is not None and contact_until > purge_on:
        raise ContactAfterPurge
    if contact_until is None and petition.contact_until is not None:
        contact_until = min(petition.contact_until, purge_on)  # what was told stays told
    petition.purge_on, petition.contact_until = purge_on, contact_until
    if petition.is_open:
        consent.renew(petition, association)


def keep_time(association: str) -> None:
    """Close and open what is due; what cannot be opened stays as it is and is tried again."""
    is_up = Petition.state == PetitionState.OPEN, Petition.closes_at <= clock.now()
    for petition_id in _list_due(*is_up):
        with apart(log, f"closing of petition {petition_id}"), transaction():
            hold(db.session.get_one(Petition, petition_id))
    for petition_id in _list_due(Petition.state.in_(UNOPENED), Petition.opens_at <= clock.now()):
        with apart(log, f"opening of petition {petition_id}"):
            try:
                with transaction():
                    _open_due(petition_id, association)
            except DomainError as refusal:
                log.warning("petition %s cannot be opened yet: %s", petition_id, type(refusal).__name__)


def _list_due(*which: object) -> list[int]:
    ids = list(db.session.scalars(select(Petition.id).where(*which)))  # type: ignore[arg-type]
    db.session.rollback()
    return ids


def _open_due(petition_id: int, association: str) -> None:
    petition = db.session.get_one(Petition, petition_id)
    hold(petition)
    if petition.state in UNOPENED and petition.opens_at is not None and petition.opens_at <= clock.now():
        life.open_petition(petition, association=association, actor=None)


def why_late(petition: Petition, settings: Settings) -> str:
    """Say why a petition that should have opened has not; empty when it is not late, or only just."""
    if petition.state not in UNOPENED or petition.opens_at is None or petition.opens_at > clock.now():
        return ""
    try:
        life.check_complete(petition, at=clock.now(), settings=settings)
    except DomainError as refusal:
        return str(refusal)
    return ""


def forget_contacts(*, until: float | None = None) -> int:
    """Forget who wanted to be told how it goes, on the day that was told; return how many.

    What is not done by ``until``, a moment of the steady clock, is left to the next call.
    """
    forgotten = 0
    due = select(Petition.id).where(Petition.contact_until <= clock.today(), Petition.purged_at.is_(None))
    hers = select(Signature.id).where(Signature.petition_id.in_(due), Signature.contact_me)
    # In the order of the index of those who want to be told: SQLite would go through all signatures instead.
    some = hers.order_by(Signature.petition_id, Signature.state, Signature.id).limit(BATCH)
    while ids := db.session.scalars(some).all():
        with transaction(public=False):
            db.session.execute(update(Signature).where(Signature.id.in_(ids)).values(contact_me=False))
        forgotten += len(ids)
        if is_up(until):
            break
    db.session.rollback()
    return forgotten
