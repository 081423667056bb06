"""An organizer puts right who somebody is: the hash that finds her follows, and no two entries become one."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from app.core.db import db, transaction
from app.core.edits import ChangedMeanwhile
from app.core.mail import OutboxMail
from app.shifts import booking
from app.tasks import service as tasks
from app.volunteers import correcting, service
from app.volunteers.correcting import AddressTaken, Details, SamePersonAgain
from app.volunteers.models import Purpose, Volunteer
from app.volunteers.service import Contact
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.filled_forms import find_form
from tests.mail import Mailbox
from tests.shifts.desk import acts, problem_above, problem_at, typed_in
from tests.shifts.makers import make_shift, make_task
from tests.shifts.pages import said
from tests.volunteers.people import ASA, BO, SIV, book, feed_of, find, fresh, here, page_of, take, token_of

pytestmark = pytest.mark.database("sqlite")

NEW = "asa.ny@example.org"


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let it be Saturday 14 March 2026, noon."""
    return clock


def page_at_desk(person: Volunteer) -> str:
    return f"/organisera/hjalpare/{person.id}/ratta"


def correct(organizer: Client, person: Volunteer, **typed: Any) -> TestResponse:
    return organizer.submit(page_at_desk(person), typed, button=said("Save"))


def test_name_and_phone_are_put_right_on_what_is_booked_too(organizer: Client) -> None:
    [row] = book(SIV, make_shift())
    claim = take(SIV, make_task())
    person = find(SIV)
    answer = correct(organizer, person, name="Siv Test-Berg", phone="070-174 06 97")
    assert (answer.status_code, answer.location) == (303, f"/organisera/hjalpare/{person.id}")
    right = Contact(name="Siv Test-Berg", phone="+46701740697")
    assert find(right).id == person.id
    assert booking.typed(fresh(row)) == {"name": "Siv Test-Berg", "phone": "+46701740697"}
    assert tasks.typed(fresh(claim))["name"] == "Siv Test-Berg"
    assert acts("volunteer.corrected") == [{"volunteer": person.id}]
    # Who books with the right details is found again.
    book(right, make_shift())
    assert db.session.scalar(db.select(db.func.count()).select_from(Volunteer)) == 1


def test_a_new_address_is_found_and_the_old_one_opens_nothing(
    organizer: Client, client: Client, mailbox: Mailbox
) -> None:
    book(ASA, make_shift())
    person = find(ASA)
    old, old_feed = page_of(ASA), feed_of(ASA)
    assert correct(organizer, person, email=NEW).status_code == 303
    moved = Contact(name=ASA.name, email=NEW)
    assert find(moved).id == person.id
    assert service.person(find(moved))["email"] == NEW
    assert client.get(old).status_code == 404
    assert client.get(old_feed).status_code == 404
    [letter] = mailbox.deliver()  # what waited for the old mailbox is gone
    assert letter.to == NEW
    assert token_of(moved) in letter.text
    assert client.get(page_of(moved)).status_code == 200


def test_somebody_by_phone_only_gets_mina_pass_with_an_address(organizer: Client, client: Client) -> None:
    book(SIV, make_shift())
    person = find(SIV)
    assert correct(organizer, person, email="siv@example.org").status_code == 303
    moved = Contact(name=SIV.name, email="siv@example.org")
    assert find(moved).has_email
    assert service.find_token(find(moved), Purpose.MANAGE)
    assert client.get(page_of(moved)).status_code == 200


def test_an_address_can_be_taken_out(organizer: Client, client: Client) -> None:
    book(ASA, make_shift())
    person, old = find(ASA), page_of(ASA)
    correct(organizer, person, email="")
    without = Contact(name=ASA.name, phone=ASA.phone)
    assert (find(without).id, find(without).has_email) == (person.id, False)
    assert client.get(old).status_code == 404


def test_another_spelling_of_the_same_mailbox_keeps_the_links(organizer: Client, client: Client) -> None:
    book(ASA, make_shift())
    person, old = find(ASA), page_of(ASA)
    correct(organizer, person, email="ASA@Example.org")
    assert client.get(old).status_code == 200
    assert db.session.scalar(db.select(db.func.count()).select_from(OutboxMail)) == 1


def test_an_address_that_somebody_else_has_is_refused(organizer: Client) -> None:
    book(ASA, make_shift())
    book(BO, make_shift())
    before = snapshot()
    answer = correct(organizer, find(ASA), email="BO@example.org", name="Åsa Ö")
    assert answer.status_code == 422
    assert said(str(AddressTaken.message)) in problem_at(answer, "email")
    assert (typed_in(answer)["email"], typed_in(answer)["name"]) == ("BO@example.org", "Åsa Ö")
    assert snapshot() == before


def test_a_name_and_phone_that_somebody_else_has_are_refused(organizer: Client) -> None:
    other = Contact(name="Siw Testberg", phone=SIV.phone)
    book(SIV, make_shift())
    book(other, make_shift())
    before = snapshot()
    answer = correct(organizer, find(other), name="siv  TESTBERG")
    assert answer.status_code == 422
    assert said(str(SamePersonAgain.message)) in problem_above(answer)
    assert snapshot() == before


def test_an_entry_made_in_the_same_moment_is_refused_too(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    book(ASA, make_shift())
    book(BO, make_shift())
    person = find(ASA)
    right = Details(name=ASA.name, email=str(BO.email), phone="", may_be_asked=False)
    monkeypatch.setattr(correcting, "_check_free", lambda *_given: None)
    version = correcting.version_of(person)
    with pytest.raises(AddressTaken) as caught, transaction():
        correcting.correct(here(person), right, version=version, actor=None)
    assert isinstance(caught.value.__cause__, IntegrityError)
    assert service.person(find(ASA))["email"] == ASA.email


def test_whoever_saves_second_sees_what_stands(organizer: Client) -> None:
    book(ASA, make_shift())
    person = find(ASA)
    path = page_at_desk(person)
    mine = find_form(organizer.get(path).text, path, button=said("Save")).filled({"name": "Åsa Ö"})
    correct(organizer, person, phone="070-174 06 97")
    answer = organizer.post(path, data=mine)
    assert answer.status_code == 422
    assert said(str(ChangedMeanwhile.message)) in problem_above(answer)
    assert "070-174 06 97" in answer.text
    again = find_form(answer.text, path, button=said("Save"))
    assert organizer.post(path, data=again.fields).status_code == 303
    stands = service.person(find(ASA))
    assert (stands["name"], stands["email"], stands["phone"]) == ("Åsa Ö", ASA.email, ASA.phone)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("name", ""), ("name", "x" * 101), ("phone", "ring"), ("email", "asa@"), ("email", "a\x07@example.org")],
)
def test_a_mistake_is_told_at_its_field(organizer: Client, field: str, typed: str) -> None:
    book(ASA, make_shift())
    before = snapshot()
    answer = correct(organizer, find(ASA), **{field: typed})
    assert answer.status_code == 422
    assert problem_at(answer, field)
    assert snapshot() == before


def test_languages_are_put_right_and_stay(organizer: Client) -> None:
    book(SIV, make_shift())
    correct(organizer, find(SIV), languages="somaliska, svenska")
    correct(organizer, find(SIV), phone="")
    [person] = db.session.query(Volunteer)
    assert service.person(person)["languages"] == "somaliska, svenska"
    assert person.identity is None
    assert "somaliska, svenska" in organizer.get(f"/organisera/hjalpare/{person.id}").text


def test_a_consent_is_taken_back(organizer: Client) -> None:
    book(Contact(name=SIV.name, phone=SIV.phone, may_be_asked=True), make_shift())
    person = find(SIV)
    assert person.may_be_asked
    correct(organizer, person, may_be_asked=None)
    assert not find(SIV).may_be_asked
