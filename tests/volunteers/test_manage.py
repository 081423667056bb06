"""Somebody who helps, at the desk: seen, put right, taken along, forgotten, by phone only too."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.core import clock as core_clock
from app.core import crypto, i18n
from app.core.db import db
from app.record.models import Act
from app.shifts import booking
from app.volunteers import service
from app.volunteers.models import Volunteer
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account
from tests.shifts.desk import acts, parsed, press
from tests.shifts.makers import make_shift, make_task
from tests.shifts.pages import links, said, taken
from tests.volunteers.people import ASA, SIV, book, find, fresh, make_member, page_of, take

HELPERS = "/organisera/hjalpare"


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let it be Saturday 14 March 2026, noon."""
    return clock


def desk_page(person: Volunteer) -> str:
    return f"{HELPERS}/{person.id}"


def download(organizer: Client, person: Volunteer) -> TestResponse:
    return organizer.submit(desk_page(person), button=said("Download what is kept"))


def test_her_name_leads_from_shift_and_task_to_all_that_is_kept(organizer: Client, clock: Clock) -> None:
    past = make_shift()
    book(SIV, past)
    clock.move(days=2)
    organizer.sign_in(make_account())
    shift, task = make_shift(), make_task()
    book(SIV, shift)
    take(SIV, task, 3)
    person = find(SIV)
    for way in (f"/organisera/pass/tid/{shift.id}", f"/organisera/hjalp-till/{task.id}"):
        assert desk_page(person) in links(organizer.get(way))
    page = organizer.get(desk_page(person))
    found = links(page)
    assert "tel:+46701740698" in found
    assert f"/organisera/pass/tid/{shift.id}" in found
    assert f"/organisera/pass/tid/{past.id}" in found
    assert f"/organisera/hjalp-till/{task.id}" in found
    for words in ("Siv Testberg", said("Reached by phone only"), "17 mars 2027", "3 av 10 banderoller"):
        assert words in page.text
    assert said("What they agreed to") in page.text
    assert said("Last agreed to on %(day)s.", day="16 mars 2026") in page.text


def test_whoever_was_written_in_agreed_to_nothing(organizer: Client) -> None:
    shift = make_shift()
    organizer.submit(f"/organisera/pass/tid/{shift.id}", {"name": "Nils"}, button=said("Write in"))
    person = db.session.scalars(db.select(Volunteer)).one()
    page = organizer.get(desk_page(person)).text
    assert said("An organizer has written them in: nothing was ticked.") in page
    assert said("Name only") in page


def test_a_file_of_everything_can_be_given_to_whoever_has_no_mail(organizer: Client) -> None:
    book(SIV, make_shift())
    person = find(SIV)
    answer = download(organizer, person)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    kept = json.loads(answer.text)
    assert (kept["name"], kept["phone"], len(kept["bookings"])) == ("Siv Testberg", SIV.phone, 1)
    assert acts("volunteer.downloaded") == [{"volunteer": person.id}]
    assert desk_page(person) in organizer.get("/organisera/logg").text


def test_forgetting_says_first_what_will_happen_then_it_happens(organizer: Client) -> None:
    shift, task = make_shift(), make_task()
    [row] = book(SIV, shift)
    claim = take(SIV, task, 3)
    person = find(SIV)
    before = snapshot()
    page = organizer.get(f"{desk_page(person)}/radera")
    assert snapshot() == before
    with i18n.in_language("sv"):
        given_back = i18n.ngettext(
            "%(num)s task in hand is given back.", "%(num)s tasks in hand are given back.", 1
        )
    assert given_back in page.text
    assert "1 kommande pass avbokas" in page.text
    answer = organizer.submit(f"{desk_page(person)}/radera", button=said("Remove for good"))
    assert answer.location == desk_page(person)
    left = organizer.get(answer.location).text
    assert "Siv" not in left
    assert said("This person has been removed") in left
    assert (taken(shift), fresh(task).taken) == (0, 0)
    assert booking.typed(fresh(row))["name"] == ""
    assert fresh(claim).natural_key is None
    assert person.uid in crypto.key_store().erased("volunteer")
    act = db.session.scalars(db.select(Act).where(Act.kind == "volunteer.erased")).one()
    assert act.account_id is not None
    assert said("Somebody who helped removed") in organizer.get("/organisera/logg").text


def test_what_is_gone_stays_gone(organizer: Client) -> None:
    book(SIV, make_shift())
    person = find(SIV)
    page = desk_page(person)
    organizer.submit(f"{page}/radera", button=said("Remove for good"))
    before = snapshot()
    for act in ("radera", "medlem", "ratta"):
        assert press(organizer, "/organisera/", f"{page}/{act}").status_code == 303
    assert organizer.get(f"{page}/radera").status_code == 303
    assert organizer.get(f"{page}/ratta").status_code == 303
    assert snapshot() == before


def test_an_organizer_says_who_is_a_member(organizer: Client) -> None:
    book(ASA, make_shift())
    page = desk_page(find(ASA))
    organizer.submit(page, button=said("Mark as a member"))
    assert find(ASA).is_member
    assert said("Yes, and finds the shifts for members") in organizer.get(page).text
    organizer.submit(page, button=said("Take the membership away"))
    assert not find(ASA).is_member
    assert said("Is not a member") in organizer.get("/organisera/logg").text


def test_forgetting_a_member_leaves_no_membership(organizer: Client) -> None:
    book(ASA, make_shift())
    make_member(ASA)
    person = find(ASA)
    assert organizer.get(page_of(ASA)).status_code == 200
    organizer.submit(f"{desk_page(person)}/radera", button=said("Remove for good"))
    assert not fresh(person).is_member


def test_words_are_no_markup(organizer: Client) -> None:
    mean = service.Contact(name="<img src=x onerror=alert(1)>", phone="+46701740645")
    book(mean, make_shift())
    person = find(mean)
    for end in ("", "/ratta", "/radera"):
        page = organizer.get(desk_page(person) + end)
        assert not list(parsed(page).named("img"))


def test_the_page_costs_few_questions(organizer: Client) -> None:
    for days in range(12):
        book(SIV, make_shift(starts_at=core_clock.now() + timedelta(days=days + 1)))
    page = desk_page(find(SIV))
    with at_most(12):
        organizer.get(page)


@pytest.mark.parametrize("end", ["", "/ratta", "/radera"])
def test_the_page_is_for_organizers(client: Client, organizer: Client, end: str) -> None:
    book(SIV, make_shift())
    assert "/organisera/logga-in" in client.get(desk_page(find(SIV)) + end).location
    assert organizer.get(f"{HELPERS}/999{end}").status_code == 404
