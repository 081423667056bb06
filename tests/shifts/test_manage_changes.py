"""Organizers change what is planned: one at a time, without loss, and never under those who are booked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask

from app.core.db import db
from app.core.edits import ChangedMeanwhile
from app.shifts.planning import AlreadyOver
from app.shifts.service import (
    CapUnderTaken,
)
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account
from tests.filled_forms import find_form
from tests.shifts.desk import (
    ASA,
    DESK,
    SIV,
    acts,
    parsed,
    problem_above,
    problem_at,
    typed_in,
)
from tests.shifts.makers import make_event, make_shift
from tests.shifts.pages import said
from tests.volunteers.people import book


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let it be Saturday 14 March 2026, noon."""
    return clock


def test_whoever_saves_second_loses_nothing_and_sees_what_stands(organizer: Client) -> None:
    event = make_event()
    path = f"{DESK}/{event.id}/redigera"
    page = organizer.get(path)
    mine = find_form(page.text, path, button=said("Save")).filled({"place": "Högdalen", "bring": "Vantar"})
    organizer.submit(path, {"place": "Hagsätra"}, button=said("Save"))

    answer = organizer.post(path, data=mine)
    assert answer.status_code == 422
    assert said(str(ChangedMeanwhile.message)) in problem_above(answer)
    assert (typed_in(answer)["place"], typed_in(answer)["bring"]) == ("Högdalen", "Vantar")
    aside = next(node for node in parsed(answer).named("aside") if node.attrs.get("aria-labelledby"))
    assert "Hagsätra" in aside.to_html()
    assert "Varma kläder" in aside.to_html()
    assert "Lördagsbordet" not in aside.to_html()  # what is the same is not repeated
    assert aside.to_html().count("<dt>") == 2
    db.session.expire_all()
    assert (event.place, event.version) == ("Hagsätra", 2)

    again = find_form(answer.text, path, button=said("Save"))
    assert organizer.post(path, data=again.fields).status_code == 303
    db.session.expire_all()
    assert (event.place, event.bring, event.version) == ("Högdalen", "Vantar", 3)


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999", None])
def test_a_version_that_cannot_be_read_is_an_old_one(organizer: Client, version: Any) -> None:
    event = make_event()
    answer = organizer.submit(f"{DESK}/{event.id}/redigera", {"version": version}, button=said("Save"))
    assert answer.status_code == 422
    assert said(str(ChangedMeanwhile.message)) in problem_above(answer)


def test_a_shifts_time_changes_for_one_organizer_at_a_time(organizer: Client) -> None:
    shift = make_shift(starts_at=datetime(2026, 3, 21, 10, tzinfo=UTC))
    path = f"{DESK}/tid/{shift.id}/redigera"
    mine = find_form(organizer.get(path).text, path, button=said("Save")).filled({"starts": "09:00"})
    assert organizer.submit(path, {"starts": "10:00"}, button=said("Save")).status_code == 303
    answer = organizer.post(path, data=mine)
    assert answer.status_code == 422
    assert typed_in(answer)["starts"] == "09:00"
    assert "10.00" in next(iter(parsed(answer).named("aside"))).to_html()


def test_a_shift_that_is_over_stays_as_it_was(organizer: Client, clock: Clock) -> None:
    shift = make_shift()
    clock.move(days=2)
    organizer.sign_in(make_account())
    before = snapshot()
    time = organizer.submit(f"{DESK}/tid/{shift.id}/redigera", {"ends": "14:30"}, button=said("Save"))
    assert time.status_code == 422
    assert said(str(AlreadyOver.message)) in problem_above(time)
    off = organizer.submit(f"{DESK}/tid/{shift.id}/stall-in", button=said("Call off"))
    assert said(str(AlreadyOver.message)) in organizer.get(off.location).text
    assert snapshot()["shift"] == before["shift"]


def test_a_cap_is_not_lowered_under_those_booked(organizer: Client) -> None:
    shift = make_shift(most=4, wanted=3)
    book(ASA, shift)
    book(SIV, shift)
    path = f"{DESK}/roll/{shift.slots[0].id}"
    answer = organizer.submit(path, {"least": "1", "wanted": "1", "most": "1"}, button=said("Save"))
    assert answer.status_code == 422
    assert said(str(CapUnderTaken.message), taken=2) in problem_at(answer, "most")
    assert organizer.submit(path, {"wanted": "2", "most": "2"}, button=said("Save")).status_code == 303
    assert acts("slot.changed") == [
        {"shift": shift.id, "slot": shift.slots[0].id, "from": 4, "to": 2},
    ]


def test_a_roles_numbers_change_for_one_organizer_at_a_time(organizer: Client) -> None:
    shift = make_shift(most=4, wanted=3)
    path = f"{DESK}/roll/{shift.slots[0].id}"
    mine = find_form(organizer.get(path).text, path, button=said("Save")).filled({"most": "9"})
    organizer.submit(path, {"most": "6"}, button=said("Save"))
    answer = organizer.post(path, data=mine)
    assert answer.status_code == 422
    assert (typed_in(answer)["most"], typed_in(answer)["was"]) == ("9", "1 3 6 ")
    again = find_form(answer.text, path, button=said("Save"))
    assert organizer.post(path, data=again.fields).status_code == 303
    assert organizer.post(path, data={**again.fields, "was": "nonsense"}).status_code == 422
    db.session.expire_all()
    assert shift.slots[0].most == 9
