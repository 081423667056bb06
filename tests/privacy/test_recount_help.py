"""What is booked and taken proves itself too: counters of shifts and tasks beside their rows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, update
from sqlalchemy.sql import Executable

from app.core.db import db, transaction
from app.shifts import booking, counting
from app.shifts.models import Booking, BookingStep, Slot
from app.shifts.states import BookingState
from app.tasks import counting as hands
from app.tasks import service as tasks
from app.tasks.models import Claim, Task
from app.volunteers.service import Contact
from tests.budgets import at_most, snapshot
from tests.privacy.test_recount import run
from tests.shifts.makers import make_event, make_shift, make_task

FAULTS: dict[str, Callable[[], Executable]] = {
    "a place too many": lambda: update(Slot).where(Slot.taken == 2).values(taken=3),
    "a place too few": lambda: update(Slot).where(Slot.taken == 2).values(taken=0),
    "a booking ended without giving its place back": lambda: (
        update(Booking).where(Booking.id == _last(Booking)).values(state=BookingState.CANCELLED)
    ),
    "a cancelled booking came back": lambda: (
        update(Booking).where(Booking.state == BookingState.CANCELLED).values(state=BookingState.BOOKED)
    ),
    "a task is taken more than its claims say": lambda: update(Task).values(taken=7),
    "a task is done less than its claims say": lambda: update(Task).values(done=0),
    "a claim is gone": lambda: delete(Claim).where(Claim.id == _last(Claim) - 1),
}


def _last(table: type[Booking | Claim]) -> int:
    return int(db.session.scalar(db.select(db.func.max(table.id))) or 0)


@pytest.fixture
def helped(app: Flask) -> None:
    """Make a full shift with a cancelled booking, an empty one, and a task taken and done in part."""
    event = make_event()
    slot, _empty = make_shift(event, most=3).slots[0], make_shift(event, hours=1)
    task = make_task()
    people = [Contact(name=f"Hjälpare {n}", phone=f"+4670174{n:04d}") for n in range(3)]
    for contact in people:
        with transaction():
            row = booking.add_person(db.session.get_one(Slot, slot.id), contact, actor=None)
            if contact is people[0]:
                booking.cancel(row)
    for contact, units in zip(people, (3, 2, 1), strict=True):
        with transaction():
            claim = tasks.take(db.session.get_one(Task, task.id), contact, units=units).claim
            if contact is people[1]:
                tasks.finish(claim, note="")
            if contact is people[2]:
                tasks.give_back(claim)


def test_what_is_right_is_one_line_and_left_alone(app: Flask, helped: None) -> None:
    before = snapshot()
    for words in ((), ("--repair",)):
        code, told = run(app, *words)
        assert code == 0
        assert told == "2 roles of shifts compared, 0 wrong.\n1 tasks compared, 0 wrong.\n"
    assert snapshot() == before


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_seen_and_repaired(app: Flask, helped: None, fault: str) -> None:
    with transaction():
        db.session.execute(FAULTS[fault]())
    before = snapshot()
    code, told = run(app)
    assert (code, told.count("shown")) == (1, 2 if "task" in fault or "claim" in fault else 1)
    assert "1 wrong." in told
    assert snapshot() == before
    code, told = run(app, "--repair")
    assert (code, told.count("repaired.")) == (0, 1)
    assert run(app)[0] == 0
    assert not counting.list_wrong()
    assert not hands.list_wrong()


def test_a_repair_gives_back_what_was_there_and_names_nobody(app: Flask, helped: None) -> None:
    db.session.rollback()
    before = snapshot()
    with transaction():
        db.session.execute(update(Slot).values(taken=1))
        db.session.execute(update(Task).values(taken=9, done=9))
    told = run(app, "--repair")[1]
    assert snapshot() == before
    assert "Hjälpare" not in told


def test_whoever_is_booked_keeps_her_place_when_there_are_too_many(app: Flask, helped: None) -> None:
    with transaction():
        db.session.execute(update(Booking).values(state=BookingState.BOOKED))
        db.session.execute(update(Slot).where(Slot.taken == 2).values(wanted=2, most=2))
        db.session.execute(update(Task).values(wanted=5))
        db.session.execute(update(Claim).values(units=4))
    assert run(app, "--repair")[0] == 0
    slots = sorted((slot.taken, slot.most) for slot in db.session.query(Slot))
    assert slots == [(0, 4), (3, 3)]
    task = db.session.query(Task).one()
    assert (task.taken, task.done, task.wanted) == (8, 4, 8)


def test_it_costs_the_same_with_many_of_everything(app: Flask, helped: None) -> None:
    costs = []
    for _time in range(2):
        with at_most(10) as asked:
            run(app)
        costs.append(len(asked))
        for number in range(5):
            make_shift()
            make_task(slug=f"uppgift-{_time}-{number}")
    assert costs[0] == costs[1]
    assert db.session.query(BookingStep).count() == 4
