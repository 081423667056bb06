"""Organizers call off and change times: who is told by mail, and who must be called."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core.db import db
from app.shifts.models import Shift
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account
from tests.mail import Mailbox
from tests.shifts.desk import ASA, DESK, SIV, acts
from tests.shifts.makers import make_event, make_shift
from tests.shifts.pages import said
from tests.volunteers.people import book


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let it be Saturday 14 March 2026, noon."""
    return clock


def page_of(shift: Shift) -> str:
    return f"{DESK}/tid/{shift.id}"


def test_calling_off_says_who_is_told_and_who_is_not(organizer: Client, mailbox: Mailbox) -> None:
    shift = make_shift()
    book(ASA, shift)
    book(SIV, shift)
    mailbox.deliver()
    path = f"{page_of(shift)}/stall-in"
    before = snapshot()
    page = organizer.get(path).text
    assert snapshot() == before
    assert f"{said('Get a mail:')} Åsa Öberg." in page
    assert "tel:+46701740698" in page
    organizer.submit(path, button=said("Call off"))
    assert [letter.to for letter in mailbox.deliver()[1:]] == ["asa@example.org"]
    page = organizer.get(page_of(shift)).text
    assert said("This shift is called off") in page
    first = said("Hi %(name)s! %(what)s %(when)s is called off.", name="Siv", what="Lördagsbordet", when="§")
    assert quote(first.partition("§")[0], safe="/") in page
    assert organizer.get(f"/pass/{shift.slug}").status_code == 200


def test_an_event_is_called_off_with_everything_to_come(organizer: Client, clock: Clock) -> None:
    event = make_event()
    past = make_shift(event)
    clock.move(days=2)
    organizer.sign_in(make_account())
    coming = [make_shift(event, starts_at=core_clock.now() + timedelta(days=days)) for days in (1, 2)]
    organizer.submit(f"{DESK}/{event.id}/stall-in", button=said("Call off"))
    db.session.expire_all()
    assert [shift.is_cancelled for shift in (past, *coming)] == [False, True, True]
    assert len(acts("shift.cancelled")) == 2
    again = organizer.get(f"{DESK}/{event.id}/stall-in")
    assert said("There is no shift to come.") in again.text


def test_a_changed_time_is_mailed_once(organizer: Client, mailbox: Mailbox) -> None:
    shift = make_shift()
    book(ASA, shift)
    mailbox.deliver()
    path = f"{page_of(shift)}/redigera"
    organizer.submit(path, {}, button=said("Save"))
    assert len(mailbox.deliver()) == 1
    organizer.submit(path, {"ends": "15:30"}, button=said("Save"))
    assert len(mailbox.deliver()) == 2
