"""Whom no mail reaches: who they are and what to tell them, bounded; companions through their friends."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core.db import db
from app.shifts import people
from app.shifts.models import Booking, Shift
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.shifts.desk import ASA, DESK, SIV, parsed
from tests.shifts.makers import make_event, make_shift
from tests.shifts.pages import links, said
from tests.volunteers.people import book, find


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let it be Saturday 14 March 2026, noon."""
    return clock


def in_days(number: int) -> Shift:
    return make_shift(starts_at=core_clock.now() + timedelta(days=number))


def test_a_new_place_leads_to_those_whom_no_mail_tells(organizer: Client) -> None:
    event = make_event()
    first, second = (make_shift(event, starts_at=core_clock.now() + timedelta(days=days)) for days in (2, 1))
    for shift in (first, second):
        book(SIV, shift)
        book(ASA, shift)
    answer = organizer.submit(f"{DESK}/{event.id}/redigera", {"place": "Högdalen"}, button=said("Save"))
    assert answer.location == f"{DESK}/{event.id}/ring"
    page = organizer.get(answer.location)
    told = "Saved. Mails sent: %(by_mail)s. No e-mail, so not told: %(by_nobody)s. Call them."
    assert said(told, by_mail=2, by_nobody=2) in page.text
    assert page.text.count("Siv Testberg</a>") == 2
    assert "Åsa Öberg" not in page.text
    assert links(page).count("tel:+46701740698") == 2
    written = [unquote(link) for link in links(page) if link.startswith("sms:")]
    for words in ("Högdalen", "Vid fontänen", "Ada Provström 070-174 06 05", "Lördagsbordet"):
        assert all(words in text for text in written)
    # The page can be opened before anything has changed: the words fit then too.
    assert all("Det här gäller för Lördagsbordet: " in text for text in written)
    assert "sön 15 mars" in written[0]
    assert "mån 16 mars" in written[1]


def test_when_everyone_is_told_by_mail_there_is_nobody_to_call(organizer: Client) -> None:
    event = make_event()
    book(ASA, make_shift(event))
    answer = organizer.submit(f"{DESK}/{event.id}/redigera", {"place": "Högdalen"}, button=said("Save"))
    assert answer.location == f"{DESK}/{event.id}"
    assert said("Nobody is booked without an e-mail.") in organizer.get(f"{DESK}/{event.id}/ring").text


def test_a_new_time_leads_to_those_whom_no_mail_tells(organizer: Client) -> None:
    shift = in_days(2)
    book(SIV, shift)
    book(SIV, in_days(4))
    path = f"{DESK}/tid/{shift.id}"
    assert organizer.submit(f"{path}/redigera", {}, button=said("Save")).location == path
    answer = organizer.submit(f"{path}/redigera", {"ends": "16:45"}, button=said("Save"))
    assert answer.location == f"{path}/ring"
    [written] = [unquote(link) for link in links(organizer.get(answer.location)) if link.startswith("sms:")]
    assert "16.45" in written


def test_calling_everything_off_leads_to_those_whom_no_mail_tells(organizer: Client) -> None:
    event = make_event()
    book(SIV, make_shift(event))
    answer = organizer.submit(f"{DESK}/{event.id}/stall-in", button=said("Call off"))
    assert answer.location == f"{DESK}/{event.id}/ring"
    [written] = [unquote(link) for link in links(organizer.get(answer.location)) if link.startswith("sms:")]
    words = said("Hi %(name)s! %(what)s %(when)s is called off.", name="Siv", what="X", when="§")
    assert words.partition("§")[2] in written


def test_those_to_call_are_bounded_and_cost_few_questions(
    organizer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = make_shift(most=20)
    for number in range(12):
        typed = {"name": f"Nils {number}"}
        organizer.submit(f"{DESK}/tid/{shift.id}", typed, button=said("Write in"))
    path = f"{DESK}/{shift.event_id}/ring"
    before = snapshot()
    with at_most(8):
        page = organizer.get(path).text
    assert snapshot() == before
    assert page.count("person__name") == 12
    cut = "The first %(most)s are listed here. Whom to call on the later shifts stands on the page of each."
    assert said(cut, most=10) not in page
    monkeypatch.setattr(people, "MOST_TO_CALL", 10)
    page = organizer.get(path).text
    assert page.count("person__name") == 10
    assert said(cut, most=10) in page


def test_a_companion_comes_with_somebody_and_brings_nobody(organizer: Client) -> None:
    shift = make_shift()
    book(SIV, shift)
    path = f"{DESK}/tid/{shift.id}"
    organizer.submit(path, button="+1")
    page = organizer.get(path)
    assert said("Comes with %(name)s", name="Siv Testberg") in page.text
    assert said("Name only") not in page.text
    actions = [node.attrs.get("action") or "" for node in parsed(page).named("form")]
    assert len([action for action in actions if action.endswith("/plus-en")]) == 1

    companion = db.session.scalars(db.select(Booking).order_by(Booking.id.desc())).first()
    assert companion is not None
    asked = organizer.get(f"{DESK}/bokning/{companion.id}/ta-bort")
    assert said("Comes with %(name)s", name="Siv Testberg") in asked.text
    assert "tel:+46701740698" in links(asked)
    assert said("No phone, no e-mail") not in asked.text
    assert unquote(next(link for link in links(asked) if link.startswith("sms:"))).count("Siv!") == 1
    hers = f"/organisera/hjalpare/{find(SIV).id}"
    assert hers in links(organizer.get(f"/organisera/hjalpare/{companion.volunteer_id}"))


def test_many_companions_cost_one_question_more(organizer: Client) -> None:
    shift = make_shift(most=30)
    book(SIV, shift)
    for _each in range(5):
        organizer.submit(f"{DESK}/tid/{shift.id}", button="+1")
    with at_most(12):
        organizer.get(f"{DESK}/tid/{shift.id}")


@pytest.mark.parametrize("path", ["1/ring", "tid/1/ring"])
def test_names_are_for_organizers(client: Client, organizer: Client, path: str) -> None:
    assert "/organisera/logga-in" in client.get(f"{DESK}/{path}").location
    assert organizer.get(f"{DESK}/{path}").status_code == 404
