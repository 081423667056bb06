"""The coming seven days of shifts at a glance: what runs when, and where hands are missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from app.accounts.models import Account
from app.core import clock
from app.core.db import db
from app.shifts import queries
from app.shifts.agenda import Row, rows
from app.shifts.models import Shift
from app.shifts.service import LONGEST

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
    until = clock.midnight(first + timedelta(days=DAYS))
    found = rows(list_shifts_between(clock.midnight(first), until, account=account))
    short = sorted(
        (row for row in found if row.need.is_short),
        key=lambda row: (row.need.urgency, row.shift.starts_at),
    )
    return Week(days=days, lines=_lines(found, days), short=short)


def list_shifts_between(since: datetime, until: datetime, *, account: Account) -> Sequence[Shift]:
    """List an organizer's shifts that happen and are not over at a time, in the order of their times.

    None is longer than LONGEST: so the index on beginnings is asked for these days alone, and years of
    past shifts cost nothing.
    """
    return db.session.scalars(
        select(Shift)
        .join(Shift.event)
        .where(
            queries.of(account),
            Shift.starts_at > since - LONGEST,
            Shift.starts_at < until,
            Shift.ends_at > since,
            Shift.cancelled_at.is_(None),
        )
        .order_by(Shift.starts_at, Shift.id)
        .options(contains_eager(Shift.event), selectinload(Shift.slots))
    ).all()


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
