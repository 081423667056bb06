"""Counts that cost the same for ten and for a million signatures, and that outlive the people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Integer, String, Table, bindparam, case, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm.util import identity_key

from app.core import clock
from app.core.db import Base, add_to_count, db
from app.petitions.models import Area, AreaCount, DayCount, HourCount, PaperTotal, Petition, SourceCount
from app.signatures.models import Channel, Signature, SignatureState

PAPER = "paper"
AREA_DIGITS = 3
"""Postal areas are kept by three digits, so that no series points at one stairwell."""
MOST_SOURCES = 50
"""So many ways of coming are told apart in a petition's series; whoever makes up more is among the others."""
OTHER_SOURCE = "other"


def lock(petition_id: int) -> None:
    """Let one act at a time change a petition's counts until the transaction ends.

    SQLite drops the clause; there the whole writing transaction is alone already. PostgreSQL is asked
    for the weaker lock (NO KEY), which lets new signatures point at the petition meanwhile.
    """
    claim = select(Petition.id).where(Petition.id == petition_id).with_for_update(key_share=True)
    db.session.execute(claim).one()


def is_settled(petition_id: int) -> bool:
    """Say whether the number has been handed over: from then on nothing is added to it.

    Call it under ``lock``: then no hand-over comes between.
    """
    handed_over = select(Petition.handed_over_on).where(Petition.id == petition_id)
    return db.session.scalar(handed_over) is not None


def full_hour(moment: datetime) -> datetime:
    """Give the hour in which a moment lies; hours begin with the Swedish ones."""
    return moment.replace(minute=0, second=0, microsecond=0)


def count_one(signature: Signature, *, by: int) -> int:
    """Add one confirmed signature to every count of its petition, or take it away; return the new sum.

    Call it under ``lock``.
    """
    assert signature.confirmed_at is not None
    values = {
        "of_petition": signature.petition_id,
        "by": by,
        "on_day": clock.local(signature.confirmed_at).date(),
        "by_channel": signature.channel,
        "in_hour": full_hour(signature.confirmed_at),
        "postal": signature.postcode[:AREA_DIGITS],
        "came_by": signature.source or "",
    }
    *series, last = _statements(db.engine.dialect.name)
    for statement in series:
        db.session.execute(statement, values)
    if signature.area_id is not None:
        chosen = update(Area).where(Area.id == signature.area_id)
        db.session.execute(chosen.values(count=Area.count + by))
    total: int = db.session.execute(last, values).scalar_one()
    known = db.session.identity_map.get(identity_key(Petition, signature.petition_id))
    if known is not None:
        db.session.expire(known, ["online_count"])
    return total


@cache
def _statements(dialect: str) -> tuple[Any, ...]:
    """Put together, once, what moves every series and then the sum; for PostgreSQL as one statement."""
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    petition, by = bindparam("of_petition", type_=Integer), bindparam("by", type_=Integer)

    def add(model: type[Base], **key: Any) -> Any:
        table = cast("Table", model.__table__)
        statement = insert(table).values(petition_id=petition, **key, count=by)
        return statement.on_conflict_do_update(
            index_elements=list(table.primary_key), set_={"count": table.c.count + by}
        )

    sources = cast("Table", SourceCount.__table__)
    petitions = cast("Table", Petition.__table__)
    named = select(petition, _source_name(sources, petition), by).where(petitions.c.id == petition)
    source = insert(sources).from_select(["petition_id", "source", "count"], named)
    series = (
        add(DayCount, counted_on=bindparam("on_day"), channel=bindparam("by_channel")),
        add(HourCount, began_at=bindparam("in_hour")),
        add(AreaCount, area=bindparam("postal")),
        source.on_conflict_do_update(
            index_elements=list(sources.primary_key), set_={"count": sources.c.count + by}
        ),
    )
    total = (
        update(petitions)
        .where(petitions.c.id == petition)
        .values(online_count=petitions.c.online_count + by)
        .returning(petitions.c.online_count + petitions.c.paper_count)
    )
    if dialect == "sqlite":
        return (*series, total)
    return (total.add_cte(*(each.cte(f"series_{place}") for place, each in enumerate(series))),)


def _source_name(sources: Table, petition: Any) -> Any:
    """Choose the row that a source counts in: its own as long as there are few."""
    name, mine = bindparam("came_by", type_=String), sources.c.petition_id == petition
    has_one = exists().where(mine, sources.c.source == name).correlate(None)
    many = select(func.count()).select_from(sources).where(mine).correlate(None).scalar_subquery()
    return case((or_(name == "", has_one, many < MOST_SOURCES), name), else_=OTHER_SOURCE)


def count_paper(petition: Petition, on: date, by: int) -> None:
    """Add signatures on paper to the counts of a petition."""
    add_to_count(DayCount, by, petition_id=petition.id, counted_on=on, channel=PAPER)
    db.session.execute(
        update(Petition).where(Petition.id == petition.id).values(paper_count=Petition.paper_count + by)
    )


@dataclass(frozen=True)
class Count:
    """What a petition's counters say beside what its rows and its series say."""

    petition_id: int
    shown: int
    rows: int
    series: int
    hours: int
    areas: int
    sources: int
    chosen: int
    """How many chose an area of the organizers' own list, by that list's counts."""
    chosen_rows: int
    paper_shown: int
    paper_rows: int
    paper_series: int

    @property
    def is_right(self) -> bool:
        """Say whether all agree: what is shown, the rows, and the sum of each series."""
        return (
            self.shown == self.rows == self.series == self.hours == self.areas == self.sources
            and self.chosen == self.chosen_rows
            and self.paper_shown == self.paper_rows == self.paper_series
        )


def check(petition: Petition) -> Count:
    """Compare a petition's counters with its rows; of a purged one only the series is left."""
    of_days = select(DayCount.channel, func.sum(DayCount.count)).where(DayCount.petition_id == petition.id)
    days = {channel: int(count) for channel, count in db.session.execute(of_days.group_by(DayCount.channel))}
    paper_series = days.pop(PAPER, 0)
    online_series, chosen = sum(days.values()), _sum(Area, petition.id)
    rows, chosen_rows = online_series, chosen
    if not is_leaving(petition):
        rows, chosen_rows = _confirmed_rows(petition.id)
    return Count(
        petition_id=petition.id,
        shown=petition.online_count,
        rows=rows,
        series=online_series,
        hours=_sum(HourCount, petition.id),
        areas=_sum(AreaCount, petition.id),
        sources=_sum(SourceCount, petition.id),
        chosen=chosen,
        chosen_rows=chosen_rows,
        paper_shown=petition.paper_count,
        paper_rows=_sum(PaperTotal, petition.id),
        paper_series=paper_series,
    )


def _sum(model: type[HourCount | AreaCount | SourceCount | Area | PaperTotal], petition_id: int) -> int:
    counted = select(func.coalesce(func.sum(model.count), 0)).where(model.petition_id == petition_id)
    return int(db.session.scalar(counted) or 0)


def is_leaving(petition: Petition) -> bool:
    """Say whether a petition's rows are gone, or going: then they no longer tell how many signed."""
    is_due = petition.purge_on is not None and petition.purge_on <= clock.today()
    return petition.purged_at is not None or is_due


def _confirmed_rows(petition_id: int) -> tuple[int, int]:
    """Count the rows that count, and those of them with an area of the organizers' own list."""
    counted = select(func.count(), func.count(Signature.area_id)).where(
        Signature.petition_id == petition_id, Signature.state == SignatureState.CONFIRMED
    )
    rows, chosen = db.session.execute(counted).one()
    return rows, chosen


__all__ = ["Channel", "Count", "check", "count_one", "count_paper", "is_leaving", "lock"]
