"""Gone when promised: what was far ahead and is off keeps nobody longer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.core import clock as core_clock
from app.core.access import Role
from app.core.db import db, transaction
from app.shifts import booking, planning, service, undoing, writing_in
from app.shifts.models import Booking, BookingReceipt, Shift
from app.tasks import service as tasks
from app.tasks.models import Claim, TaskState
from app.tasks.service import TaskText
from app.volunteers import forgetting, keeping
from app.volunteers.models import Volunteer
from app.volunteers.service import KEPT_FOR
from tests.clocks import Clock
from tests.factories import make_account
from tests.shifts.makers import TASK, make_event, make_shift, make_task
from tests.volunteers.people import ASA, BO, book, find, here, take

FAR = timedelta(days=300)
Ending = Callable[[Booking, Account], object]


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let time stand still."""
    return clock


def far_shift() -> Shift:
    """Make a shift far ahead."""
    return make_shift(make_event(), starts_at=core_clock.now() + FAR)


def in_days(days: int) -> date:
    """Give a day from today."""
    return core_clock.today() + timedelta(days=days)


def undo(row: Booking, _actor: Account) -> None:
    """Undo the press that made a booking."""
    undoing.undo(db.session.get_one(BookingReceipt, row.receipt_id))


def call_off_all(row: Booking, actor: Account) -> None:
    """Call off every shift of a booking's event."""
    planning.call_off_event(row.slot.shift.event, actor=actor)


ENDINGS: dict[str, Ending] = {
    "cancelled": lambda row, _actor: booking.cancel(row),
    "undone": undo,
    "taken off": lambda row, actor: writing_in.take_off(row, actor=actor),
    "called off": lambda row, actor: planning.call_off_shift(row.slot.shift, actor=actor),
    "all called off": call_off_all,
}


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_shift_far_ahead_that_is_off_keeps_nobody(clock: Clock, ending: str) -> None:
    [row] = book(ASA, far_shift())
    actor = make_account(Role.ORGANIZER)
    assert find(ASA).keep_until == in_days(300) + KEPT_FOR
    clock.move(minutes=5)
    with transaction():
        ENDINGS[ending](here(row), actor)
    assert find(ASA).keep_until == core_clock.today() + KEPT_FOR
    clock.move(days=366)
    assert forgetting.forget_due() == 1


def test_moved_she_is_kept_by_where_she_is_now(app: Flask) -> None:
    near, farther = make_shift(), make_shift(starts_at=core_clock.now() + 2 * FAR)
    [row] = book(ASA, far_shift())
    actor = make_account(Role.ORGANIZER)
    for number, (to, days) in enumerate(((near, 1), (farther, 600)), start=1):
        with transaction():
            moved = writing_in.move(here(row), here(to.slots[0]), makes_room=False, actor=actor)
            writing_in.bring_along(moved, number=number, makes_room=False, actor=actor)
        assert find(ASA).keep_until == in_days(days) + KEPT_FOR
        row = moved
    companions = db.session.scalars(db.select(Volunteer).where(Volunteer.brought_by_id.is_not(None)))
    assert {each.keep_until for each in companions} == {in_days(600) + KEPT_FOR}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("days", [2, 500])
def test_a_moved_shift_keeps_until_its_new_day(app: Flask, days: int) -> None:
    shift = far_shift()
    book(ASA, shift)
    starts_at = core_clock.now() + timedelta(days=days)
    with transaction():
        there = here(shift)
        service.move_shift(there, starts_at, starts_at + timedelta(hours=1), version=0, actor=None)
    assert find(ASA).keep_until == in_days(days) + KEPT_FOR


@pytest.mark.database("sqlite")
def test_what_she_holds_still_and_what_has_been_count(app: Flask, clock: Clock) -> None:
    book(ASA, make_shift())
    clock.move(days=100)
    near, [far] = make_shift(starts_at=core_clock.now() + timedelta(days=50)), book(ASA, far_shift())
    book(ASA, near)
    with transaction():
        booking.cancel(here(far))
    assert find(ASA).keep_until == in_days(50) + KEPT_FOR


def give_back(claim: Claim) -> None:
    """Give a task back."""
    tasks.give_back(claim)


def end_sooner(claim: Claim) -> None:
    """Give a task a last day that is sooner."""
    text = TaskText(**TASK | {"deadline": core_clock.today()})
    tasks.edit_task(claim.task, text, campaign=None, version=claim.task.version, actor=None)


def call_off(claim: Claim) -> None:
    """Call a task off."""
    tasks.move_task(claim.task, TaskState.CANCELLED, actor=None)


@pytest.mark.parametrize("ending", [give_back, end_sooner, call_off])
def test_a_last_day_far_ahead_that_is_off_keeps_nobody(clock: Clock, ending: Callable[[Claim], None]) -> None:
    claim = take(ASA, make_task(deadline=in_days(300)))
    take(BO, make_task(slug="annat", deadline=in_days(300)))
    assert find(ASA).keep_until == in_days(300) + KEPT_FOR
    with transaction():
        ending(here(claim))
    assert find(ASA).keep_until == core_clock.today() + KEPT_FOR
    clock.move(days=366)
    assert forgetting.forget_due() == 1
    assert find(BO).keep_until == in_days(300 - 366) + KEPT_FOR


@pytest.mark.database("sqlite")
def test_a_later_last_day_keeps_longer(app: Flask) -> None:
    claim = take(ASA, make_task(deadline=in_days(3)))
    text = TaskText(**TASK | {"deadline": in_days(90)})
    with transaction():
        tasks.edit_task(here(claim).task, text, campaign=None, version=1, actor=None)
    assert find(ASA).keep_until == in_days(90) + KEPT_FOR


@pytest.mark.database("postgres")
def test_nobody_waits_for_whoever_is_busy(app: Flask) -> None:
    """Slots are held when many are counted anew: to wait for a person then could be a ring."""
    book(ASA, make_shift())
    person = find(ASA)
    with Session(db.engine) as other, transaction():
        other.scalars(db.select(Volunteer).where(Volunteer.id == person.id).with_for_update()).one()
        keeping.recount([person.id])
