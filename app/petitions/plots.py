"""The signing curve as numbers that a template draws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from app.core import clock
from app.petitions.models import DayCount

WIDTH, HEIGHT = 360, 130
"""Units of the drawing; narrow, so that its words can be read on a phone."""
DAYS = 30


@dataclass(frozen=True)
class Bar:
    """One day of the curve, in the units of the drawing."""

    day: date
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Plot:
    """A drawing and the numbers behind it."""

    bars: list[Bar]
    most: int
    width: int = WIDTH
    height: int = HEIGHT


def per_day(days: Iterable[DayCount]) -> Plot:
    """Lay out the signatures of the last thirty days, online and paper together."""
    counts: dict[date, int] = {}
    for row in days:
        counts[row.counted_on] = counts.get(row.counted_on, 0) + row.count
    last = clock.today()
    shown = [last - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    most = max([counts.get(day, 0) for day in shown] + [1])
    step = WIDTH / DAYS
    bars = []
    for place, day in enumerate(shown):
        count = max(counts.get(day, 0), 0)
        height = round(count / most * HEIGHT, 1)
        bars.append(Bar(day, count, round(place * step, 1), HEIGHT - height, round(step * 0.75, 1), height))
    return Plot(bars, most)
