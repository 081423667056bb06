"""One transaction: the whole of it or nothing, behind the others, and never in the way of those who read."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, StatementError

from app.campaigns.models import Campaign
from app.core import pages
from app.core.db import add_to_count, db, transaction
from app.petitions.models import DayCount, Petition
from tests.clients import Client
from tests.factories import make_association, make_campaign, make_petition


class Stop(BaseException):
    """What nobody catches, like Ctrl-C."""


def titles() -> list[str]:
    db.session.rollback()
    return sorted(db.session.scalars(select(Campaign.title)))


def in_thread(app: Flask, act: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        with app.app_context():
            act()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


@contextmanager
def writer_at_work(app: Flask, campaign_id: int) -> Iterator[None]:
    """Hold a transaction open in another thread, with something written in it."""
    writing, done = threading.Event(), threading.Event()

    def write() -> None:
        with transaction():
            db.session.get_one(Campaign, campaign_id).title = "Halvvägs"
            db.session.flush()
            writing.set()
            done.wait(20)

    thread = in_thread(app, write)
    assert writing.wait(10)
    try:
        yield
    finally:
        done.set()
        thread.join(20)


@pytest.mark.parametrize("fault", [ValueError, KeyboardInterrupt, Stop, SystemExit])
def test_a_transaction_that_fails_leaves_nothing(app: Flask, fault: type[BaseException]) -> None:
    campaign = make_campaign(title="Förut")

    def act() -> None:
        with transaction():
            campaign.title = "Efteråt"
            db.session.flush()
            raise fault

    with pytest.raises(fault):
        act()
    assert titles() == ["Förut"]
    with transaction():
        db.session.get_one(Campaign, campaign.id).title = "Nästa"
    assert titles() == ["Nästa"]


def test_what_was_changed_before_it_began_is_not_taken_along(app: Flask) -> None:
    campaign = make_campaign(title="Förut")
    campaign.title = "Utanför"
    with transaction():
        assert campaign.title == "Förut"
    assert titles() == ["Förut"]


def test_inside_it_the_present_is_read(app: Flask) -> None:
    campaign = make_campaign(title="Förut")
    assert campaign.title == "Förut"
    in_thread(app, lambda: rename(campaign.id)).join(10)
    with transaction():
        assert campaign.title == "Under tiden"


def rename(campaign_id: int) -> None:
    with transaction():
        db.session.get_one(Campaign, campaign_id).title = "Under tiden"


def test_a_refusal_by_the_database_leaves_nothing(app: Flask) -> None:
    petition = make_petition()

    def act() -> None:
        with transaction():
            petition.title = "Ändrad"
            db.session.flush()
            petition.online_count = -1

    with pytest.raises(IntegrityError):
        act()
    db.session.rollback()
    assert db.session.get_one(Petition, petition.id).title != "Ändrad"


def test_a_transaction_inside_another_is_refused_at_once(app: Flask) -> None:
    """It would throw away what the outer one has done; on SQLite it would wait for itself for ever."""
    campaign = make_campaign(title="Förut")

    def act() -> None:
        with transaction():
            campaign.title = "Yttre"
            with transaction():
                campaign.demand = "Inre"

    with pytest.raises(RuntimeError, match="already"):
        act()
    assert titles() == ["Förut"]
    rename(campaign.id)
    assert titles() == ["Under tiden"]


def test_readers_do_not_wait_for_a_writer(app: Flask, client: Client) -> None:
    make_association()
    campaign = make_campaign(title="Köp tillbaka centrum")
    with writer_at_work(app, campaign.id):
        begun = time.monotonic()
        answer = client.get(f"/kampanjer/{campaign.slug}")
        assert time.monotonic() - begun < 5
        assert answer.status_code == 200
        assert "Köp tillbaka centrum" in answer.text
        assert "Halvvägs" not in answer.text
    assert "Halvvägs" in client.get(f"/kampanjer/{campaign.slug}").text


@pytest.mark.database("sqlite")
def test_a_second_writer_waits_for_the_first(app: Flask) -> None:
    campaign = make_campaign(title="Förut")
    second = in_thread(app, lambda: None)
    with writer_at_work(app, campaign.id):
        second = in_thread(app, lambda: rename(campaign.id))
        second.join(0.3)
        assert second.is_alive()
    second.join(10)
    assert titles() == ["Under tiden"]


@pytest.mark.database("sqlite")
def test_a_transaction_holds_the_right_to_write_from_its_beginning(app: Flask) -> None:
    """Also against those who do not stand in our queue, like a migration or a person with sqlite3."""
    path = app.config["SETTINGS"].instance / "samling.db"
    with transaction():
        other = sqlite3.connect(path, timeout=0, isolation_level=None)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.close()


def test_counting_from_many_threads_loses_nothing(app: Flask) -> None:
    petition_id = make_petition().id
    day = datetime(2026, 3, 14, tzinfo=UTC).date()

    def count() -> None:
        for _ in range(5):
            with transaction(public=False):
                add_to_count(DayCount, 1, petition_id=petition_id, counted_on=day, channel="web")

    threads = [in_thread(app, count) for _ in range(6)]
    for thread in threads:
        thread.join(60)
    assert db.session.get_one(DayCount, (petition_id, day, "web")).count == 30


def act_and_compare(act: Callable[[], Any]) -> bool:
    before = pages.generation()
    act()
    return pages.generation() != before


def test_kept_pages_are_dropped_by_public_writes_alone(app: Flask) -> None:
    campaign = make_campaign()

    def write(*, public: bool) -> None:
        with transaction(public=public):
            campaign.story = "Nytt"

    def fail() -> None:
        with pytest.raises(ValueError, match="nej"), transaction():
            raise ValueError("nej")

    assert act_and_compare(lambda: write(public=True))
    assert act_and_compare(lambda: rename(campaign.id))
    assert not act_and_compare(lambda: write(public=False))
    assert not act_and_compare(fail)
    assert not act_and_compare(titles)


def test_a_moment_is_stored_in_utc_and_comes_back_aware(app: Flask) -> None:
    campaign = make_campaign()
    moment = datetime(2026, 7, 1, 12, 30, 15, 250, tzinfo=timezone(timedelta(hours=2)))
    with transaction():
        campaign.published_at = moment
    stored = db.session.execute(text("SELECT published_at FROM campaign")).scalar_one()
    assert str(stored) == "2026-07-01 10:30:15.000250"
    db.session.rollback()
    found = db.session.get_one(Campaign, campaign.id).published_at
    assert found == moment
    assert found is not None
    assert found.tzinfo is UTC


def test_a_moment_without_a_zone_is_refused(app: Flask) -> None:
    campaign = make_campaign()

    def act() -> None:
        with transaction():
            campaign.published_at = datetime(2026, 7, 1)  # noqa: DTZ001 (the mistake)

    with pytest.raises(StatementError, match="without a time zone"):
        act()


@pytest.mark.database("sqlite")
def test_every_sqlite_connection_has_its_habits(app: Flask) -> None:
    for pragma, value in {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "busy_timeout": 10_000,
        "trusted_schema": 0,
        "recursive_triggers": 1,
    }.items():
        assert db.session.execute(text(f"PRAGMA {pragma}")).scalar_one() == value, pragma


@pytest.mark.database("postgres")
def test_every_postgresql_connection_has_its_habits(app: Flask) -> None:
    for setting, value in {"TimeZone": "UTC", "statement_timeout": "30s", "lock_timeout": "10s"}.items():
        assert db.session.execute(text(f"SHOW {setting}")).scalar_one() == value, setting
