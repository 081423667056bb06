"""The log of acts as an organizer reads it: chosen, page by page, within what she reaches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select, true
from sqlalchemy.orm import joinedload

from app.accounts import reach
from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import clock
from app.core.db import db
from app.petitions.models import Petition
from app.record.models import Act
from app.record.words import kinds_of
from app.shifts.models import Event, Shift
from app.tasks.models import Task

SHOWN = 50
AT_ONCE = 500
PROGRAM = "programmet"
"""Chosen as the one who did it: nobody with an account."""


@dataclass(frozen=True)
class Chosen:
    """Which acts are listed; nothing chosen is every act."""

    group: str = ""
    who: str = ""
    """The number of an account, or PROGRAM."""
    campaign: int = 0
    petition: int = 0
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Page:
    """Acts of a page, the newest first."""

    acts: Sequence[Act]
    older: int | None
    """Where the next page begins; None when this is the last."""


def list_page(account: Account, chosen: Chosen, *, before: int | None = None) -> Page:
    """List the acts that an organizer may read, by the number that they end before."""
    wanted = _wanted(account, chosen).order_by(Act.id.desc()).limit(SHOWN + 1)
    if before is not None:
        wanted = wanted.where(Act.id < before)
    found = db.session.scalars(wanted).all()
    return Page(found[:SHOWN], found[SHOWN - 1].id if len(found) > SHOWN else None)


def count_chosen(account: Account, chosen: Chosen) -> int:
    """Count the acts that an organizer has chosen."""
    number: int = db.session.query(_wanted(account, chosen).subquery()).count()
    return number


def stream(account: Account, chosen: Chosen) -> Iterator[Sequence[Act]]:
    """Give all acts that an organizer has chosen, the newest first, some hundreds at a time."""
    before: int | None = None
    while True:
        wanted = _wanted(account, chosen).order_by(Act.id.desc()).limit(AT_ONCE)
        found = db.session.scalars(wanted if before is None else wanted.where(Act.id < before)).all()
        if not found:
            return
        yield found
        before = found[-1].id


def list_actors(account: Account) -> Sequence[Account]:
    """List everybody who has done something that an organizer may read of, those let in no more too."""
    done = select(Act.id).where(Act.account_id == Account.id, _within_reach(account))
    return db.session.scalars(select(Account).where(done.exists()).order_by(Account.id)).all()


def _wanted(account: Account, chosen: Chosen) -> Select[Act]:
    wanted = select(Act).options(joinedload(Act.account))
    return wanted.where(_within_reach(account), *_conditions(chosen))


def _within_reach(account: Account) -> ColumnElement[bool]:
    if reach.reaches_all(account):
        return true()
    hers = select(Campaign.id).where(reach.by_campaign(account, Campaign.id))
    return or_(Act.account_id == account.id, _about(hers))


def _conditions(chosen: Chosen) -> Iterator[ColumnElement[bool]]:
    if chosen.group:
        yield Act.kind.in_(kinds_of(chosen.group))
    if chosen.who == PROGRAM:
        yield Act.account_id.is_(None)
    elif chosen.who:
        yield Act.account_id == int(chosen.who)
    if chosen.campaign:
        yield _about(select(Campaign.id).where(Campaign.id == chosen.campaign))
    if chosen.petition:
        yield Act.petition_id == chosen.petition
    if chosen.since:
        yield Act.done_at >= clock.midnight(chosen.since)
    if chosen.until:
        yield Act.done_at < clock.midnight(chosen.until + timedelta(days=1))


def _about(campaigns: Select[int]) -> ColumnElement[bool]:
    """Give the condition on acts that they are about campaigns, or about what belongs to them."""
    events = select(Event.id).where(Event.campaign_id.in_(campaigns))
    return or_(
        Act.petition_id.in_(select(Petition.id).where(Petition.campaign_id.in_(campaigns))),
        _fact("campaign").in_(campaigns),
        _fact("event").in_(events),
        _fact("shift").in_(select(Shift.id).where(Shift.event_id.in_(events))),
        _fact("task").in_(select(Task.id).where(Task.campaign_id.in_(campaigns))),
    )


def _fact(name: str) -> Any:
    return Act.facts[name].as_integer()
