"""What organizers made by mistake can be taken back, and what was good can be copied."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core.db import db, transaction
from app.record import queries as record
from app.shifts import booking, planning, removing, roles
from app.shifts.choices import ChoiceGone
from app.shifts.models import Event, Slot
from app.shifts.planning import AlreadyOver
from app.shifts.refusals import ShiftFull
from app.shifts.removing import HasShifts
from app.shifts.roles import LastRole, RoleTaken
from app.shifts.service import AlreadyCancelled, Room
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.shifts.desk import ASA, DESK, SIV, acts, press, shifts_of, typed_in
from tests.shifts.makers import make_event, make_shift
from tests.shifts.pages import TYPED, bookings, make_roles, said, summary, taken, value
from tests.shifts.pages import book as book_there
from tests.volunteers.people import fresh, here

pytestmark = [pytest.mark.usefixtures("mail_server"), pytest.mark.database("sqlite")]

TABLE, CAR = Room(role="Bordet", least=1, wanted=2, most=3), Room(role="Skåpbil", least=1, wanted=1, most=1)


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let it be Saturday 14 March 2026, noon."""
    return clock


def close(slot: Slot) -> None:
    with transaction():
        roles.close(here(slot), actor=None)


def test_a_role_made_by_mistake_is_closed_and_shown_no_more(organizer: Client) -> None:
    shift = make_roles(TABLE, CAR)
    table, car = shift.slots
    page = f"{DESK}/roll/{car.id}"
    answer = organizer.submit(page, button=said("Close the role"))
    assert answer.status_code == 303
    assert not fresh(car).is_open
    assert acts("slot.closed") == [{"shift": shift.id, "slot": car.id}]
    for path in (f"{DESK}/tid/{shift.id}", f"{DESK}/{shift.event_id}", f"/pass/{shift.slug}", "/pass/"):
        shown = organizer.get(path).text
        assert "Skåpbil" not in shown, path
    assert [slot.role for slot in fresh(shift).slots] == ["Bordet"]
    assert said("Close the role") not in organizer.get(f"{DESK}/roll/{table.id}").text  # the last one


def test_a_closed_role_is_counted_suggested_and_copied_no_more(organizer: Client) -> None:
    shift = make_roles(TABLE, CAR)
    close(shift.slots[1])
    with transaction():
        day = core_clock.today() + timedelta(days=9)
        copy = planning.copy_shift(fresh(shift), day=day, actor=None)
    assert [slot.role for slot in copy.slots] == ["Bordet"]
    suggested = typed_in(organizer.get(f"{DESK}/{shift.event_id}/nytt-pass"))
    assert (suggested["role"], suggested["role_2"]) == ("Bordet", "")
    need = "%(taken)s of %(wanted)s, cannot go ahead without %(lacking)s more"
    page = organizer.get(f"{DESK}/{shift.event_id}").text
    assert said(need, taken=0, wanted=2, lacking=1) in page


def test_a_called_off_shift_still_shows_its_roles(organizer: Client) -> None:
    shift = make_roles(TABLE, CAR)
    with transaction():
        planning.call_off_shift(here(shift), actor=None)
    page = organizer.get(f"{DESK}/tid/{shift.id}").text
    assert "Bordet" in page
    assert "Skåpbil" in page


def test_a_role_that_is_closed_while_she_writes_is_told_to_be_gone(client: Client) -> None:
    shift = make_roles(TABLE, CAR)
    chosen = value(shift, 1)  # the form stands open while an organizer closes the role
    close(shift.slots[1])
    answer = book_there(client, shift, slot=[chosen])
    assert answer.status_code == 422
    assert said(str(ChoiceGone.message)) in summary(answer)
    assert TYPED["name"] in answer.text
    assert not bookings()


def test_nobody_books_a_closed_role(app: Flask) -> None:
    shift = make_roles(TABLE, CAR)
    car = shift.slots[1]
    close(car)
    for contact in (ASA, SIV):
        with pytest.raises(ShiftFull), transaction():
            booking.book([here(car)], contact)
    assert taken(shift) == 0


def test_closing_twice_is_closing_once(app: Flask) -> None:
    car = make_roles(TABLE, CAR, Room(role="Kaffe", least=0, wanted=1, most=1)).slots[1]
    close(car)
    close(car)
    assert len(acts("slot.closed")) == 1


def test_what_somebody_is_booked_for_is_not_closed(organizer: Client) -> None:
    shift = make_roles(TABLE, CAR)
    table, car = shift.slots
    page = f"{DESK}/roll/{car.id}"
    with transaction():
        booking.book([here(car)], ASA)
    assert said("Close the role") not in organizer.get(page).text
    with pytest.raises(RoleTaken):
        close(car)
    answer = press(organizer, page, f"{page}/stang")  # the page was open since before the booking
    assert said(str(RoleTaken.message)) in organizer.get(answer.location).text
    close(table)
    with pytest.raises(LastRole):
        close(car)


def test_the_only_role_and_what_is_over_or_off_stay(app: Flask, clock: Clock) -> None:
    with pytest.raises(LastRole):
        close(make_shift().slots[0])
    off, old = make_roles(TABLE, CAR), make_roles(TABLE, CAR)
    with transaction():
        planning.call_off_shift(here(off), actor=None)
    with pytest.raises(AlreadyCancelled):
        close(off.slots[1])
    clock.move(days=3)
    with pytest.raises(AlreadyOver):
        close(old.slots[1])
    assert not roles.may_close(here(old.slots[1]))


def test_an_event_without_shifts_is_removed(organizer: Client) -> None:
    event = make_event(title="Felskrivet")
    page = f"{DESK}/{event.id}"
    assert f"{page}/ta-bort" in organizer.get(page).text
    before = snapshot()
    assert organizer.get(f"{page}/ta-bort").status_code == 200
    assert snapshot() == before
    answer = organizer.submit(f"{page}/ta-bort", button=said("Remove the activity"))
    assert answer.status_code == 303
    assert "Felskrivet" not in organizer.get(f"{DESK}/").text.replace(said("The activity is removed."), "")
    assert organizer.get(page).status_code == 404
    assert db.session.scalar(db.select(db.func.count()).select_from(Event)) == 0
    [act] = [each for each in record.list_acts() if each.kind == "event.removed"]
    assert (act.facts, record.words_of(act)) == ({"event": event.id}, "Felskrivet")


def test_an_event_with_shifts_stays_even_when_they_are_called_off(organizer: Client) -> None:
    shift = make_shift()
    page = f"{DESK}/{shift.event_id}"
    assert f"{page}/ta-bort" not in organizer.get(page).text
    with pytest.raises(HasShifts), transaction():
        removing.remove_event(here(shift.event), actor=None)
    answer = organizer.submit(f"{page}/ta-bort", button=said("Remove the activity"))
    assert said(str(HasShifts.message)) in organizer.get(answer.location).text
    assert len(shifts_of(shift.event)) == 1


def test_an_event_is_copied_then_its_first_shift_is_like_the_last(organizer: Client) -> None:
    shift = make_roles(TABLE, CAR)
    source = shift.event
    path = f"{DESK}/nytt?lik={source.id}"
    assert path in organizer.get(f"{DESK}/{source.id}").text
    page = organizer.get(path)
    assert (typed_in(page)["title"], typed_in(page)["leader_name"]) == ("Lördagsbordet", "Ada Provström")
    assert said("Copy of %(title)s", title="Lördagsbordet") in page.text
    answer = press(
        organizer,
        path,
        path,
        **typed_in(page) | {"title": "Söndagsbordet", "visibility": "link", "kind": "stand"},
    )
    assert answer.status_code == 303
    made = db.session.scalars(db.select(Event).order_by(Event.id.desc()).limit(1)).one()
    assert (made.title, made.place, made.visibility) == ("Söndagsbordet", "Rågsveds torg", "link")
    first = typed_in(organizer.get(answer.location))
    assert (first["role"], first["role_2"], first["most_2"]) == ("Bordet", "Skåpbil", "1")
    assert first["starts"]
    assert source.title == "Lördagsbordet"


@pytest.mark.parametrize("number", ["x", "0", "-1", "99999999999999999999"])
def test_a_copy_of_nothing_is_an_empty_page(organizer: Client, number: str) -> None:
    assert typed_in(organizer.get(f"{DESK}/nytt?lik={number}"))["title"] == ""


def test_a_copy_of_what_is_not_there_is_not_found(organizer: Client) -> None:
    assert organizer.get(f"{DESK}/nytt?lik=999").status_code == 404
