"""The list to print: a disclosure, so that it is asked for by a press and written down."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.shifts.models import Shift
from app.shifts.service import Room
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.pages.parsed import text_of
from tests.shifts.desk import ASA, DESK, acts, parsed, press
from tests.shifts.makers import make_shift
from tests.shifts.pages import fill, make_roles, said
from tests.volunteers.people import book

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let it be Saturday 14 March 2026, noon."""
    return clock


def print_list(organizer: Client, shift: Shift, phones: str = "yes") -> TestResponse:
    page = f"{DESK}/tid/{shift.id}"
    return press(organizer, page, f"{page}/lista", phones=phones)


def test_the_list_has_names_and_boxes_and_is_kept_nowhere(organizer: Client) -> None:
    shift = make_shift()
    book(ASA, shift)
    page = print_list(organizer, shift)
    assert page.status_code == 200
    assert "Åsa Öberg" in page.text
    assert "070-174 06 99" in page.text
    assert 'content="noindex"' in page.text
    assert "no-store" in page.headers["Cache-Control"]
    assert page.text.count("sheet__box") == 7  # one booked, six lines for those who just come
    without = print_list(organizer, shift, phones="no")
    assert "Åsa Öberg" in without.text
    assert "070-174 06 99" not in without.text


def test_roles_have_a_column_where_there_are_any(organizer: Client) -> None:
    shift = make_shift()
    book(ASA, shift)
    heads = [text_of(node) for node in parsed(print_list(organizer, shift)).named("th")]
    assert said("Role") not in heads
    roles = make_roles(Room(role="Bord", least=1, wanted=2, most=2))
    heads = [text_of(node) for node in parsed(print_list(organizer, roles)).named("th")]
    assert said("Role") in heads


def test_every_list_is_written_down(organizer: Client) -> None:
    shift = make_shift()
    book(ASA, shift)
    print_list(organizer, shift)
    print_list(organizer, shift, phones="no")
    print_list(organizer, shift, phones="anything")
    about = {"shift": shift.id, "count": 1}
    assert acts("list.printed") == [about | {"phones": phones} for phones in (True, False, False)]
    log = organizer.get("/organisera/logg").text
    assert said("List of who is on a shift shown for printing") in log
    assert said("with phones") in log
    assert said("without phones") in log


def test_an_old_address_shows_no_name_and_writes_nothing(organizer: Client) -> None:
    shift = make_shift()
    book(ASA, shift)
    before = snapshot()
    answer = organizer.get(f"{DESK}/tid/{shift.id}/lista")
    assert (answer.status_code, answer.location) == (303, f"{DESK}/tid/{shift.id}")
    assert "Åsa" not in answer.text
    assert snapshot() == before


def test_without_its_token_the_form_shows_nothing(organizer: Client) -> None:
    shift = make_shift()
    book(ASA, shift)
    answer = organizer.post(f"{DESK}/tid/{shift.id}/lista", data={"phones": "yes"})
    assert answer.status_code == 400
    assert "Åsa" not in answer.text
    assert acts("list.printed") == []


def test_the_page_has_both_buttons(organizer: Client) -> None:
    shift = make_shift()
    buttons = {
        node.attrs.get("value") for node in parsed(organizer.get(f"{DESK}/tid/{shift.id}")).named("button")
    }
    assert {"yes", "no"} <= buttons


def test_many_names_cost_no_more_questions(organizer: Client) -> None:
    shift = make_shift(most=30)
    fill(shift, 25)
    page = f"{DESK}/tid/{shift.id}"
    with at_most(22):  # the page with the button, then the list
        assert press(organizer, page, f"{page}/lista", phones="yes").text.count("sheet__box") == 31
