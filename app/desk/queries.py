"""What the desk shows first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, func, select

from app.accounts import reach
from app.accounts.models import Account
from app.campaigns.models import Campaign, CampaignState
from app.core import clock, mail_way
from app.core.access import Permission, allows
from app.core.config import Settings
from app.core.db import db
from app.petitions import queries as petitions
from app.petitions.models import UNOPENED, DayCount, Petition, PetitionState
from app.signatures import waiting

LATE = timedelta(minutes=1)
"""After so long somebody has to look why a petition has not opened by itself."""


@dataclass(frozen=True)
class Figures:
    """The numbers at the top of the desk."""

    signatures: int
    since_yesterday: int
    last_week: int
    open_petitions: int
    waiting: int
    """Signatures that wait for their confirmation, counted up to a little more than COUNTED_TO."""


def figures(account: Account) -> Figures:
    """Sum up what an organizer's petitions have brought, from counters alone."""
    today, hers = clock.today(), petitions.of(account)
    total = db.session.scalar(select(func.sum(Petition.online_count + Petition.paper_count)).where(hers))
    open_ = db.session.scalar(select(func.count()).where(Petition.state == PetitionState.OPEN, hers))
    return Figures(
        signatures=total or 0,
        since_yesterday=_since(today - timedelta(days=1), account),
        last_week=_since(today - timedelta(days=6), account),
        open_petitions=open_ or 0,
        waiting=waiting.count_pending(account),
    )


def _since(day: date, account: Account) -> int:
    counted = select(func.sum(DayCount.count)).where(*_counted_from(day, account))
    return db.session.scalar(counted) or 0


def _counted_from(day: date, account: Account) -> tuple[ColumnElement[bool], ...]:
    return DayCount.counted_on >= day, petitions.about_those_of(account, DayCount.petition_id)


def recent_days(account: Account) -> list[DayCount]:
    """List the counts of the last thirty days over an organizer's petitions."""
    since = clock.today() - timedelta(days=30)
    return list(db.session.scalars(select(DayCount).where(*_counted_from(since, account))))


@dataclass(frozen=True)
class ToDecide:
    """What waits for somebody at the desk."""

    draft_campaigns: list[Campaign]
    draft_petitions: list[Petition]
    read_petitions: list[Petition]
    """Those that somebody has asked another organizer to read."""
    late_petitions: list[Petition]
    """Those that should have opened by themselves."""
    purged_soon: list[Petition]
    has_no_mail: bool


def to_decide(settings: Settings, account: Account) -> ToDecide:
    """Find what waits for an organizer's decision, as far as her rights go."""
    soon = clock.today() + timedelta(days=14)
    drafts = Campaign.state == CampaignState.DRAFT, reach.by_campaign(account, Campaign.id)
    edits, exports = allows(account, Permission.EDIT_PETITIONS), allows(account, Permission.EXPORT_NAMES)
    late = Petition.state.in_(UNOPENED), Petition.opens_at < clock.now() - LATE
    purged = Petition.purge_on <= soon, Petition.purged_at.is_(None), Petition.state.not_in(UNOPENED)
    return ToDecide(
        draft_campaigns=list(db.session.scalars(select(Campaign).where(*drafts)))
        if allows(account, Permission.EDIT_CAMPAIGNS)
        else [],
        draft_petitions=_petitions(account, Petition.state == PetitionState.DRAFT) if edits else [],
        read_petitions=_petitions(account, Petition.state == PetitionState.REVIEW) if edits else [],
        late_petitions=_petitions(account, *late) if edits else [],
        purged_soon=_petitions(account, *purged) if exports else [],
        has_no_mail=not mail_way.is_open(settings),
    )


def _petitions(account: Account, *which: ColumnElement[bool]) -> list[Petition]:
    hers = select(Petition).where(*which, petitions.of(account))
    return list(db.session.scalars(hers.order_by(Petition.id)))
