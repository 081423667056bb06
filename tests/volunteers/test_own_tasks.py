"""Mina pass: what somebody has taken, handed back or done from there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core.db import transaction
from app.tasks import service as tasks
from app.tasks.models import ClaimState, TaskState
from app.tasks.refusals import NotYours
from tests.clients import Client
from tests.clocks import Clock
from tests.mail import Mailbox
from tests.shifts.makers import make_shift, make_task
from tests.shifts.pages import said
from tests.volunteers.people import ASA, BO, book, fresh, here, page_of, take

pytestmark = pytest.mark.usefixtures("mail_server")


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let time stand still."""
    return clock


def test_a_task_is_handed_back(client: Client, mailbox: Mailbox) -> None:
    task = make_task(deadline=core_clock.today() + timedelta(days=7))
    claim = take(ASA, task, 3)
    where = page_of(ASA)
    page = client.get(where)
    assert "Måla banderoller" in page.text
    assert "3 av 10 banderoller" in page.text
    button = f"{said('I hand it back')}: Måla banderoller"
    assert client.submit(where, button=button).status_code == 303
    assert (fresh(claim).state, fresh(task).taken) == (ClaimState.RETURNED, 0)
    assert client.post(f"{where}/hjalp/{claim.uid.hex()}/lamna").status_code == 303
    assert mailbox.last().subject == said("Given back")


def test_a_task_is_done_with_a_note(client: Client) -> None:
    task = make_task()
    claim = take(ASA, task, 3)
    where = page_of(ASA)
    answer = client.submit(where, {"note": "Två blev över."}, button=said("It is done"))
    assert answer.status_code == 303
    assert (fresh(task).taken, fresh(task).done) == (3, 3)
    assert tasks.typed(fresh(claim))["note"] == "Två blev över."
    assert client.post(f"{where}/hjalp/{claim.uid.hex()}/klar", data={"note": "x"}).status_code == 303
    assert tasks.typed(fresh(claim))["note"] == "Två blev över."


def test_a_note_is_kept_when_it_is_too_long_or_too_late(client: Client) -> None:
    claim = take(ASA, make_task())
    take(ASA, make_task(slug="annat", title="Koka kaffe"))
    where = f"{page_of(ASA)}/hjalp/{claim.uid.hex()}"
    long = "Färgen tog slut. " * 40
    answer = client.post(f"{where}/klar", data={"note": long})
    assert answer.status_code == 422
    assert long.strip() in answer.text
    assert fresh(claim).state == ClaimState.TAKEN
    client.post(f"{where}/lamna")
    answer = client.post(f"{where}/klar", data={"note": "Färgen tog slut."})
    assert answer.status_code == 422
    assert str(NotYours()) in answer.text
    assert "Färgen tog slut." in answer.text


def test_somebody_else_cannot_touch_my_task(client: Client) -> None:
    claim = take(ASA, make_task())
    book(BO, make_shift())
    for act in ("lamna", "klar"):
        for note in ({}, {"note": "x" * 1000}):
            where = f"{page_of(BO)}/hjalp/{claim.uid.hex()}/{act}"
            assert client.post(where, data=note).status_code == 404
    assert fresh(claim).state == ClaimState.TAKEN


def test_a_task_that_was_called_off_has_no_buttons(client: Client) -> None:
    task = make_task()
    take(ASA, task)
    with transaction():
        tasks.move_task(here(task), TaskState.CANCELLED, actor=None)
    page = client.get(page_of(ASA))
    assert said("I hand it back") not in page.text
    assert said("Earlier, and cancelled") in page.text
    assert f"· {said('Called off')}" in page.text
    with transaction():
        tasks.move_task(here(task), TaskState.OPEN, actor=None)
    assert said("I hand it back") not in client.get(page_of(ASA)).text
