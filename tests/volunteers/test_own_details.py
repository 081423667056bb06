"""Mina pass: what is kept about somebody, corrected and taken along."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.shifts import booking
from app.tasks import service as tasks
from app.volunteers import service as volunteers
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.shifts.makers import make_shift, make_task
from tests.shifts.pages import BOTH, said
from tests.volunteers.people import ASA, book, find, fresh, page_of, take


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


@pytest.mark.database("sqlite")
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
