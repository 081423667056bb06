"""Shifts as people look through them: by day with need first, or by month."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from itertools import groupby
from typing import Any

from babel.dates import format_date

from app.core import clock, i18n
from app.core.i18n import gettext as _
from app.shifts.hands import Hands, of_slots
from app.shifts.models import Shift, Slot

MOST_DOTS = 12


class Urgency(IntEnum):
    """How much hands are wanted; in a day the smallest comes first."""

    CRITICAL = 0
    """It does not happen without more."""
    SHORT = 1
    ENOUGH = 2
    FULL = 3
    OVER = 4
    """It has begun."""
    OFF = 5


@dataclass(frozen=True)
class Need:
    """How many hands a shift has and wants as long as it can be booked, for eyes and ears alike."""

    urgency: Urgency
    hands: Hands

    @classmethod
    def of(cls, shift: Shift, slots: Sequence[Slot]) -> Need:
        """Add up the need of some of a shift's slots."""
        found = of_slots(slots)
        if found.missing:
            # Somebody too many in one role is no help in another, so she is not counted against it.
            found = replace(found, taken=sum(min(slot.taken, slot.wanted) for slot in slots))
        return cls(_urgency(shift, found), found)

    @property
    def places(self) -> int:
        """Of how many it is told: those wanted while hands are missing, after that all there is room for."""
        return self.hands.wanted if self.is_short else self.hands.most

    @property
    def is_open(self) -> bool:
        """Say whether it can be booked."""
        return self.urgency < Urgency.FULL

    @property
    def is_short(self) -> bool:
        """Say whether hands are missing."""
        return self.urgency < Urgency.ENOUGH

    @property
    def has_dots(self) -> bool:
        """Say whether so many places can be told in dots."""
        return self.urgency <= Urgency.FULL and self.places <= MOST_DOTS

    @property
    def name(self) -> str:
        """Give the name that the style sheet knows."""
        return self.urgency.name.lower()

    @property
    def words(self) -> str:
        """Say it: 2 of 4, needs 2 more."""
        if self.urgency <= Urgency.FULL:
            return self.hands.words
        return str(_("Has begun") if self.urgency is Urgency.OVER else _("Called off"))

    @property
    def few_words(self) -> str:
        """Say it where there is little room: needs 2."""
        if self.urgency > Urgency.FULL:
            return self.words
        if self.is_short:
            return str(_("needs %(missing)s", missing=self.hands.missing))
        left = self.hands.most - self.hands.taken
        return str(_("room for %(left)s", left=left) if left else _("full"))


def _urgency(shift: Shift, found: Hands) -> Urgency:
    if shift.is_cancelled:
        return Urgency.OFF
    if shift.starts_at <= clock.now():
        return Urgency.OVER
    if found.is_full:
        return Urgency.FULL
    if found.lacking:
        return Urgency.CRITICAL
    return Urgency.SHORT if found.missing else Urgency.ENOUGH


@dataclass(frozen=True)
class Row:
    """A shift as a line of a list."""

    shift: Shift
    need: Need

    @property
    def roles(self) -> str:
        """Say which roles lack hands, where there are several."""
        short = [
            f"{slot.role}\u00a0{slot.missing}" for slot in self.shift.slots if slot.role and slot.missing
        ]
        return ", ".join(short) if len(self.shift.slots) > 1 else ""


@dataclass(frozen=True)
class Day:
    """The shifts of one Swedish day, need first."""

    day: date
    rows: list[Row]

    @property
    def week(self) -> int:
        """Give the week's number (ISO 8601)."""
        return self.day.isocalendar().week


def rows(shifts: Iterable[Shift]) -> list[Row]:
    """Give shifts as lines, in their order."""
    return [Row(shift, Need.of(shift, shift.slots)) for shift in shifts]


def by_day(shifts: Iterable[Shift]) -> list[Day]:
    """Group shifts, which come in the order of their times, by day; within a day need comes first."""
    grouped = groupby(rows(shifts), key=_day_of)
    return [Day(day, sorted(lines, key=lambda row: row.need.urgency)) for day, lines in grouped]


def _day_of(row: Row) -> date:
    return clock.local(row.shift.starts_at).date()


@dataclass(frozen=True)
class Week:
    """A line of the month: seven days, Monday first."""

    number: int
    days: list[Day]


@dataclass(frozen=True)
class Month:
    """A month of whole weeks, from the present one on: what has been cannot be booked."""

    first: date
    weeks: list[Week]

    @property
    def has_shifts(self) -> bool:
        """Say whether there is anything in it."""
        return any(day.rows for week in self.weeks for day in week.days)

    @classmethod
    def of(cls, first: date, shifts: Iterable[Shift]) -> Month:
        """Lay shifts out over the weeks of a month, each day in the order of its times."""
        found = {day: list(lines) for day, lines in groupby(rows(shifts), key=_day_of)}
        monday, weeks = first - timedelta(days=first.weekday()), []
        while monday < next_month(first):
            days = [Day(monday + timedelta(days=number), []) for number in range(7)]
            if days[-1].day >= clock.today():
                days = [replace(each, rows=found.get(each.day, [])) for each in days]
                weeks.append(Week(monday.isocalendar().week, days))
            monday += timedelta(days=7)
        return cls(first, weeks)


def month_name(first: date) -> str:
    """Write a month as inside a sentence: december 2026."""
    return format_date(first, format="LLLL y", locale=i18n.current_language())


def next_month(first: date, by: int = 1) -> date:
    """Give the first day of the month after, or so many months away."""
    years, month = divmod(first.month - 1 + by, 12)
    return date(first.year + years, month + 1, 1)


def read_month(text: str) -> date | None:
    """Read a month as it stands in an address, like 2026-12; None when it is none that a page is made for."""
    found = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", text, re.ASCII)
    return date(int(found[1]), int(found[2]), 1) if found else None


def first_of_month(moment: datetime) -> date:
    """Give the first day of the Swedish month of a moment."""
    return clock.local(moment).date().replace(day=1)


@dataclass(frozen=True)
class Filters:
    """What a reader wants to see, as it stands in the address."""

    place: str = ""
    kind: str = ""
    campaign: str = ""
    needing: str = ""
    month: str = ""

    PARAMETERS = ("plats", "slag", "kampanj", "behov", "manad")

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Filters:
        """Read the filters of an address; what cannot be seen cannot be meant."""
        return cls(*("".join(filter(str.isprintable, given.get(name, ""))) for name in cls.PARAMETERS))

    def query(self, **changes: str) -> dict[str, Any]:
        """Give the query of an address that shows this, or this but for some changes."""
        changed = replace(self, **changes)
        values = (changed.place, changed.kind, changed.campaign, changed.needing, changed.month)
        return {name: value for name, value in zip(self.PARAMETERS, values, strict=True) if value}

    @property
    def wanted(self) -> dict[str, Any]:
        """Give what a list of shifts is asked for."""
        return {
            "place": self.place,
            "kind": self.kind,
            "campaign": self.campaign,
            "needing": bool(self.needing),
        }

    @property
    def is_narrow(self) -> bool:
        """Say whether something is left out."""
        return any(self.wanted.values())
