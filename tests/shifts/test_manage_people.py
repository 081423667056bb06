"""Organizers and people: who is on a shift, how they are reached, writing in, moving, taking off."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core.db import db, transaction
from app.shifts import booking as bookings
from app.shifts.models import Booking, Shift
from app.shifts.planning import AlreadyOver
from app.shifts.refusals import AlreadyBooked, OverlapsOwn
from app.shifts.service import Room
from app.shifts.writing_in import NoRoomLeft
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account
from tests.mail import Mailbox
from tests.shifts.desk import ASA, DESK, NILS, SIV, acts, parsed, problem_above, problem_at, states_of, taken
from tests.shifts.makers import make_event, make_shift
from tests.shifts.pages import fill, make_roles, said
from tests.volunteers.people import book, here


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let it be Saturday 14 March 2026, noon."""
    return clock


def page_of(shift: Shift) -> str:
    return f"{DESK}/tid/{shift.id}"


def write_in(organizer: Client, shift: Shift, **typed: str) -> TestResponse:
    return organizer.submit(page_of(shift), typed, button=said("Write in"))


def names_on(shift: Shift) -> list[str]:
    db.session.expire_all()
    rows = select(Booking).join(Booking.slot).where(db.column("shift_id") == shift.id).order_by(Booking.id)
    return [bookings.typed(row)["name"] for row in db.session.scalars(rows) if row.is_live]


def booking_of(shift: Shift, name: str) -> Booking:
    db.session.expire_all()
    rows = db.session.scalars(select(Booking).order_by(Booking.id.desc()))
    return next(row for row in rows if row.slot.shift_id == shift.id and bookings.typed(row)["name"] == name)


def test_the_page_shows_how_each_is_reached(organizer: Client) -> None:
    shift = make_shift()
    book(ASA, shift)
    book(SIV, shift)
    write_in(organizer, shift, name="Nils")
    page = organizer.get(page_of(shift))
    links = [node.attrs.get("href") or "" for node in parsed(page).named("a")]
    assert "mailto:asa@example.org" in links
    assert "tel:+46701740698" in links
    words = said("Hi %(name)s! About %(what)s %(when)s:", name="Siv", what="X", when="Y").partition("X")[0]
    assert any(link.startswith(f"sms:+46701740698?&body={quote(words)}") for link in links)
    assert page.text.count(said("Reached by phone only")) == 1  # Siv
    assert page.text.count(said("Name only")) == 1  # Nils


def test_one_person_under_two_spellings_is_marked_and_never_merged(organizer: Client) -> None:
    shift = make_shift()
    book(SIV, shift)
    write_in(organizer, shift, name="Siv T", phone="070 174 06 98")
    write_in(organizer, shift, name="siv  testberg", email="siv@example.org")
    page = organizer.get(page_of(shift)).text
    assert said("Same phone as %(name)s: the same person?", name="Siv Testberg") in page
    assert said("Same phone as %(name)s: the same person?", name="Siv T") in page
    assert page.count(said("Same name as another one here: the same person?")) == 2
    assert len(names_on(shift)) == 3


def test_whoever_is_elsewhere_at_the_time_is_marked(organizer: Client) -> None:
    first = make_shift(make_event(title="Bordet"))
    second = make_shift(make_event(title="Flygbladen"), starts_at=first.starts_at + timedelta(hours=1))
    touching = make_shift(make_event(title="Städningen"), starts_at=first.ends_at + timedelta(hours=1))
    book(SIV, first)
    book(SIV, second)  # by phone only, so nobody refuses it
    book(SIV, touching)
    assert "Flygbladen" in organizer.get(page_of(first)).text
    page = organizer.get(page_of(second)).text
    assert "Bordet" in page
    assert "Städningen" not in page


def test_somebody_is_written_in_by_name_only(organizer: Client, mailbox: Mailbox) -> None:
    shift = make_shift()
    answer = write_in(organizer, shift, name="Nils")
    assert answer.status_code == 303
    assert names_on(shift) == ["Nils"]
    assert taken(shift) == [1]
    assert mailbox.deliver() == []


def test_somebody_written_in_with_an_address_gets_a_mail(organizer: Client, mailbox: Mailbox) -> None:
    shift = make_shift()
    write_in(organizer, shift, name="Åsa Öberg", email="asa@example.org", phone="0701740699")
    (letter,) = mailbox.deliver()
    assert letter.to == "asa@example.org"
    assert bookings.typed(booking_of(shift, "Åsa Öberg"))["phone"] == "+46701740699"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "Nils", "phone": "12"}, "phone"),
        ({"name": "Nils", "email": "nils@"}, "email"),
    ],
)
def test_a_mistake_is_told_at_its_field(organizer: Client, typed: dict[str, str], field: str) -> None:
    shift = make_shift()
    before = snapshot()
    answer = organizer.submit(page_of(shift), typed, button=said("Write in"))
    assert answer.status_code == 422
    assert problem_at(answer, field)
    assert snapshot() == before


def test_a_second_press_writes_nobody_in_twice(organizer: Client) -> None:
    shift = make_shift()
    for typed in ({"name": "Nils"}, {"name": "Siv", "phone": "070-174 06 98"}):
        organizer.submit(page_of(shift), typed, button=said("Write in"))
        again = organizer.submit(page_of(shift), typed, button=said("Write in"))
        assert again.status_code == 422
        assert said(str(AlreadyBooked.message), shift=bookings.name_of(shift)) in problem_above(again)
    assert taken(shift) == [2]


def test_whoever_is_booked_elsewhere_then_is_not_written_in(organizer: Client) -> None:
    first = make_shift()
    second = make_shift(starts_at=first.starts_at + timedelta(hours=1))
    book(ASA, first)
    typed = {"name": "Åsa", "email": "asa@example.org"}
    answer = organizer.submit(page_of(second), typed, button=said("Write in"))
    assert said(str(OverlapsOwn.message), shift=bookings.name_of(second)) in problem_above(answer)


def test_room_is_made_on_purpose_and_written_down(organizer: Client) -> None:
    shift = make_shift(most=2)
    fill(shift, 2)
    answer = organizer.submit(page_of(shift), {"name": "Nils"}, button=said("Write in"))
    assert answer.status_code == 422
    assert said(str(NoRoomLeft.message), most=2) in problem_at(answer, "make_room")
    assert taken(shift) == [2]
    organizer.submit(page_of(shift), {"name": "Nils", "make_room": "y"}, button=said("Write in"))
    assert (taken(shift), shift.slots[0].most) == ([3], 3)
    assert acts("slot.raised") == [{"shift": shift.id, "slot": shift.slots[0].id, "from": 2, "to": 3}]
    assert "3" in organizer.get("/organisera/logg").text


def test_ticking_the_box_raises_nothing_while_there_is_room(organizer: Client) -> None:
    shift = make_shift(most=2)
    book(ASA, shift)
    path = f"{DESK}/tid/{shift.id}/skriv-in"
    page = organizer.get(page_of(shift))
    token = next(n for n in parsed(page).named("input") if n.attrs.get("name") == "csrf_token")
    typed = {"name": "Nils", "slot": str(shift.slots[0].id), "make_room": "y"}
    organizer.post(path, data=typed | {"csrf_token": token.attrs["value"] or ""})
    assert (taken(shift), shift.slots[0].most) == ([2], 2)


def test_one_more_comes_along(organizer: Client) -> None:
    shift = make_shift(most=3)
    book(ASA, shift)
    organizer.submit(page_of(shift), button="+1")
    assert names_on(shift) == ["Åsa Öberg", "Åsa Öberg +1"]
    path = f"{DESK}/bokning/{booking_of(shift, 'Åsa Öberg').id}/plus-en"
    page = parsed(organizer.get(page_of(shift)))
    numbers = [n.attrs["value"] for n in page.named("input") if n.attrs.get("name") == "number"]
    assert numbers == ["2"]  # whoever comes along brings nobody
    token = next(n.attrs["value"] for n in page.named("input") if n.attrs.get("name") == "csrf_token")
    sent = [organizer.post(path, data={"number": n, "csrf_token": token}) for n in ("1", "2", "2", "3")]
    # The first was there; the second press of the second adds nobody.
    assert names_on(shift) == ["Åsa Öberg", "Åsa Öberg +1", "Åsa Öberg +2"]
    assert [answer.status_code for answer in sent] == [303, 303, 303, 422]
    assert said(str(NoRoomLeft.message), most=3) in problem_at(sent[-1], "make_room")
    organizer.post(path, data={"number": "3", "make_room": "y", "csrf_token": token})
    assert (taken(shift), shift.slots[0].most) == ([4], 4)


def test_somebody_is_moved_to_another_role_and_another_shift(organizer: Client, mailbox: Mailbox) -> None:
    shift = make_roles(
        Room(role="Bord", least=1, wanted=2, most=2), Room(role="Bil", least=0, wanted=1, most=1)
    )
    other = make_shift(make_event(title="Flygbladen"), starts_at=shift.starts_at + timedelta(days=1))
    book(ASA, shift)
    mailbox.deliver()
    bord, bil = shift.slots
    path = f"{DESK}/bokning/{booking_of(shift, 'Åsa Öberg').id}/flytta"
    assert organizer.submit(path, {"slot": str(bil.id)}, button=said("Move")).status_code == 303
    assert taken(shift) == [0, 1]
    path = f"{DESK}/bokning/{booking_of(shift, 'Åsa Öberg').id}/flytta"
    organizer.submit(path, {"slot": str(other.slots[0].id)}, button=said("Move"))
    assert (taken(shift), taken(other)) == ([0, 0], [1])
    assert states_of(shift) == ["removed", "removed"]
    assert len(mailbox.deliver()) == 3
    gone = organizer.submit(path, {"slot": str(bord.id)}, button=said("Move"))
    assert gone.status_code == 422  # she is not there any more
    assert taken(shift) == [0, 0]


def test_moving_needs_room_and_time(organizer: Client) -> None:
    shift = make_shift()
    full = make_shift(make_event(title="Fullt"), starts_at=shift.starts_at + timedelta(days=1), most=1)
    clashing = make_shift(make_event(title="Krock"), starts_at=shift.starts_at + timedelta(days=2))
    fill(full, 1)
    book(ASA, shift)
    book(ASA, make_shift(make_event(title="Annat"), starts_at=clashing.starts_at))
    path = f"{DESK}/bokning/{booking_of(shift, 'Åsa Öberg').id}/flytta"
    answer = organizer.submit(path, {"slot": str(full.slots[0].id)}, button=said("Move"))
    assert said(str(NoRoomLeft.message), most=1) in problem_at(answer, "make_room")
    answer = organizer.submit(path, {"slot": str(clashing.slots[0].id)}, button=said("Move"))
    assert said(str(OverlapsOwn.message), shift=bookings.name_of(clashing)) in problem_above(answer)
    assert organizer.submit(path, {"slot": "9999"}, button=said("Move")).status_code == 422
    to_full = {"slot": str(full.slots[0].id), "make_room": "y"}
    assert organizer.submit(path, to_full, button=said("Move")).status_code == 303
    assert (taken(shift), taken(full), full.slots[0].most) == ([0], [2], 2)


@pytest.mark.database("sqlite")
def test_where_somebody_is_moved_is_chosen_on_purpose(organizer: Client) -> None:
    shift = make_roles(
        Room(role="Bord", least=1, wanted=2, most=2), Room(role="Bil", least=0, wanted=1, most=1)
    )
    other = make_shift(make_event(title="Flygbladen"), starts_at=shift.starts_at + timedelta(days=1))
    book(ASA, shift)
    with transaction():
        bookings.add_person(here(shift.slots[1]), NILS, actor=None)
    path = f"{DESK}/bokning/{booking_of(shift, 'Åsa Öberg').id}/flytta"
    inputs = parsed(organizer.get(path)).named("input")
    buttons = [one.attrs for one in inputs if one.attrs.get("name") == "slot"]
    assert [one["value"] for one in buttons] == [str(shift.slots[1].id), str(other.slots[0].id)]
    assert not any("checked" in one for one in buttons)
    answer = organizer.submit(path, button=said("Move"))
    assert problem_at(answer, "slot") == said("Choose a place to move to.")
    assert (answer.status_code, taken(shift), taken(other)) == (422, [1, 1], [0])


def test_taking_somebody_off_asks_first(organizer: Client, mailbox: Mailbox) -> None:
    shift = make_shift()
    book(ASA, shift)
    mailbox.deliver()
    path = f"{DESK}/bokning/{booking_of(shift, 'Åsa Öberg').id}/ta-bort"
    before = snapshot()
    assert organizer.get(path).status_code == 200
    assert snapshot() == before
    organizer.submit(path, button=said("Take off"))
    assert (states_of(shift), taken(shift)) == (["removed"], [0])
    assert len(mailbox.deliver()) == 2
    organizer.submit(path, button=said("Take off"))
    assert taken(shift) == [0]


def test_nobody_is_moved_in_a_shift_that_is_over(organizer: Client, clock: Clock) -> None:
    shift = make_shift()
    book(SIV, shift)
    row = booking_of(shift, "Siv Testberg")
    clock.move(days=2)
    organizer.sign_in(make_account())
    page = organizer.get(page_of(shift))
    assert said("Write somebody in") not in page.text
    answer = organizer.submit(f"{DESK}/bokning/{row.id}/ta-bort", button=said("Take off"))
    assert said(str(AlreadyOver.message)) in organizer.get(answer.location.partition("#")[0]).text
    assert taken(shift) == [1]


def test_many_people_cost_no_more_questions(organizer: Client) -> None:
    shift = make_shift(most=30)
    fill(shift, 25)
    with at_most(10):
        organizer.get(page_of(shift))


@pytest.mark.parametrize("path", ["tid/1", "tid/1/lista", "bokning/1/flytta", "bokning/1/ta-bort"])
def test_names_are_for_organizers(client: Client, organizer: Client, path: str) -> None:
    assert "/organisera/logga-in" in client.get(f"{DESK}/{path}").location
    assert organizer.get(f"{DESK}/{path}").status_code == 404
