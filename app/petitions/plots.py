"""The signing curve as numbers that a template draws: by day, by week or by hour, paper apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median

from babel.dates import format_date

from app.core import clock, i18n
from app.core.i18n import gettext as _
from app.core.templates import clock_time, moment, short_day
from app.petitions.counting import PAPER
from app.petitions.models import DayCount, HourCount

WIDTH, HEIGHT, TOP = 360, 130, 18
"""Units of the drawing, narrow so that its words can be read on a phone; TOP is room for words above bars."""
DAYS = 30
MOST_BARS = 92
"""Longer than this and a bar is a week."""
HOURS = 48
WEEK = 7
LABELS, LABEL = 7, 32
"""At most so many labels below the line, each at most so wide."""
UNUSUAL, LEAST_UNUSUAL = 3, 10
"""So many times as many as an ordinary day, and at least so many, are marked."""


@dataclass(frozen=True)
class Bar:
    """One day, week or hour of the curve, in the units of the drawing; paper stands on top."""

    starts: date | datetime
    name: str
    count: int
    paper: int
    x: float
    y: float
    width: float
    height: float
    paper_y: float
    paper_height: float
    is_unusual: bool
    is_named: bool = False
    """Whether its number stands above it; close to a higher one there is no room."""

    @property
    def total(self) -> int:
        """Count both kinds together."""
        return self.count + self.paper

    @property
    def middle(self) -> float:
        """Give where words above it stand."""
        return min(max(self.x + self.width / 2, 10), WIDTH - 10)


@dataclass(frozen=True)
class Plot:
    """A drawing and the numbers behind it."""

    bars: list[Bar]
    ticks: list[tuple[float, str]]
    most: int
    ordinary: int
    """What an ordinary one of those with signatures brings: the median."""
    is_weekly: bool = False
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def has_paper(self) -> bool:
        """Say whether some of it came on paper."""
        return any(bar.paper for bar in self.bars)

    @property
    def has_any(self) -> bool:
        """Say whether there is something to see."""
        return any(bar.total for bar in self.bars)

    @property
    def has_unusual(self) -> bool:
        """Say whether something in it is marked."""
        return any(bar.is_unusual for bar in self.bars)


Numbers = dict[date, tuple[int, int]]


def per_day(days: Iterable[DayCount]) -> Plot:
    """Lay out the signatures of the last thirty days."""
    return _of_days(_by_day(days), clock.today() - timedelta(days=DAYS - 1), clock.today())


def since(days: Iterable[DayCount], first: date, last: date) -> Plot:
    """Lay out all signatures from one day to another, by week where the days are too many to draw."""
    numbers = _by_day(days)
    first = min([first, *numbers])
    last = max(first, last)
    if (last - first).days < MOST_BARS:
        return _of_days(numbers, first, last)
    first -= timedelta(days=first.weekday())
    weeks: Numbers = {}
    for day, (online, paper) in numbers.items():
        monday = day - timedelta(days=day.weekday())
        so_far = weeks.get(monday, (0, 0))
        weeks[monday] = so_far[0] + online, so_far[1] + paper
    shown = [first + timedelta(days=back) for back in range(0, (last - first).days + 1, WEEK)]
    names = [
        _("Week %(week)s, from %(day)s", week=day.isocalendar().week, day=short_day(day)) for day in shown
    ]
    plot = _lay_out(shown, names, [weeks.get(day, (0, 0)) for day in shown], _month_ticks(shown))
    return replace(plot, is_weekly=True)


def per_week(numbers: Mapping[date, int]) -> Plot:
    """Lay out numbers by week, each given by its Monday, in their order."""
    shown = list(numbers)
    names = [
        _("Week %(week)s, from %(day)s", week=day.isocalendar().week, day=short_day(day)) for day in shown
    ]
    ticks = [(place, _("w. %(week)s", week=day.isocalendar().week)) for place, day in enumerate(shown)]
    apart = -(-len(shown) // LABELS)
    counts = [(number, 0) for number in numbers.values()]
    return replace(_lay_out(shown, names, counts, ticks[::apart]), is_weekly=True)


def per_hour(hours: Iterable[HourCount]) -> Plot:
    """Lay out the signatures of the last 48 hours, the running one last."""
    numbers = {row.began_at: (max(row.count, 0), 0) for row in hours}
    running = clock.now().replace(minute=0, second=0, microsecond=0)
    shown = [running - timedelta(hours=back) for back in range(HOURS - 1, -1, -1)]
    ticks = [
        (number, clock_time(hour)) for number, hour in enumerate(shown) if clock.local(hour).hour % 12 == 0
    ]
    return _lay_out(
        shown, [moment(hour) for hour in shown], [numbers.get(hour, (0, 0)) for hour in shown], ticks
    )


def _by_day(days: Iterable[DayCount]) -> Numbers:
    counts: dict[date, list[int]] = {}
    for row in days:
        counts.setdefault(row.counted_on, [0, 0])[row.channel == PAPER] += row.count
    # Paper that was entered too high is put right on the day of the correction: a bar has no depth.
    return {day: (max(online, 0), max(paper, 0)) for day, (online, paper) in counts.items()}


def _of_days(numbers: Numbers, first: date, last: date) -> Plot:
    shown = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    ticks = _week_ticks(shown) if len(shown) <= DAYS + 1 else _month_ticks(shown)
    return _lay_out(
        shown, [short_day(day) for day in shown], [numbers.get(day, (0, 0)) for day in shown], ticks
    )


def _week_ticks(shown: Sequence[date]) -> list[tuple[int, str]]:
    return [
        (number, _("w. %(week)s", week=day.isocalendar().week))
        for number, day in enumerate(shown)
        if day.weekday() == 0
    ]


def _month_ticks(shown: Sequence[date]) -> list[tuple[int, str]]:
    firsts = [
        number for number, day in enumerate(shown) if number == 0 or day.month != shown[number - 1].month
    ]
    apart = -(-len(firsts) // LABELS)  # every n-th, rounded up
    locale = i18n.current_language()
    return [
        (number, format_date(shown[number], "MMM", locale=locale).rstrip(".")) for number in firsts[::apart]
    ]


def _lay_out(
    starts: Sequence[date | datetime],
    names: Sequence[str],
    numbers: Sequence[tuple[int, int]],
    ticks: Sequence[tuple[int, str]],
) -> Plot:
    sums = [online + paper for online, paper in numbers]
    most = max([*sums, 1])
    ordinary = round(median([each for each in sums if each] or [0]))
    step, scale = WIDTH / len(starts), (HEIGHT - TOP) / most
    bars = []
    for place, (start, name, (online, paper)) in enumerate(zip(starts, names, numbers, strict=True)):
        height, sheets = round(online * scale, 1), round(paper * scale, 1)
        bars.append(
            Bar(
                start, name, online, paper,
                x=round(place * step, 1), y=round(HEIGHT - height, 1),
                width=round(step * 0.75, 1), height=height,
                paper_y=round(HEIGHT - height - sheets, 1), paper_height=sheets,
                is_unusual=online + paper >= max(UNUSUAL * ordinary, LEAST_UNUSUAL),
            )
        )  # fmt: skip
    shown = [(round(place * step, 1), words) for place, words in ticks if place * step <= WIDTH - LABEL]
    return Plot(_named(bars, most), shown, most, ordinary)


def _named(bars: Sequence[Bar], most: int) -> list[Bar]:
    """Choose whose numbers are written: the unusual ones, else the highest, where there is room beside."""
    wanted = [bar for bar in bars if bar.is_unusual] or [bar for bar in bars if bar.total == most][:1]
    named: list[Bar] = []
    for bar in sorted(wanted, key=lambda each: -each.total):
        if all(abs(bar.middle - other.middle) >= LABEL * 2 / 3 for other in named):
            named.append(bar)
    return [replace(bar, is_named=True) if bar in named else bar for bar in bars]
