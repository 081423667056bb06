"""The one place that knows what time it is, so that tests can say otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def now() -> datetime:
    """Give the present moment in UTC, aware."""
    return datetime.now(UTC)


def today() -> date:
    """Give the present day as people in Sweden count it."""
    return local(now()).date()


def midnight(day: date) -> datetime:
    """Give the moment at which a Swedish day begins."""
    return datetime.combine(day, time(), tzinfo=STOCKHOLM).astimezone(UTC)


def local(moment: datetime) -> datetime:
    """Move an aware moment to Swedish time."""
    return moment.astimezone(STOCKHOLM)
