"""Make counters and series what the rows say; of a purged petition, what its series of days says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import TypeVar, cast

from sqlalchemy import Table, delete, insert, select, update

from app.core import clock
from app.core.db import Base, db
from app.petitions import counting
from app.petitions.counting import AREA_DIGITS, MOST_SOURCES, OTHER_SOURCE, PAPER, full_hour
from app.petitions.models import Area, AreaCount, DayCount, HourCount, PaperTotal, Petition, SourceCount
from app.signatures.models import Signature, SignatureState

BATCH = 10_000
UNKNOWN_AREA = ""
"""Where signatures are counted of which only the day is known any more."""
NOON = time(12, tzinfo=clock.STOCKHOLM)

Key = TypeVar("Key")


def repair(petition: Petition) -> None:
    """Make a petition's counters and series what its rows say; a purged one follows its days."""
    counting.lock(petition.id)
    db.session.refresh(petition)
    if counting.is_leaving(petition):
        _follow_days(petition.id)
    else:
        _follow_rows(petition.id)
    found = counting.check(petition)
    petition.online_count, petition.paper_count = found.series, found.paper_series
    db.session.flush()


def _follow_rows(petition_id: int) -> None:
    days: Counter[tuple[date, str]] = Counter()
    hours: Counter[datetime] = Counter()
    postal: Counter[str] = Counter()
    sources: Counter[str] = Counter()
    chosen: Counter[int] = Counter()
    wanted = select(
        Signature.confirmed_at, Signature.channel, Signature.postcode, Signature.source, Signature.area_id
    ).where(Signature.petition_id == petition_id, Signature.state == SignatureState.CONFIRMED)
    for row in db.session.execute(wanted, execution_options={"yield_per": BATCH}):
        assert row.confirmed_at is not None
        days[clock.local(row.confirmed_at).date(), row.channel] += 1
        hours[full_hour(row.confirmed_at)] += 1
        postal[row.postcode[:AREA_DIGITS]] += 1
        sources[row.source or ""] += 1
        if row.area_id is not None:
            chosen[row.area_id] += 1
    paper = select(PaperTotal.collected_on, PaperTotal.count).where(PaperTotal.petition_id == petition_id)
    for on, count in db.session.execute(paper):
        days[on, PAPER] += count
    _write(DayCount, petition_id, {(("counted_on", on), ("channel", by)): n for (on, by), n in days.items()})
    _write_series(petition_id, hours, postal, few(sources))
    _write_chosen(petition_id, chosen)


def few(sources: Mapping[str, int]) -> Counter[str]:
    """Keep the largest of many ways of coming apart, the unknown one too; the rest are the others."""
    if len(sources) <= MOST_SOURCES:
        return Counter(sources)
    largest = sorted(sources, key=lambda name: (name != "", -sources[name], name))[:MOST_SOURCES]
    kept = Counter({name: sources[name] for name in largest})
    kept[OTHER_SOURCE] += sum(sources.values()) - sum(kept.values())
    return kept


def _write_series(
    petition_id: int, hours: Mapping[datetime, int], postal: Mapping[str, int], sources: Mapping[str, int]
) -> None:
    _write(HourCount, petition_id, {(("began_at", hour),): count for hour, count in hours.items()})
    _write(AreaCount, petition_id, {(("area", area),): count for area, count in postal.items()})
    _write(SourceCount, petition_id, {(("source", name),): count for name, count in sources.items()})


def _write(
    model: type[DayCount | HourCount | AreaCount | SourceCount],
    petition_id: int,
    counts: Mapping[tuple[tuple[str, object], ...], int],
) -> None:
    """Put other rows in the place of a petition's series."""
    db.session.execute(delete(model).where(model.petition_id == petition_id))
    rows = [{"petition_id": petition_id, **dict(key), "count": count} for key, count in counts.items()]
    if rows:
        db.session.execute(insert(cast("Table", model.__table__)), rows)


def _write_chosen(petition_id: int, chosen: Mapping[int, int]) -> None:
    for area_id in db.session.scalars(select(Area.id).where(Area.petition_id == petition_id)).all():
        db.session.execute(update(Area).where(Area.id == area_id).values(count=chosen.get(area_id, 0)))


def _follow_days(petition_id: int) -> None:
    """Level every series with the one of days: the people are gone, or going, and it is what is left."""
    days: Counter[date] = Counter()
    of_days = select(DayCount.counted_on, DayCount.count).where(DayCount.petition_id == petition_id)
    for on, count in db.session.execute(of_days.where(DayCount.channel != PAPER)):
        days[on] += count
    total = sum(days.values())
    _write_series(
        petition_id,
        _hours_of(days, _read(HourCount, "began_at", petition_id)),
        levelled(_read(AreaCount, "area", petition_id), total, UNKNOWN_AREA),
        levelled(_read(SourceCount, "source", petition_id), total, ""),
    )
    chosen: dict[int, int] = _read(Area, "id", petition_id)
    if sum(chosen.values()) > total:
        _write_chosen(petition_id, levelled(chosen, total, 0))


def _read(model: type[Base], key: str, petition_id: int) -> dict[Key, int]:
    table = cast("Table", model.__table__)
    wanted = select(table.c[key], table.c.count).where(table.c.petition_id == petition_id)
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def _hours_of(days: Mapping[date, int], hours: Mapping[datetime, int]) -> dict[datetime, int]:
    """Make the hours of each day add up to it; what is missing stands at noon."""
    found: dict[date, dict[datetime, int]] = {on: {} for on in days}
    for hour, count in hours.items():
        on = clock.local(hour).date()
        if on in found:
            found[on][hour] = count
    noons = {on: datetime.combine(on, NOON).astimezone(UTC) for on in days}
    return {hour: count for on in days for hour, count in levelled(found[on], days[on], noons[on]).items()}


def levelled(counts: Mapping[Key, int], total: int, spare: Key) -> dict[Key, int]:
    """Make counts add up to a total: what is missing goes to ``spare``, the rest comes off the largest."""
    found = {key: max(count, 0) for key, count in counts.items()}
    missing = total - sum(found.values())
    if missing > 0:
        found[spare] = found.get(spare, 0) + missing
    for key in sorted(found, key=lambda each: -found[each]):
        if missing >= 0:
            break
        taken = min(found[key], -missing)
        found[key] -= taken
        missing += taken
    return found
