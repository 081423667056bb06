"""Taking tasks: pieces, people, the same form again, done with a note."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core.db import db, transaction
from app.tasks import service
from app.tasks.models import Claim, ClaimState, Task, TaskState
from app.tasks.refusals import NotOpen, NotSoManyLeft, NotYours, WrongNumber
from app.volunteers.service import Contact
from tests.clocks import Clock
from tests.factories import make_account
from tests.mail import Mailbox
from tests.shifts.makers import make_task
from tests.shifts.pages import said
from tests.volunteers.people import ASA, BO, SIV, find, fresh, here, take

pytestmark = pytest.mark.usefixtures("mail_server")


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let time stand still."""
    return clock


def claims() -> list[Claim]:
    """List every claim, oldest first."""
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(db.select(Claim).order_by(Claim.id)))


def counts(task: Task) -> tuple[int, int]:
    """Give what is taken and done."""
    task = fresh(task)
    return task.taken, task.done


def test_pieces_are_taken_until_there_are_none_left() -> None:
    task = make_task(wanted=10)
    take(ASA, task, 3)
    take(BO, task, 7)
    assert counts(task) == (10, 0)
    with pytest.raises(NotSoManyLeft):
        take(SIV, task)
    assert counts(task) == (10, 0)
    assert len(claims()) == 2


@pytest.mark.parametrize("units", [8, 11, 32_767, 10**9])
def test_more_than_is_left_is_refused_whatever_the_number(units: int) -> None:
    task = make_task(wanted=10)
    take(ASA, task, 3)
    with pytest.raises(NotSoManyLeft):
        take(BO, task, units)
    assert counts(task) == (3, 0)


def test_a_large_task_on_the_edge_of_the_column() -> None:
    task = make_task(wanted=32_767, unit="flygblad")
    take(ASA, task, 32_766)
    with pytest.raises(NotSoManyLeft):
        take(BO, task, 2)
    take(BO, task, 1)
    assert counts(task) == (32_767, 0)


@pytest.mark.parametrize("units", [0, -1, -(10**9)])
def test_less_than_one_is_refused(units: int) -> None:
    task = make_task()
    with pytest.raises(WrongNumber):
        take(ASA, task, units)
    assert counts(task) == (0, 0)


@pytest.mark.parametrize("state", [TaskState.DRAFT, TaskState.DONE, TaskState.CANCELLED])
def test_what_is_not_open_cannot_be_taken(state: TaskState) -> None:
    task = make_task(state=TaskState.DRAFT)
    for step in {TaskState.DRAFT: [], TaskState.DONE: [TaskState.OPEN, TaskState.DONE]}.get(state, [state]):
        with transaction():
            service.move_task(here(task), step, actor=None)
    with pytest.raises(NotOpen):
        take(ASA, task)


def test_the_same_form_again_within_ten_minutes_is_the_same_act(clock: Clock, mailbox: Mailbox) -> None:
    task = make_task()
    for _time in range(5):
        take(ASA, task, 2)
        clock.move(minutes=1)
    assert counts(task) == (2, 0)
    assert len(mailbox.deliver()) == 1


def test_later_it_means_so_many_more(clock: Clock, mailbox: Mailbox) -> None:
    task = make_task()
    first = take(ASA, task, 2)
    clock.move(minutes=10)
    again = take(ASA, task, 2)
    assert first.id == again.id
    assert counts(task) == (4, 0)
    assert "4 av 10 banderoller" in mailbox.last().text
    assert fresh(again).sequence == 1


def test_another_number_sent_twice_counts_once() -> None:
    task = make_task()
    take(ASA, task, 2)
    for _time in range(2):
        take(ASA, task, 3)
    assert counts(task) == (5, 0)


def test_where_people_are_counted_nobody_counts_twice(clock: Clock) -> None:
    task = make_task(unit="", wanted=4)
    take(ASA, task)
    clock.move(hours=1)
    take(ASA, task)
    assert counts(task) == (1, 0)
    take(ASA, task, 2)  # she brings somebody
    assert counts(task) == (2, 0)


def test_one_person_in_two_spellings_has_one_claim(mailbox: Mailbox) -> None:
    task = make_task()
    take(Contact(name="Åsa Öberg", email="asa.oberg@gmail.com"), task, 2)
    take(Contact(name="asa oberg", email="AsaOberg@googlemail.com"), task, 1)
    [claim] = claims()
    assert claim.units == 3
    assert {letter.to for letter in mailbox.deliver()} == {"asa.oberg@gmail.com"}


def test_whoever_is_reached_by_phone_is_shown_only_what_she_has_just_made(clock: Clock) -> None:
    task = make_task()

    def outcome(units: int) -> bool:
        with transaction():
            return service.take(here(task), SIV, units=units).is_fresh

    assert outcome(1)
    assert outcome(1)  # the same press again
    assert not outcome(2)  # might be a stranger who knows her number
    clock.move(hours=1)
    assert not outcome(1)
    assert counts(task) == (4, 0)


def test_handing_back_frees_it_once(mailbox: Mailbox) -> None:
    task = make_task()
    claim = take(ASA, task, 3)
    for _time in range(2):
        with transaction():
            service.give_back(here(claim))
    assert counts(task) == (0, 0)
    assert [letter.subject for letter in mailbox.deliver()] == [
        said("You have taken a task"),
        said("Given back"),
    ]
    take(ASA, task, 3)
    assert len(claims()) == 2


def test_done_stays_done() -> None:
    task = make_task()
    claim = take(ASA, task, 3)
    for note in ("Fint blev det", "igen"):
        with transaction():
            service.finish(here(claim), note=note)
    assert counts(task) == (3, 3)
    assert service.typed(fresh(claim)) == {"name": ASA.name, "phone": ASA.phone, "note": "Fint blev det"}
    with pytest.raises(NotYours), transaction():
        service.give_back(here(claim))


def test_what_was_handed_back_cannot_be_done() -> None:
    claim = take(ASA, make_task(), 3)
    with transaction():
        service.give_back(here(claim))
    with pytest.raises(NotYours), transaction():
        service.finish(here(claim), note="x")
    assert fresh(claim).state == ClaimState.RETURNED


def test_an_organizer_can_take_it_off_somebody(mailbox: Mailbox) -> None:
    organizer = make_account()
    claim = take(ASA, make_task(), 3)
    with transaction():
        service.give_back(here(claim), actor=organizer)
    assert fresh(claim).state == ClaimState.REMOVED
    assert mailbox.last().to == ASA.email


def test_taking_renews_how_long_somebody_is_known(clock: Clock) -> None:
    take(ASA, make_task())
    clock.move(days=100)
    take(ASA, make_task(slug="annat"))
    assert find(ASA).keep_until == core_clock.today() + timedelta(days=365)


def test_names_and_notes_are_sealed() -> None:
    claim = take(ASA, make_task())
    with transaction():
        service.finish(here(claim), note="Ring Bo om färgen")
    sealed = fresh(claim).sealed
    assert b"Ring Bo" not in sealed
    assert ASA.name.encode() not in sealed
