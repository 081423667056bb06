"""Counts that cost the same for ten and for a million signatures, and that outlive the people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select, update

from app.core import clock
from app.core.db import add_to_count, db
from app.petitions.models import AreaCount, DayCount, PaperTotal, Petition
from app.signatures.models import Channel, Signature, SignatureState

PAPER = "paper"
AREA_DIGITS = 3
"""Postal areas are kept by three digits, so that no series points at one stairwell."""
LADDER = (50, 100, 250, 500, 1000, 1500, 2500, 5000, 10_000, 15_000, 25_000, 50_000, 100_000)


def next_goal(total: int) -> int:
    """Give the next step of the goal ladder above a count."""
    for goal in LADDER:
        if total < goal:
            return goal
    return (total // LADDER[-1] + 1) * LADDER[-1]


def lock(petition_id: int) -> None:
    """Let one act at a time change a petition's counts until the transaction ends.

    SQLite drops the clause; there the whole writing transaction is alone already. PostgreSQL is asked
    for the weaker lock (NO KEY), which lets new signatures point at the petition meanwhile.
    """
    claim = select(Petition.id).where(Petition.id == petition_id).with_for_update(key_share=True)
    db.session.execute(claim).one()


def count_one(signature: Signature, *, by: int) -> int:
    """Add one confirmed signature to every count of its petition, or take it away; return the new sum."""
    assert signature.confirmed_at is not None
    day = clock.local(signature.confirmed_at).date()
    add_to_count(DayCount, by, petition_id=signature.petition_id, counted_on=day, channel=signature.channel)
    add_to_count(AreaCount, by, petition_id=signature.petition_id, area=signature.postcode[:AREA_DIGITS])
    changed = (
        update(Petition)
        .where(Petition.id == signature.petition_id)
        .values(online_count=Petition.online_count + by)
        .returning(Petition.online_count + Petition.paper_count)
    )
    return db.session.execute(changed).scalar_one()


def count_paper(petition: Petition, on: date, by: int) -> None:
    """Add signatures on paper to the counts of a petition."""
    add_to_count(DayCount, by, petition_id=petition.id, counted_on=on, channel=PAPER)
    db.session.execute(
        update(Petition).where(Petition.id == petition.id).values(paper_count=Petition.paper_count + by)
    )


@dataclass(frozen=True)
class Count:
    """What a petition's counters say beside what its rows say."""

    petition_id: int
    shown: int
    rows: int
    series: int
    areas: int
    paper_shown: int
    paper_rows: int
    paper_series: int

    @property
    def is_right(self) -> bool:
        """Say whether all agree."""
        return (
            self.shown == self.rows == self.series == self.areas
            and self.paper_shown == self.paper_rows == self.paper_series
        )


def check(petition: Petition) -> Count:
    """Compare a petition's counters with its rows; of a purged one only the series is left."""
    series = dict(
        db.session.execute(
            select(DayCount.channel, func.sum(DayCount.count))
            .where(DayCount.petition_id == petition.id)
            .group_by(DayCount.channel)
        ).all()
    )
    paper_series = int(series.pop(PAPER, 0))
    online_series = int(sum(series.values()))
    areas = db.session.scalar(select(func.sum(AreaCount.count)).where(AreaCount.petition_id == petition.id))
    rows = online_series if is_leaving(petition) else _confirmed_rows(petition.id)
    paper_rows = db.session.scalar(
        select(func.coalesce(func.sum(PaperTotal.count), 0)).where(PaperTotal.petition_id == petition.id)
    )
    return Count(
        petition_id=petition.id,
        shown=petition.online_count,
        rows=rows,
        series=online_series,
        areas=int(areas or 0),
        paper_shown=petition.paper_count,
        paper_rows=int(paper_rows or 0),
        paper_series=paper_series,
    )


def is_leaving(petition: Petition) -> bool:
    """Say whether a petition's rows are gone, or going: then they no longer tell how many signed."""
    is_due = petition.purge_on is not None and petition.purge_on <= clock.today()
    return petition.purged_at is not None or is_due


def _confirmed_rows(petition_id: int) -> int:
    counted = select(func.count()).where(
        Signature.petition_id == petition_id, Signature.state == SignatureState.CONFIRMED
    )
    return db.session.scalar(counted) or 0


def repair(petition: Petition) -> None:
    """Make a petition's counters and series what its rows say; a purged one follows its series."""
    lock(petition.id)
    if not is_leaving(petition):
        _rebuild_series(petition.id)
    found = check(petition)
    petition.online_count, petition.paper_count = found.series, found.paper_series


def _rebuild_series(petition_id: int) -> None:
    db.session.execute(delete(DayCount).where(DayCount.petition_id == petition_id))
    db.session.execute(delete(AreaCount).where(AreaCount.petition_id == petition_id))
    days: dict[tuple[date, str], int] = {}
    areas: dict[str, int] = {}
    confirmed = select(Signature.confirmed_at, Signature.channel, Signature.postcode).where(
        Signature.petition_id == petition_id, Signature.state == SignatureState.CONFIRMED
    )
    moment: datetime | None
    for moment, channel, postcode in db.session.execute(confirmed):
        assert moment is not None
        key = clock.local(moment).date(), channel
        days[key] = days.get(key, 0) + 1
        areas[postcode[:AREA_DIGITS]] = areas.get(postcode[:AREA_DIGITS], 0) + 1
    paper = select(PaperTotal.collected_on, PaperTotal.count).where(PaperTotal.petition_id == petition_id)
    for on, count in db.session.execute(paper):
        days[on, PAPER] = days.get((on, PAPER), 0) + count
    db.session.add_all(
        DayCount(petition_id=petition_id, counted_on=on, channel=channel, count=count)
        for (on, channel), count in days.items()
    )
    db.session.add_all(
        AreaCount(petition_id=petition_id, area=area, count=count) for area, count in areas.items()
    )
    db.session.flush()


__all__ = ["Channel", "Count", "check", "count_one", "count_paper", "lock", "next_goal", "repair"]
