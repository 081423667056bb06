"""The fixtures do what tests/README.md says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.core import clock as app_clock
from app.core.config import Settings
from app.core.db import db
from tests.budgets import at_most, snapshot
from tests.clocks import Clock
from tests.factories import make_account, make_campaign, make_paper_total, make_petition, make_signature


def test_each_test_has_a_database_of_its_own(app: Flask) -> None:
    assert snapshot()["campaign"] == []
    make_campaign()
    assert len(snapshot()["campaign"]) == 1


def test_and_so_has_the_next(app: Flask) -> None:
    assert snapshot()["campaign"] == []


def test_the_factories_make_what_they_say(app: Flask) -> None:
    petition = make_petition()
    assert make_signature(petition).number == 1
    make_signature(petition, is_confirmed=False)
    make_paper_total(petition, count=7)
    db.session.refresh(petition)
    assert (petition.online_count, petition.paper_count) == (1, 7)
    assert make_account().id


@pytest.mark.database("sqlite")
def test_a_test_can_choose_its_database(app: Flask) -> None:
    assert db.engine.dialect.name == "sqlite"


@pytest.mark.settings(demo=True)
def test_a_test_can_change_settings(settings: Settings) -> None:
    assert settings.demo


def test_the_clock_stands_until_it_is_moved(clock: Clock) -> None:
    assert app_clock.now() == app_clock.now() == datetime(2026, 3, 14, 11, tzinfo=UTC)
    clock.move(days=1)
    assert app_clock.today().isoformat() == "2026-03-15"


def test_too_many_queries_are_told(app: Flask) -> None:
    with at_most(1):
        db.session.execute(db.text("SELECT 1"))
    with pytest.raises(AssertionError, match="2 queries, at most 1"):
        ask_twice()


def ask_twice() -> None:
    with at_most(1):
        db.session.execute(db.text("SELECT 1"))
        db.session.execute(db.text("SELECT 2"))
