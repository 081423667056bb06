"""Mina pass: what somebody sees and does there, and that nobody else can."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core.db import transaction
from app.shifts import service
from app.shifts.booking import name_of
from app.shifts.models import Booking
from app.shifts.refusals import OverlapsOwn, ShiftBegun, ShiftFull
from app.shifts.states import BookingState
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.mail import Mailbox
from tests.shifts.makers import make_event, make_shift, make_task
from tests.shifts.pages import BOTH, bookings, said, taken
from tests.volunteers.people import ASA, BO, book, fresh, here, make_member, page_of, take, token_of

pytestmark = pytest.mark.database("sqlite")

SECRETS = ("Vid fontänen", "Ada Provström", "tel:+46701740605")


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let time stand still."""
    return clock


@pytest.mark.parametrize("language", BOTH)
def test_it_shows_when_where_and_whom_to_call(client: Client, language: str) -> None:
    book(ASA, make_shift())
    page = client.get(page_of(ASA, language))
    day = "sön 15 mars 12.00–14.00" if language == "sv" else "Sun 15 Mar 12:00–14:00"
    for words in (day, "Lördagsbordet", "Rågsveds torg", "Varma kläder", "070-174 06 05", *SECRETS):
        assert words in page.text


def test_it_shows_nothing_of_others(client: Client) -> None:
    shift = make_shift()
    book(BO, shift)
    book(ASA, make_shift(starts_at=core_clock.now() + timedelta(days=3)))
    page = client.get(page_of(ASA))
    assert "Bo Försökare" not in page.text
    assert "bo@example.org" not in page.text
    uid = bookings()[0].uid.hex()
    assert client.post(f"{page_of(ASA)}/avboka/{uid}").status_code == 404
    assert fresh(bookings()[0]).is_live


def test_opening_it_changes_nothing(client: Client) -> None:
    shift = make_shift(make_event(visibility="members"))
    book(ASA, make_shift())
    claim = take(ASA, make_task())
    where = page_of(ASA)
    row = bookings()[0].uid.hex()
    before = snapshot()
    for path in (
        where,
        f"{where}/avboka/{row}",
        f"{where}/boka/{shift.slots[0].id}",
        f"{where}/hjalp/{claim.uid.hex()}/lamna",
        f"{where}/hjalp/{claim.uid.hex()}/klar",
        *(f"{where}/{act}" for act in ("om-mig", "hamta", "radera", "kalender")),
    ):
        client.get(path)
        client.head(path)
    assert snapshot() == before


def test_cancelling_frees_the_place_and_is_told_once(client: Client, mailbox: Mailbox) -> None:
    shift = make_shift()
    [row] = book(ASA, shift)
    where = page_of(ASA)
    answer = client.submit(where, button=_button("I cannot come", shift))
    assert answer.status_code == 303
    assert taken(shift) == 0
    page = client.get(answer.location)
    assert said("You have cancelled, and the place is free for somebody else. Did you press by mistake?") in (
        page.text
    )
    for secret in SECRETS:
        assert secret not in page.text
    assert client.post(f"{where}/avboka/{row.uid.hex()}").status_code == 303
    letters = mailbox.deliver()
    assert [letter.subject for letter in letters][1:] == [said("Cancelled")]
    assert "Vid fontänen" not in letters[-1].text


def _button(words: str, shift: object) -> str:
    event = shift.event  # type: ignore[attr-defined]
    return f"{said(words)}: {event.title}, sön 15 mars 12.00–14.00"


def test_one_of_three_is_cancelled_and_the_others_stay(client: Client) -> None:
    start = core_clock.now()
    shifts = [make_shift(starts_at=start + timedelta(days=day)) for day in (1, 2, 3)]
    rows = book(ASA, *shifts)
    client.post(f"{page_of(ASA)}/avboka/{rows[1].uid.hex()}")
    assert [fresh(row).state for row in rows] == ["booked", "cancelled", "booked"]
    assert [taken(shift) for shift in shifts] == [1, 0, 1]


def test_a_cancelled_one_can_be_booked_again_with_one_press(client: Client) -> None:
    shift = make_shift(make_event(visibility="link"))
    [row] = book(ASA, shift)
    where = page_of(ASA)
    client.post(f"{where}/avboka/{row.uid.hex()}")
    assert client.submit(where, button=_button("Book it again", shift)).status_code == 303
    assert [row.state for row in bookings()] == ["cancelled", "booked"]
    page = client.get(where)
    assert page.text.count("Vid fontänen") == 1
    assert said("Did you press by mistake?") not in page.text


def test_a_shift_that_has_begun_cannot_be_cancelled(client: Client, clock: Clock) -> None:
    shift = make_shift()
    [row] = book(ASA, shift)
    where = page_of(ASA)
    clock.move(days=1, hours=1)
    page = client.get(where)
    assert said("It has begun. Are you late or cannot come? Call the shift leader.") in page.text
    answer = client.post(f"{where}/avboka/{row.uid.hex()}")
    assert answer.status_code == 422
    assert str(ShiftBegun(shift=name_of(shift))) in answer.text
    assert taken(shift) == 1


def test_past_and_called_off_shifts_are_shown_as_such(client: Client, clock: Clock) -> None:
    past, off = make_shift(), make_shift(starts_at=core_clock.now() + timedelta(days=5))
    book(ASA, past, off)
    with transaction():
        service.cancel_shift(here(off), actor=None)
    clock.move(days=2)
    page = client.get(page_of(ASA))
    assert said("Called off") in page.text
    assert said("Earlier, and cancelled") in page.text
    for secret in SECRETS:
        assert secret not in page.text


def test_shifts_for_members_are_booked_with_one_press(client: Client, mailbox: Mailbox) -> None:
    book(ASA, make_shift())
    hidden = make_shift(
        make_event(visibility="members", title="Planeringskväll"),
        starts_at=core_clock.now() + timedelta(days=4),
    )
    where = page_of(ASA)
    assert "Planeringskväll" not in client.get(where).text
    assert client.post(f"{where}/boka/{hidden.slots[0].id}").status_code == 404
    make_member(ASA)
    page = client.get(where)
    assert "Planeringskväll" in page.text
    for _press in range(2):
        assert client.post(f"{where}/boka/{hidden.slots[0].id}").status_code == 303
    assert taken(hidden) == 1
    letter = mailbox.last()
    assert "Planeringskväll" in letter.text
    assert said("For members") not in client.get(where).text


def test_a_shift_by_link_is_not_booked_by_guessing_its_number(client: Client) -> None:
    book(ASA, make_shift())
    by_link = make_shift(make_event(visibility="link"), starts_at=core_clock.now() + timedelta(days=4))
    assert client.post(f"{page_of(ASA)}/boka/{by_link.slots[0].id}").status_code == 404
    assert taken(by_link) == 0


@pytest.mark.parametrize("number", ["0", "99999999", "99999999999999999999", "-1", "x"])
def test_what_is_no_shift_cannot_be_booked(client: Client, number: str) -> None:
    book(ASA, make_shift())
    assert client.post(f"{page_of(ASA)}/boka/{number}").status_code == 404


def test_refusals_are_told_on_the_page(client: Client, clock: Clock) -> None:
    shift = make_shift()
    book(ASA, shift)
    event = make_event(visibility="members", title="Planeringskväll")
    same_time = make_shift(event, starts_at=shift.starts_at + timedelta(hours=1))
    full = make_shift(event, starts_at=shift.starts_at + timedelta(days=1), most=1)
    touching = make_shift(event, starts_at=shift.ends_at)
    book(BO, full)
    make_member(ASA)
    where = page_of(ASA)
    for wrong, refusal in ((same_time, OverlapsOwn), (full, ShiftFull)):
        answer = client.post(f"{where}/boka/{wrong.slots[0].id}")
        assert answer.status_code == refusal.status
        assert str(refusal(shift=name_of(fresh(wrong)))) in answer.text
    assert client.post(f"{where}/boka/{touching.slots[0].id}").status_code == 303


def test_a_page_of_many_things_costs_few_queries(client: Client) -> None:
    event = make_event()
    start = core_clock.now()
    book(ASA, *[make_shift(event, starts_at=start + timedelta(days=day)) for day in range(1, 19)])
    for number in range(5):
        take(ASA, make_task(slug=f"uppgift-{number}"))
        hidden = make_event(visibility="members")
        make_shift(hidden, starts_at=start + timedelta(days=number + 1, hours=5))
    make_member(ASA)
    where = page_of(ASA)
    with at_most(14):
        assert client.get(where).status_code == 200


def test_nothing_booked_says_what_to_do(client: Client) -> None:
    [row] = book(ASA, make_shift())
    client.post(f"{page_of(ASA)}/avboka/{row.uid.hex()}")
    with transaction():
        service.cancel_shift(here(row).slot.shift, actor=None)
    assert client.get(page_of(ASA)).status_code == 200
    take(BO, make_task())
    assert said("You have nothing booked") in client.get(page_of(BO)).text


def test_another_site_cannot_act_for_me(client: Client) -> None:
    [row] = book(ASA, make_shift())
    foreign = {"Sec-Fetch-Site": "cross-site"}
    for act in (f"avboka/{row.uid.hex()}", "radera", "kalender", "hamta", "om-mig"):
        assert client.post(f"{page_of(ASA)}/{act}", headers=foreign).status_code == 403
    assert fresh(row).state == BookingState.BOOKED


def test_one_link_opens_one_thing(app: Flask, client: Client) -> None:
    book(ASA, make_shift())
    token = token_of(ASA)
    assert client.get(f"/mina-pass/avboka/{token}").status_code == 404
    assert client.get(f"/kalender/{token}.ics").status_code == 404
    assert isinstance(bookings()[0], Booking)
