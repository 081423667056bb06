"""How it goes over everything that an organizer reaches: from counters, and from shifts of some weeks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from babel.dates import format_date
from sqlalchemy import func, select

from app.accounts.models import Account
from app.core import clock, i18n
from app.core.db import db
from app.core.i18n import gettext as _
from app.kiosks.signing import SOURCE as AT_STAND
from app.petitions import plots
from app.petitions import queries as petitions
from app.petitions.counting import OTHER_SOURCE
from app.petitions.models import AreaCount, SourceCount
from app.petitions.plots import Plot
from app.shifts import queries as shifts
from app.shifts.models import Shift, Slot
from app.signatures.models import Channel
from app.signatures.words import CHANNELS

MOST_LINES = 15
BACK, AHEAD = timedelta(weeks=4), timedelta(weeks=2)
"""What the map of coverage looks at."""
WEEKS = 12
"""Weeks of hours that were given."""
CELL, MARGIN, ROOM = 22, 34, 20
"""Units of the map: a cell, room for names of days at the side, and of hours above."""

Shares = Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Cell:
    """One hour of one weekday over the weeks of the map."""

    day: str
    hour: int
    taken: int
    wanted: int
    x: int
    y: int

    @property
    def percent(self) -> int:
        """Give how much of what is wanted is there, at most all of it."""
        return min(round(self.taken / self.wanted * 100), 100) if self.wanted else 0

    @property
    def filled(self) -> float:
        """Give the height of what is filled, in units of the drawing."""
        return round((CELL - 2) * self.percent / 100, 1)


@dataclass(frozen=True)
class Coverage:
    """The map of coverage: a drawing and the numbers behind it."""

    cells: list[Cell]
    days: list[tuple[int, str]]
    hours: list[tuple[int, str]]
    width: int
    height: int


def sources(account: Account) -> Shares:
    """Sum up by which ways people came to the petitions that an organizer reaches."""
    names = {
        "": _("Without a source: typed, searched, sent on"),
        OTHER_SOURCE: _("Other sources"),
        AT_STAND: str(CHANNELS[Channel.KIOSK]),
    }
    number = func.sum(SourceCount.count)
    hers = select(SourceCount.source, number).where(
        petitions.about_those_of(account, SourceCount.petition_id), SourceCount.count > 0
    )
    found = hers.group_by(SourceCount.source).order_by(number.desc(), SourceCount.source)
    return [
        (names.get(source, source), int(count))
        for source, count in db.session.execute(found.limit(MOST_LINES))
    ]


def places(account: Account) -> Shares:
    """Sum up from which first digits of the postcode people signed."""
    number = func.sum(AreaCount.count)
    hers = select(AreaCount.area, number).where(
        petitions.about_those_of(account, AreaCount.petition_id), AreaCount.count > 0
    )
    found = hers.group_by(AreaCount.area).order_by(number.desc(), AreaCount.area).limit(MOST_LINES)
    return [(area or _("unknown"), int(count)) for area, count in db.session.execute(found)]


@dataclass(frozen=True)
class Held:
    """A shift as the plots see it."""

    starts_at: datetime
    ends_at: datetime
    taken: int
    wanted: int


def list_held(account: Account) -> list[Held]:
    """List the shifts of the weeks that are drawn, and how many are on each: bounded by the index on days."""
    now = clock.now()
    taken, wanted = func.sum(Slot.taken), func.sum(Slot.wanted)
    rows = db.session.execute(
        select(Shift.starts_at, Shift.ends_at, taken, wanted)
        .join(Shift.event)
        .join(Slot, Slot.shift_id == Shift.id)
        .where(
            shifts.of(account),
            Shift.cancelled_at.is_(None),
            Shift.starts_at > now - timedelta(weeks=WEEKS + 1),
            Shift.starts_at < now + AHEAD,
        )
        .group_by(Shift.id)
    )
    return [Held(row[0], row[1], int(row[2] or 0), int(row[3] or 0)) for row in rows]


def coverage(held: Iterable[Held]) -> Coverage | None:
    """Draw how well each hour of the week is covered: four weeks back and two ahead; None without shifts."""
    numbers: dict[tuple[int, int], tuple[int, int]] = {}
    first = clock.now() - BACK
    for each in held:
        if each.starts_at >= first:
            for key in _hours(each):
                taken, wanted = numbers.get(key, (0, 0))
                numbers[key] = taken + min(each.taken, each.wanted), wanted + each.wanted
    if not numbers:
        return None
    begin, end = min(hour for _day, hour in numbers), max(hour for _day, hour in numbers)
    monday = clock.today() - timedelta(days=clock.today().weekday())
    days_of_week = [monday + timedelta(days=day) for day in range(7)]
    names = [format_date(day, "EEEE", locale=i18n.current_language()).capitalize() for day in days_of_week]
    cells = [
        Cell(names[day], hour, taken, wanted, MARGIN + (hour - begin) * CELL, ROOM + day * CELL)
        for (day, hour), (taken, wanted) in sorted(numbers.items())
    ]
    hours = [(MARGIN + (hour - begin) * CELL, f"{hour:02}") for hour in range(begin, end + 1)]
    days = [(ROOM + day * CELL, name) for day, name in enumerate(names)]
    return Coverage(cells, days, hours, MARGIN + (end - begin + 1) * CELL, ROOM + 7 * CELL)


def _hours(held: Held) -> Iterator[tuple[int, int]]:
    """Give the weekday and hour, in Sweden, of each hour that a shift runs in."""
    moment = held.starts_at.replace(minute=0, second=0, microsecond=0)
    while moment < held.ends_at:
        there = clock.local(moment)
        yield there.weekday(), there.hour
        moment += timedelta(hours=1)


def hours_given(held: Iterable[Held]) -> Plot:
    """Lay out the hours that people have given, by week: those who were on shifts that are over."""
    today, now = clock.today(), clock.now()
    monday = today - timedelta(days=today.weekday())
    minutes = {monday - timedelta(weeks=back): 0 for back in range(WEEKS - 1, -1, -1)}
    for each in held:
        day = clock.local(each.starts_at).date()
        week = day - timedelta(days=day.weekday())
        if each.ends_at <= now and week in minutes:
            minutes[week] += each.taken * int((each.ends_at - each.starts_at).total_seconds() // 60)
    return plots.per_week({week: round(sum_ / 60) for week, sum_ in minutes.items()})
