"""Mina pass: what is kept about somebody, corrected and taken along."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core.access import Role
from app.core.db import transaction
from app.shifts import booking, writing_in
from app.tasks import service as tasks
from app.volunteers import consent, register
from app.volunteers import service as volunteers
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account
from tests.shifts.makers import make_shift, make_task
from tests.shifts.pages import BOTH, said
from tests.volunteers.people import ASA, book, find, fresh, here, make_member, page_of, take

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let time stand still."""
    return clock


@pytest.mark.parametrize("language", BOTH)
def test_name_and_phone_are_corrected_on_what_is_booked_too(client: Client, language: str) -> None:
    [row] = book(ASA, make_shift())
    claim = take(ASA, make_task())
    right = {"name": "Åsa Öberg-Warsame", "phone": "(070) 174 06 44", "may_be_asked": "y"}
    answer = client.submit(page_of(ASA, language), right, button=said("Save", language))
    assert answer.status_code == 303
    person = find(ASA)
    assert volunteers.person(person) == {
        "name": "Åsa Öberg-Warsame",
        "email": "asa@example.org",
        "phone": "+46701740644",
        "languages": "",
    }
    assert person.may_be_asked
    assert booking.typed(fresh(row)) == {"name": "Åsa Öberg-Warsame", "phone": "+46701740644"}
    assert tasks.typed(fresh(claim))["phone"] == "+46701740644"
    page = client.get(page_of(ASA, language))
    assert "070-174 06 44" in page.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("name", ""),
        ("name", "https://spam.example"),
        ("phone", "ring mig"),
        ("phone", "12"),
        ("name", "x" * 101),
    ],
)
def test_wrong_details_are_answered_with_what_was_typed(client: Client, field: str, typed: str) -> None:
    book(ASA, make_shift())
    right = {"name": "Åsa Ö", "phone": "0701740644"}
    before = snapshot()
    answer = client.post(f"{page_of(ASA)}/om-mig", data=right | {field: typed})
    assert answer.status_code == 422
    for words in (right | {field: typed}).values():
        assert words in answer.text
    assert snapshot() == before


def test_the_phone_can_be_left_out(client: Client) -> None:
    book(ASA, make_shift())
    assert client.post(f"{page_of(ASA)}/om-mig", data={"name": "Åsa"}).status_code == 303
    assert find(ASA).phone_hash is None


def test_everything_that_is_kept_can_be_taken_along(client: Client, clock: Clock) -> None:
    first, second = make_shift(), make_shift(starts_at=core_clock.now() + timedelta(days=3))
    row, _other = book(ASA, first, second)
    claim = take(ASA, make_task(), 2)
    client.post(f"{page_of(ASA)}/avboka/{row.uid.hex()}")
    client.post(f"{page_of(ASA)}/hjalp/{claim.uid.hex()}/klar", data={"note": "Klart!"})
    answer = client.submit(page_of(ASA), button=said("Download"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    kept = json.loads(answer.text)
    assert (kept["name"], kept["email"], kept["phone"]) == (ASA.name, ASA.email, ASA.phone)
    assert kept["kept_until"] == "2027-03-17"
    assert [step["state"] for step in kept["bookings"][0]["steps"]] == ["booked", "cancelled"]
    assert kept["bookings"][1]["place"] == "Rågsveds torg"
    assert kept["tasks"][0]["written_for_it"]["note"] == "Klart!"
    assert kept["asked_for"]
    assert "Ada" not in answer.text


def test_it_holds_what_was_agreed_to_and_who_comes_along(client: Client, clock: Clock) -> None:
    [row] = book(ASA, make_shift())
    actor = make_account(Role.ORGANIZER)
    with transaction():
        writing_in.bring_along(here(row), number=1, makes_room=False, actor=actor)
    make_member(ASA)
    at_first = core_clock.now()
    clock.move(hours=3)
    take(ASA, make_task())
    kept = json.loads(client.post(f"{page_of(ASA)}/hamta").text)
    [agreed] = kept["agreed_to"]
    assert agreed["words"].startswith(consent.words().sentence)
    assert (agreed["language"], agreed["last_at"]) == ("sv", (at_first + timedelta(hours=3)).isoformat())
    [companion] = kept["brings"]
    assert (companion["name"], companion["bookings"][0]["shift"]) == ("Åsa Öberg +1", "Lördagsbordet")
    assert kept["is_member"] is True


def test_what_is_agreed_to_later_has_its_own_day(clock: Clock) -> None:
    """An organizer wrote her in, and nothing was ticked; then she took more herself, twice."""
    task, actor = make_task(), make_account(Role.ORGANIZER)
    with transaction():
        claim = tasks.take(here(task), ASA, units=1, actor=actor).claim
    assert not register.list_agreements(find(ASA))
    for _time in range(2):
        clock.move(days=3)
        assert take(ASA, task, 2).id == claim.id
        [agreed] = register.list_agreements(find(ASA))
        assert agreed.agreed_at == core_clock.now()
    clock.move(days=3)
    with transaction():
        tasks.finish(here(claim), note="Klart")
    [agreed] = register.list_agreements(find(ASA))
    assert agreed.agreed_at == core_clock.now() - timedelta(days=3)
    assert tasks.typed(fresh(claim))["note"] == "Klart"
