"""Many processes that write at once: all get their turn, none fails, none waits for ever."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from app.core.config import Settings
from app.core.db import db
from app.petitions.models import DayCount
from tests.core.crowd import crowd
from tests.factories import make_petition

PROCESSES = 8
TIMES = 25


def test_eight_processes_write_and_none_fails_or_starves(app: Flask, settings: Settings) -> None:
    """SQLite's own way of waiting gave single waits of eight seconds, and then errors."""
    assert make_petition().id == 1
    found = crowd("write", PROCESSES, str(settings.instance), settings.database_url, str(TIMES))
    db.session.rollback()
    assert db.session.scalar(select(func.sum(DayCount.count))) == PROCESSES * TIMES
    assert max(each["longest"] for each in found) < 5
    # In a fair queue all are served alike, so that they end at about the same time.
    ends = [each["ended"] for each in found]
    typical = sum(each["together"] for each in found) / PROCESSES
    assert max(ends) - min(ends) < max(typical, 1.0)
