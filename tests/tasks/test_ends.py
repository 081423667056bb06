"""What those who have a task in hand are told when it changes, is done or is called off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core.db import transaction
from app.tasks import service
from app.tasks.models import ClaimState, Task, TaskState
from app.tasks.refusals import NotYours
from app.tasks.service import TaskText
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account
from tests.mail import Mailbox
from tests.shifts.desk import acts
from tests.shifts.makers import make_task
from tests.shifts.pages import said
from tests.tasks.test_service import claims, counts
from tests.volunteers.calendars import attached, read
from tests.volunteers.people import ASA, BO, SIV, feed_of, find, fresh, here, take

pytestmark = pytest.mark.usefixtures("mail_server")


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let time stand still."""
    return clock


def move(task: Task, *steps: TaskState) -> None:
    """Take a task some steps on."""
    for to in steps:
        with transaction():
            service.move_task(here(task), to, actor=None)


def edit(task: Task, **changes: Any) -> None:
    """Change a task."""
    stored = fresh(task)
    text = TaskText(**{name: getattr(stored, name) for name in TaskText.__dataclass_fields__})
    with transaction():
        service.edit_task(
            here(task), replace(text, **changes), campaign=None, version=stored.version, actor=None
        )


def test_what_is_called_off_is_in_nobody_s_hand(mailbox: Mailbox) -> None:
    task = make_task()
    ended, done = take(ASA, task, 3), take(BO, task, 2)
    with transaction():
        service.finish(here(done), note="")
    mailbox.deliver()
    move(task, TaskState.CANCELLED)
    assert counts(task) == (2, 2)
    assert [fresh(each).state for each in (ended, done)] == [ClaimState.CALLED_OFF, ClaimState.DONE]
    assert [(each.to, each.subject) for each in mailbox.deliver()[-1:]] == [
        (ASA.email, said("A task is called off"))
    ]


def test_what_is_opened_again_begins_free_and_tells_nobody_twice(mailbox: Mailbox) -> None:
    task = make_task()
    ended = take(ASA, task, 10)
    move(task, TaskState.CANCELLED, TaskState.OPEN)
    assert counts(task) == (0, 0)
    told = len(mailbox.deliver())
    move(task, TaskState.CANCELLED, TaskState.OPEN)
    assert len(mailbox.deliver()) == told
    with pytest.raises(NotYours), transaction():
        service.finish(here(ended), note="")
    assert take(ASA, task, 10).id != ended.id
    assert counts(task) == (10, 0)


def test_done_is_done_for_all_who_have_it(mailbox: Mailbox, clock: Clock) -> None:
    task = make_task(deadline=core_clock.today() + timedelta(days=3))
    take(ASA, task, 3)
    take(SIV, task, 2)
    mailbox.deliver()
    before = read(attached(mailbox.last()))
    clock.move(days=2)
    move(task, TaskState.DONE)
    assert counts(task) == (5, 5)
    assert {each.state for each in claims()} == {ClaimState.DONE}
    assert find(SIV).keep_until >= core_clock.today() + timedelta(days=365)
    letter = mailbox.last()
    assert (letter.to, letter.subject) == (ASA.email, said("A task is done"))
    assert "3 av 10 banderoller" in letter.text
    [(uid, entry)] = read(attached(letter)).items()
    assert entry["status"] == "CANCELLED"
    assert entry["sequence"] > before[uid]["sequence"]


def test_her_own_word_is_kept_when_an_organizer_was_first() -> None:
    task = make_task()
    claim = take(ASA, task)
    move(task, TaskState.DONE)
    with transaction():
        service.finish(here(claim), note="Två blev över.")
    assert service.typed(fresh(claim))["note"] == "Två blev över."
    assert counts(task) == (1, 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"deadline": date(2026, 5, 2)}, "2 maj"),
        ({"place": "Hagsätra centrum"}, "Hagsätra centrum"),
        ({"deadline": None}, "ingen sista dag"),
    ],
)
def test_another_day_or_place_is_told(
    client: Client, mailbox: Mailbox, changes: dict[str, Any], words: str
) -> None:
    task = make_task(deadline=date(2026, 4, 30))
    take(ASA, task, 3)
    take(SIV, task)
    mailbox.deliver()
    [(uid, before)] = read(client.get(feed_of(ASA)).text).items()
    edit(task, **changes)
    told = mailbox.deliver()[1:]
    assert [(each.to, each.subject) for each in told] == [(ASA.email, said("A task has changed"))]
    assert words in told[0].text
    entry = read(attached(told[0]))[uid]
    assert entry["sequence"] > before["sequence"]
    has_day = changes.get("deadline", task.deadline) is not None
    assert entry["status"] == ("CONFIRMED" if has_day else "CANCELLED")
    in_feed = read(client.get(feed_of(ASA)).text)
    assert in_feed == ({uid: entry} if has_day else {})


def test_what_concerns_nobody_is_not_told(mailbox: Mailbox) -> None:
    task = make_task(deadline=date(2026, 4, 30))
    returned = take(ASA, task)
    with transaction():
        service.give_back(here(returned))
    take(BO, task)
    sent = len(mailbox.deliver())
    edit(task, title="Måla plakat", materials="Tyg", checklist="Måla")
    assert len(mailbox.deliver()) == sent
    edit(task, place="Hagsätra")
    assert [each.to for each in mailbox.deliver()[sent:]] == [BO.email]


def test_the_log_holds_what_organizers_do_for_others_alone() -> None:
    organizer, task = make_account(), make_task()
    for actor in (None, organizer):
        for act in (service.give_back, service.finish):
            with transaction():
                claim = service.take(here(task), ASA, units=2, actor=actor).claim
            words = {"note": ""} if act is service.finish else {}
            with transaction():
                act(here(claim), **words, actor=actor)
    for kind in ("task.taken", "task.given_back", "task.finished"):
        assert len(acts(kind)) == (2 if kind == "task.taken" else 1)
    assert acts("task.finished") == [{"task": task.id, "units": 2}]


def test_the_log_names_the_act_and_who(client: Client) -> None:
    organizer, task = make_account(), make_task()
    claim, other = take(ASA, task), take(SIV, task)
    with transaction():
        service.give_back(here(claim), actor=organizer)
    with transaction():
        service.finish(here(other), note="", actor=organizer)
    page = client.sign_in(organizer).get("/organisera/logg").text
    for words in ("Task given back for somebody", "Task written down as done"):
        assert said(words) in page
    assert "task." not in page
