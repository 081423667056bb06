"""Acts on tasks at the same time: threads that wait for each other, and real processes."""

from __future__ import annotations

from collections import Counter

from flask import Flask
from sqlalchemy import func, select

from app.core.config import Settings
from app.core.db import db
from app.core.mail import OutboxMail
from app.tasks import service
from app.tasks.models import Claim, ClaimState, Task, TaskState
from app.tasks.refusals import NotYours, TakenThisMoment
from tests.beside import beside
from tests.core.crowd import crowd
from tests.shifts.makers import make_task
from tests.tasks.test_service import claims, counts
from tests.volunteers.people import ASA, fresh, here, take


def in_hand(task: Task) -> int:
    """Add up what the claims on a task say is taken."""
    db.session.rollback()
    states = (ClaimState.TAKEN, ClaimState.DONE)
    return (
        db.session.scalar(
            select(func.sum(Claim.units)).where(Claim.task_id == task.id, Claim.state.in_(states))
        )
        or 0
    )


def test_what_is_given_back_is_what_she_has_then(app: Flask) -> None:
    task = make_task(wanted=10)
    claim = take(ASA, task, 3)
    failed = beside(
        app,
        lambda: service.take(here(task), ASA, units=2),
        lambda: service.give_back(here(claim)),
    )
    assert failed == []
    assert counts(task) == (0, 0)
    assert claims()[0].units == 5


def test_what_is_done_is_what_she_has_then(app: Flask) -> None:
    task = make_task(wanted=10)
    claim = take(ASA, task, 3)
    failed = beside(
        app,
        lambda: service.take(here(task), ASA, units=2),
        lambda: service.finish(here(claim), note=""),
    )
    assert failed == []
    assert counts(task) == (5, 5)


def test_more_is_not_added_to_what_is_given_back_meanwhile(app: Flask) -> None:
    task = make_task(wanted=10)
    claim = take(ASA, task, 3)
    failed = beside(
        app,
        lambda: service.give_back(here(claim)),
        lambda: service.take(here(task), ASA, units=2),
    )
    assert failed == []
    assert counts(task) == (2, 0)
    assert [(each.state, each.units) for each in claims()] == [("returned", 3), ("taken", 2)]


def test_two_ways_out_at_once_are_one(app: Flask) -> None:
    task = make_task(wanted=10)
    claim = take(ASA, task, 3)
    failed = beside(
        app, lambda: service.give_back(here(claim)), lambda: service.finish(here(claim), note="Klart")
    )
    assert [type(each) for each in failed] == [NotYours]
    assert counts(task) == (0, 0)


def test_whoever_takes_it_unseen_stops_the_calling_off(app: Flask, database_kind: str) -> None:
    """Where writers wait for each other in a queue she is seen; else the organizer is asked to look again."""
    task = make_task(wanted=10)
    failed = beside(
        app,
        lambda: service.take(here(task), ASA, units=2),
        lambda: service.move_task(here(task), TaskState.CANCELLED, actor=None),
    )
    is_seen = database_kind == "sqlite"
    assert [type(each) for each in failed] == ([] if is_seen else [TakenThisMoment])
    assert fresh(task).state == (TaskState.CANCELLED if is_seen else TaskState.OPEN)
    assert counts(task) == ((0, 0) if is_seen else (2, 0))


def test_taking_more_and_giving_back_at_once_keeps_the_numbers(app: Flask, settings: Settings) -> None:
    task = make_task(wanted=100)
    found = crowd(
        "take-more-or-give-back", 8, str(settings.instance), settings.database_url, str(task.id), "12"
    )
    assert found == ["through"] * 8
    assert counts(task)[0] == in_hand(task)


def test_whoever_takes_while_it_is_called_off_is_told(app: Flask, settings: Settings) -> None:
    task = make_task(wanted=30)
    found = Counter(
        crowd("take-or-call-off", 14, str(settings.instance), settings.database_url, str(task.id))
    )
    assert found["called off"] == 1
    assert found["taken"] + found["NotOpen"] == 13
    assert counts(task) == (0, 0)
    assert in_hand(task) == 0
    told = db.session.scalar(select(func.count()).where(OutboxMail.kind == "tasks.called_off"))
    assert told == found["taken"]
