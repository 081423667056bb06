"""How a petition grows, from its counters alone: at one cost for ten and for a million signatures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.i18n import gettext as _
from app.kiosks.signing import SOURCE as AT_STAND
from app.petitions import plots
from app.petitions.counting import OTHER_SOURCE, PAPER
from app.petitions.models import Area, AreaCount, DayCount, HourCount, Petition, SourceCount
from app.petitions.plots import Plot
from app.signatures import register
from app.signatures.models import Channel
from app.signatures.words import CHANNELS

MOST_LINES = 40
"""Postal areas and sources that are named one by one."""

Shares = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Confirming:
    """How many of those who signed online have confirmed by mail; at the stand and on paper nobody has to."""

    confirmed: int
    waiting: int
    held: int
    never: int
    """Removed after their time, unconfirmed."""
    is_capped: bool
    """Whether more wait than were counted."""

    @property
    def whole(self) -> int:
        """Count everyone it is a part of."""
        return self.confirmed + self.waiting + self.held + self.never

    @property
    def percent(self) -> int:
        """Give the part of those who signed online that count."""
        return round(self.confirmed / self.whole * 100) if self.whole else 0


@dataclass(frozen=True)
class Growth:
    """What the page of the curve shows."""

    by_day: Plot
    by_hour: Plot
    by_channel: dict[str, int]
    sources: Shares
    areas: Shares
    postal: Shares
    confirming: Confirming
    today: int
    """What today has brought, paper too."""


def look_at(petition: Petition, *, is_all: bool) -> Growth:
    """Lay out how a petition grows: the last thirty days, or all of its time."""
    days = db.session.scalars(select(DayCount).where(DayCount.petition_id == petition.id)).all()
    by_channel = {str(channel): 0 for channel in (*Channel, PAPER)}
    for row in days:
        by_channel[row.channel] = by_channel.get(row.channel, 0) + row.count
    by_day = plots.per_day(days)
    if is_all and petition.opened_at:
        first, end = clock.local(petition.opened_at).date(), petition.closed_at
        by_day = plots.since(days, first, clock.local(end).date() if end else clock.today())
    waiting = register.count_waiting(petition)
    return Growth(
        by_day=by_day,
        by_hour=plots.per_hour(_hours(petition)),
        by_channel=by_channel,
        sources=_sources(petition),
        areas=_areas(petition),
        postal=_postal(petition),
        confirming=Confirming(
            by_channel[Channel.WEB],
            waiting.pending,
            waiting.held,
            petition.expired_count,
            is_capped=waiting.is_capped,
        ),
        today=sum(row.count for row in days if row.counted_on == clock.today()),
    )


def _hours(petition: Petition) -> Iterable[HourCount]:
    since = clock.now() - timedelta(hours=plots.HOURS)
    mine = select(HourCount).where(HourCount.petition_id == petition.id, HourCount.began_at > since)
    return db.session.scalars(mine)


def _sources(petition: Petition) -> Shares:
    """Name the ways by which people came; whoever simply came is told as that."""
    names = {
        "": _("Without a source: typed, searched, sent on"),
        OTHER_SOURCE: _("Other sources"),
        AT_STAND: str(CHANNELS[Channel.KIOSK]),
    }
    mine = select(SourceCount).where(SourceCount.petition_id == petition.id, SourceCount.count > 0)
    found = db.session.scalars(mine.order_by(SourceCount.count.desc(), SourceCount.source))
    return [(names.get(row.source, row.source), row.count) for row in found]


def _areas(petition: Petition) -> Shares:
    mine = select(Area).where(Area.petition_id == petition.id).order_by(Area.number, Area.id)
    return [(area.name, area.count) for area in db.session.scalars(mine) if area.is_offered or area.count]


def _postal(petition: Petition) -> Shares:
    mine = select(AreaCount).where(AreaCount.petition_id == petition.id, AreaCount.count > 0)
    largest = mine.order_by(AreaCount.count.desc(), AreaCount.area).limit(MOST_LINES)
    return [(row.area or _("unknown"), row.count) for row in db.session.scalars(largest)]
