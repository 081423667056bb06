"""What the desk shows first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.campaigns.models import Campaign, CampaignState
from app.core import clock
from app.core.access import Role
from app.core.config import Settings
from app.core.db import db
from app.petitions.models import UNOPENED, DayCount, Petition, PetitionState
from app.record.models import Act
from app.shifts.booking import name_of
from app.shifts.models import Event, Shift
from app.signatures import waiting
from app.tasks.models import Task

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


def figures() -> Figures:
    """Sum up what the petitions have brought, from counters alone."""
    today = clock.today()
    total = db.session.scalar(select(func.sum(Petition.online_count + Petition.paper_count)))
    open_ = db.session.scalar(select(func.count()).where(Petition.state == PetitionState.OPEN))
    return Figures(
        signatures=total or 0,
        since_yesterday=_since(today - timedelta(days=1)),
        last_week=_since(today - timedelta(days=6)),
        open_petitions=open_ or 0,
        waiting=waiting.count_pending(),
    )


def _since(day: object) -> int:
    return db.session.scalar(select(func.sum(DayCount.count)).where(DayCount.counted_on >= day)) or 0


def recent_days() -> list[DayCount]:
    """List the counts of the last thirty days over all petitions."""
    since = clock.today() - timedelta(days=30)
    return list(db.session.scalars(select(DayCount).where(DayCount.counted_on >= since)))


@dataclass(frozen=True)
class Planned:
    """What acts are about, by number: the names of events, shifts and tasks."""

    events: dict[int, str]
    shifts: dict[int, str]
    tasks: dict[int, str]


def get_planned(acts: Sequence[Act]) -> Planned:
    """Name the events, shifts and tasks that acts are about."""

    def about(kind: str) -> set[int]:
        return {act.facts[kind] for act in acts if kind in act.facts}

    events = select(Event.id, Event.title).where(Event.id.in_(about("event")))
    shifts = select(Shift).where(Shift.id.in_(about("shift"))).options(joinedload(Shift.event))
    tasks = select(Task.id, Task.title).where(Task.id.in_(about("task")))
    return Planned(
        events={row.id: row.title for row in db.session.execute(events)},
        shifts={shift.id: name_of(shift) for shift in db.session.scalars(shifts)},
        tasks={row.id: row.title for row in db.session.execute(tasks)},
    )


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
    is_one_administrator: bool
    has_no_mail: bool


def to_decide(settings: Settings) -> ToDecide:
    """Find what waits for a decision."""
    soon = clock.today() + timedelta(days=14)
    administrators = db.session.scalar(
        select(func.count()).where(Account.role == Role.ADMINISTRATOR, Account.disabled_at.is_(None))
    )
    return ToDecide(
        draft_campaigns=list(
            db.session.scalars(select(Campaign).where(Campaign.state == CampaignState.DRAFT))
        ),
        draft_petitions=_petitions(PetitionState.DRAFT),
        read_petitions=_petitions(PetitionState.REVIEW),
        late_petitions=list(
            db.session.scalars(
                select(Petition).where(Petition.state.in_(UNOPENED), Petition.opens_at < clock.now() - LATE)
            )
        ),
        purged_soon=list(
            db.session.scalars(
                select(Petition).where(
                    Petition.purge_on <= soon,
                    Petition.purged_at.is_(None),
                    Petition.state.not_in(UNOPENED),
                )
            )
        ),
        is_one_administrator=administrators == 1,
        has_no_mail=not settings.sends_mail,
    )


def _petitions(state: PetitionState) -> list[Petition]:
    return list(db.session.scalars(select(Petition).where(Petition.state == state).order_by(Petition.id)))
