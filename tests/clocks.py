"""A clock that stands still until a test moves it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.core import clock

START = datetime(2026, 3, 14, 11, 0, tzinfo=UTC)
"""A Saturday noon in Stockholm, winter time."""


class Clock:
    """What time the application thinks it is."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """Give the time that stands."""
        return self.moment

    def set(self, moment: datetime) -> None:
        """Set the time; it must be aware."""
        assert moment.tzinfo is not None
        self.moment = moment.astimezone(UTC)

    def move(self, **span: float) -> None:
        """Let time pass: `clock.move(days=14, seconds=1)`."""
        self.moment += timedelta(**span)


@pytest.fixture(name="clock")
def frozen_clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock at a fixed moment."""
    frozen = Clock(START)
    monkeypatch.setattr(clock, "now", frozen.now)
    return frozen
