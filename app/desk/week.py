"""The coming seven days of shifts at a glance: what runs when, and where hands are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.accounts.models import Account
from app.core import clock
from app.shifts import rota
from app.shifts.agenda import Row, midnight, rows

DAYS = 7
NAMED = 6
"""Shifts that are named one by one; the rest is told as a number."""


@dataclass(frozen=True)
class Line:
    """One event over the days."""

    title: str
    days: list[list[Row]]


@dataclass(frozen=True)
class Week:
    """Seven days from today, event by event."""

    days: list[date]
    lines: list[Line]
    short: list[Row]
    """The shifts to come that lack hands: first those that cannot go ahead."""

    @property
    def missing(self) -> int:
        """Count the hands that are wanted still."""
        return sum(row.need.hands.missing for row in self.short)


def get_week(account: Account) -> Week:
    """Lay out the shifts of the coming seven days."""
    first = clock.today()
    days = [first + timedelta(days=number) for number in range(DAYS)]
    found = rows(rota.list_shifts_between(account, midnight(first), midnight(first + timedelta(days=DAYS))))
    short = sorted(
        (row for row in found if row.need.is_short),
        key=lambda row: (row.need.urgency, row.shift.starts_at),
    )
    return Week(days=days, lines=_lines(found, days), short=short)


def _lines(found: Sequence[Row], days: Sequence[date]) -> list[Line]:
    events: dict[int, list[Row]] = {}
    for row in found:
        events.setdefault(row.shift.event_id, []).append(row)
    return [
        Line(
            title=of_event[0].shift.event.title,
            days=[[row for row in of_event if _day_of(row, days) == day] for day in days],
        )
        for of_event in events.values()
    ]


def _day_of(row: Row, days: Sequence[date]) -> date:
    return max(clock.local(row.shift.starts_at).date(), days[0])
