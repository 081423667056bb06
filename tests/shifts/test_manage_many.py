"""Many shifts and many people: the desk's pages stay short, and ask the database no more often."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core import crypto
from app.core.db import db, transaction
from app.shifts import people, planning, rota
from app.shifts.models import Booking, Event, Shift, Slot
from app.volunteers.service import Contact
from tests.budgets import at_most
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account
from tests.shifts.desk import DESK, SIV, typed_in
from tests.shifts.makers import make_event, make_shift
from tests.shifts.pages import fill, said
from tests.volunteers.people import book, here

MANY = 120


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let it be Saturday 14 March 2026, noon."""
    return clock


def make_many(event: Event, number: int = MANY, *, hours: int = 1) -> list[Shift]:
    """Plan so many shifts of an event, one after the other, without the acts that tell somebody."""
    start = core_clock.now() + timedelta(days=1)
    with transaction():
        made = [
            Shift(
                event_id=event.id,
                slug=f"pass-{event.id}-{count}",
                starts_at=start + timedelta(hours=hours * count),
                ends_at=start + timedelta(hours=hours * (count + 1)),
                changed_at=core_clock.now(),
                sequence=0,
                slots=[Slot(role="", least=1, wanted=3, most=4, taken=0, is_open=True)],
            )
            for count in range(number)
        ]
        db.session.add_all(made)
    return made


def links_to_shifts(html: str) -> list[int]:
    return [int(number) for number in re.findall(rf'{DESK}/tid/([0-9]+)"', html)]


def test_the_list_of_events_is_added_up_by_the_database(organizer: Client) -> None:
    event = make_event()
    shifts = make_many(event)
    book(SIV, shifts[0])
    make_shift(make_event(title="Flygbladen"), starts_at=core_clock.now() + timedelta(hours=2), wanted=2)
    empty = make_event(title="Utan pass")
    with at_most(8):
        page = organizer.get(f"{DESK}/").text
    assert links_to_shifts(page)[-1] == shifts[0].id
    [first, second, third] = rota.list_coming_events(make_account()).lines
    assert (first.event.title, first.next_shift, first.coming) == (empty.title, None, 0)
    assert (second.event.title, second.coming, second.missing) == ("Flygbladen", 1, 2)
    assert (third.next_shift, third.coming, third.missing) == (here(shifts[0]), MANY, 3 * MANY - 1)


def test_what_is_over_or_called_off_is_not_counted(app: Flask, clock: Clock) -> None:
    event = make_event()
    shifts = make_many(event, 4)
    with transaction():
        planning.call_off_shift(here(shifts[1]), actor=None)
    clock.move(days=1, hours=1)
    [line] = rota.list_coming_events(make_account()).lines
    assert (line.next_shift, line.coming, line.missing) == (here(shifts[2]), 2, 6)


def test_more_events_than_a_page_are_turned_over(organizer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rota, "SHOWN", 2)
    for number in range(5):
        make_shift(
            make_event(title=f"Aktivitet {number}"), starts_at=core_clock.now() + timedelta(days=number + 1)
        )
    found = []
    for page in (1, 2, 3):
        html = organizer.get(f"{DESK}/?sida={page}").text
        found.append(re.findall(r"Aktivitet [0-9]", html))
        assert (f"sida={page + 1}" in html) == (page < 3)
        assert (f"sida={page - 1}" in html) == (page > 1)
    assert found == [["Aktivitet 0", "Aktivitet 1"], ["Aktivitet 2", "Aktivitet 3"], ["Aktivitet 4"]]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("page", ["0", "-3", "x", "99999999999999999999", "7"])
@pytest.mark.parametrize("path", ["/", "/?visa=tidigare", "/1"])
def test_a_page_that_is_none_is_answered(organizer: Client, path: str, page: str) -> None:
    make_shift()
    assert organizer.get(f"{DESK}{path}{'&' if '?' in path else '?'}sida={page}").status_code == 200


def test_past_events_come_in_pages_too(
    organizer: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rota, "SHOWN", 2)
    for number in range(3):
        make_shift(
            make_event(title=f"Aktivitet {number}"), starts_at=core_clock.now() + timedelta(days=number + 1)
        )
    clock.move(days=9)
    organizer.sign_in(make_account())
    html = organizer.get(f"{DESK}/?visa=tidigare").text
    assert re.findall(r"Aktivitet [0-9]", html) == ["Aktivitet 2", "Aktivitet 1"]
    assert "visa=tidigare&amp;sida=2" in html
    assert "Aktivitet 0" in organizer.get(f"{DESK}/?visa=tidigare&sida=2").text


def test_the_page_of_an_event_lists_fifty_shifts_at_a_time(organizer: Client) -> None:
    event = make_event()
    shifts = make_many(event)
    seen = []
    for page, number in ((1, 50), (2, 50), (3, 20)):
        with at_most(12):
            html = organizer.get(f"{DESK}/{event.id}?sida={page}").text
        assert len(links_to_shifts(html)) == number
        seen += links_to_shifts(html)
    assert seen == [shift.id for shift in shifts]


def test_a_new_shift_is_like_the_last_one_found_by_one_question(organizer: Client) -> None:
    event = make_event()
    shifts = make_many(event)
    with at_most(8):
        page = organizer.get(f"{DESK}/{event.id}/nytt-pass")
    assert typed_in(page)["starts"] == f"{core_clock.local(shifts[-1].starts_at):%H:%M}"


def test_calling_off_many_says_how_many_and_lists_the_first(organizer: Client) -> None:
    event = make_event()
    shifts = make_many(event, 60)
    for shift in (shifts[0], shifts[1], shifts[59]):
        book(SIV, shift)
        book(Contact(name="Åsa Öberg", email="asa@example.org"), shift)
    with at_most(10):
        page = organizer.get(f"{DESK}/{event.id}/stall-in").text
    assert page.count("tel:+46701740698") == 2
    told = "%(by_mail)s of the booked get a mail; %(by_nobody)s have no e-mail and must be called."
    assert said(told, by_mail=3, by_nobody=3) in page
    cut = "The first %(shown)s shifts are listed here. Whom to call on the others stands on the page of each."
    assert said(cut, shown=50) in page
    assert "60 pass" in page


def test_where_to_move_is_bounded_and_nearest_first(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rota, "PLACES_TO_MOVE_TO", 5)
    other = make_many(make_event(title="Flygbladen"), 6)
    shifts = make_many(make_event(), 6)
    found = rota.list_slots_to_move_to(make_account(), here(shifts[3].slots[0]))
    assert [slot.shift_id for slot in found] == [shifts[0].id, shifts[1].id, shifts[2].id, shifts[4].id]
    assert other


def test_each_person_costs_one_hash_however_many_there_are(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = make_shift(most=60)
    fill(shift, 40)
    with transaction():  # all at one phone, as when somebody writes in a whole club
        for row in db.session.scalars(db.select(Booking)):
            row.sealed = _sealed(row)
    asked: list[str] = []
    real = crypto.keyed_hash

    def noted(scope: str, label: str, *parts: str) -> bytes:
        asked.append(label)
        return real(scope, label, *parts)

    monkeypatch.setattr(crypto, "keyed_hash", noted)
    found = people.list_people(here(shift), make_account())
    assert asked.count("phone") == 40
    assert {len(one.same_phone_as) for one in found} == {people.ALIKE}
    assert all(one.name not in one.same_phone_as for one in found)


def _sealed(row: Booking) -> bytes:
    words = {"name": f"Nummer {row.id}", "phone": "+46701740698"}
    return crypto.seal("volunteers", b"booking|" + row.uid, words)
