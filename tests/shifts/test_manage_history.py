"""What organizers have done with bookings stands on the page of the shift."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts import service as accounts
from app.core.db import transaction
from app.shifts import booking, history, writing_in
from app.shifts.models import Shift
from app.volunteers import forgetting
from tests.budgets import at_most
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account
from tests.shifts.desk import ASA, DESK, NILS, SIV
from tests.shifts.makers import make_event, make_shift
from tests.shifts.pages import fill, said
from tests.volunteers.people import book, here, known


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let it be Saturday 14 March 2026, noon."""
    return clock


def steps_of(shift: Shift) -> list[tuple[str, str, str]]:
    return [(step.name, step.state, step.by) for step in history.list_steps(shift)]


def test_each_step_tells_who_took_it_the_newest_first(organizer: Client) -> None:
    actor = make_account(name="Ada Provström")
    shift, other = make_shift(), make_shift(make_event(title="Flygbladen"))
    [row] = book(SIV, shift)
    with transaction():
        written = writing_in.write_in(here(shift.slots[0]), NILS, makes_room=False, actor=actor)
    with transaction():
        writing_in.move(here(written), here(other.slots[0]), makes_room=False, actor=actor)
    with transaction():
        booking.cancel(here(row))
    by = accounts.person(actor)["name"]
    assert steps_of(shift) == [
        ("Siv Testberg", "cancelled", ""),
        ("Nils", "removed", by),
        ("Nils", "booked", by),
        ("Siv Testberg", "booked", ""),
    ]
    assert steps_of(other) == [("Nils", "booked", by)]
    page = organizer.get(f"{DESK}/tid/{shift.id}").text
    assert said("What has been done with the bookings") in page
    assert page.count("Ada Provström") == 2
    assert said("Written in") in page
    assert said("Themselves") in page


def test_whoever_is_forgotten_has_no_name_there_either(organizer: Client) -> None:
    shift = make_shift()
    book(ASA, shift)
    with transaction():
        forgetting.erase(known(ASA))
    page = organizer.get(f"{DESK}/tid/{shift.id}").text
    assert "Åsa Öberg" not in page
    assert said("(name removed)") in page


@pytest.mark.database("sqlite")
def test_who_removed_somebody_stands_at_the_place_that_came_free(app: Flask) -> None:
    actor, shift = make_account(name="Ada Provström"), make_shift()
    [row] = book(ASA, shift)
    book(SIV, shift)
    with transaction():
        writing_in.bring_along(here(row), number=1, makes_room=False, actor=actor)
    with transaction():
        forgetting.erase(known(ASA), actor=actor)
    with transaction():
        forgetting.erase(known(SIV))
    newest = [(state, by) for _name, state, by in steps_of(shift)][:3]
    assert newest == [("cancelled", ""), ("cancelled", "Ada Provström"), ("cancelled", "Ada Provström")]


def test_a_long_history_is_cut_and_costs_no_more_questions(
    organizer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "LATEST", 10)
    shift = make_shift(most=30)
    fill(shift, 12)
    with at_most(1):
        assert next(step.name for step in history.list_steps(shift)) == "Fylld Plats 11"
    assert len(history.list_steps(shift)) == 10
    page = organizer.get(f"{DESK}/tid/{shift.id}").text
    assert said("The latest %(shown)s are listed.", shown=10) in page


def test_a_shift_without_bookings_has_no_history(organizer: Client) -> None:
    page = organizer.get(f"{DESK}/tid/{make_shift().id}").text
    assert said("What has been done with the bookings") not in page
