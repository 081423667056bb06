"""What is shown after booking: everything to someone reached by phone, nothing of before to a stranger."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from icalendar import Calendar
from werkzeug.test import TestResponse

from app.core import clock as core_clock
from app.core.db import db, transaction
from app.shifts import booking, service
from app.volunteers.service import Contact
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_association
from tests.mail import Mailbox
from tests.shifts.makers import make_event, make_shift
from tests.shifts.pages import BOTH, book, bookings, links, parsed, said, taken, texts

IN_BOTH = pytest.mark.parametrize("language", BOTH)
HERS = {"phone": "", "email": "asa@example.org"}


@pytest.fixture(autouse=True)
def association(app: Flask, clock: Clock) -> None:
    """Let every test have an association and a clock that stands."""
    make_association()


def receipt_of(client: Client, answer: TestResponse) -> TestResponse:
    """Follow a booking to its receipt."""
    assert answer.status_code == 303
    return client.get(answer.location.partition("#")[0])


@IN_BOTH
def test_someone_reached_by_phone_sees_where_and_whom_to_call(client: Client, language: str) -> None:
    shift = make_shift()
    page = receipt_of(client, book(client, shift, language=language))
    for words in ("Lördagsbordet", "Vid fontänen", "Ada Provström", "070-174 06 05"):
        assert words in page.text
    assert "tel:+46701740605" in links(page)
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.text
    assert "Åsa" not in page.text


def test_she_gets_a_calendar_file(client: Client) -> None:
    shift = make_shift()
    where = book(client, shift).location.partition("#")[0]
    file = client.get(f"{where}/pass.ics")
    assert file.mimetype == "text/calendar"
    entry = Calendar.from_ical(file.text).walk("VEVENT")[0]
    assert entry["summary"] == "Lördagsbordet"
    assert str(entry["uid"]).startswith(bookings()[0].uid.hex())


@IN_BOTH
def test_she_gives_one_of_three_back(client: Client, language: str) -> None:
    event = make_event()
    shifts = [make_shift(event, starts_at=core_clock.now() + timedelta(days=day)) for day in (1, 2, 3)]
    answer = book(client, *shifts, language=language)
    page = receipt_of(client, answer)
    where = answer.location.partition("#")[0]
    assert len(texts(page, "booking")) == 3
    acts = [node.attrs["action"] or "" for node in parsed(page).named("form")]
    gone = acts[1].partition("#")[0]
    assert client.get(gone).location == where
    for _time in range(2):
        answer = client.post(gone)
        assert answer.status_code == 303
        assert answer.location.partition("#")[0] == where
    assert [taken(shift) for shift in shifts] == [1, 0, 1]
    after = client.get(where)
    assert after.text.count("Vid fontänen") == 2
    assert said("You have cancelled", language) in after.text
    assert len(parsed(after).named("form")) == 2


def test_what_has_begun_can_no_longer_be_given_back_here(client: Client, clock: Clock) -> None:
    shift = make_shift()
    where = book(client, shift).location.partition("#")[0]
    gone = parsed(client.get(where)).named("form")[0].attrs["action"] or ""
    clock.move(days=1, minutes=1)
    assert "<form" not in client.get(where).text
    refused = client.post(gone.partition("#")[0])
    assert refused.status_code == 422
    assert "Lördagsbordet" in " ".join(texts(refused, "callout"))
    assert taken(shift) == 1
    clock.move(hours=3)
    over = client.get(where).text
    assert "Vid fontänen" not in over
    assert "Ada Provström" not in over


def test_a_shift_that_is_called_off_says_so_on_the_receipt(client: Client) -> None:
    shift = make_shift()
    where = book(client, shift).location.partition("#")[0]
    with transaction():
        service.cancel_shift(db.session.merge(shift), actor=None)
    page = client.get(where)
    assert said("Called off") in page.text
    assert "<form" not in page.text
    assert "Vid fontänen" not in page.text


@IN_BOTH
def test_a_stranger_learns_nothing_about_an_address(client: Client, mailbox: Mailbox, language: str) -> None:
    event = make_event()
    shift, touched = make_shift(event), make_shift(event, starts_at=core_clock.now() + timedelta(hours=25))
    with transaction():
        booking.book([shift.slots[0]], Contact(name="Åsa Öberg", email=HERS["email"]))
    pages = {}
    for who in ("asa@example.org", "ingen@example.org"):
        pages[who] = [
            _shape(receipt_of(client, book(client, *chosen, language=language, email=who, phone="")))
            for chosen in ([shift], [touched], [shift], [shift])
        ]
    assert pages["asa@example.org"] == pages["ingen@example.org"]
    for text in pages["asa@example.org"]:
        for secret in ("Vid fontänen", "Ada Provström", "/avboka", "asa@example.org", "Åsa Öberg"):
            assert secret not in text
    assert {letter.to for letter in mailbox.deliver()} == {"asa@example.org", "ingen@example.org"}


def _shape(answer: TestResponse) -> str:
    return re.sub(r"bokat/[\w-]{48}", "bokat/RECEIPT", f"{answer.status_code} {answer.text}")


def test_the_receipt_of_an_address_gives_no_power_over_its_bookings(client: Client) -> None:
    shift = make_shift()
    where = book(client, shift, **HERS).location.partition("#")[0]
    before = snapshot()
    assert client.get(f"{where}/pass.ics").status_code == 404
    assert client.post(f"{where}/avboka/{bookings()[0].uid.hex()}").status_code == 404
    assert snapshot() == before


def test_a_receipt_gives_no_power_over_another_ones_bookings(client: Client) -> None:
    shift = make_shift()
    mine = book(client, shift).location.partition("#")[0]
    book(client, shift, name="Bo Ek", phone="0701740611")
    theirs = bookings()[1]
    assert client.post(f"{mine}/avboka/{theirs.uid.hex()}").status_code == 404
    assert taken(shift) == 2


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("name", ["x", "00", "0" * 32, "é", "0" * 500])
def test_a_receipt_that_is_none_is_not_there(client: Client, name: str) -> None:
    for path in (f"/pass/bokat/{name}", f"/pass/bokat/{name}/pass.ics"):
        assert client.get(path).status_code == 404
    assert client.post(f"/pass/bokat/{name}/avboka/{name}").status_code == 404


def test_pressing_twice_is_booking_once(client: Client, clock: Clock) -> None:
    shift = make_shift()
    first = book(client, shift)
    assert [book(client, shift).location for _time in range(3)] == [first.location] * 3
    assert taken(shift) == 1
    clock.move(minutes=11)
    later = book(client, shift)
    assert later.status_code == 303
    page = client.get(later.location.partition("#")[0])
    assert said("We have your booking already") in page.text
    for secret in ("Lördagsbordet", "Vid fontänen", "Ada Provström", "Åsa"):
        assert secret not in page.text
    assert taken(shift) == 1


def test_after_giving_it_back_the_same_can_be_booked_again(client: Client, clock: Clock) -> None:
    shift = make_shift()
    where = book(client, shift).location.partition("#")[0]
    gone = parsed(client.get(where)).named("form")[0].attrs["action"] or ""
    client.post(gone.partition("#")[0])
    clock.move(minutes=11)
    again = book(client, shift)
    assert taken(shift) == 1
    assert again.location.partition("#")[0] != where
    assert "Vid fontänen" in receipt_of(client, again).text


def test_a_booking_by_phone_beside_an_earlier_one_shows_only_its_own(client: Client, clock: Clock) -> None:
    event = make_event()
    first, second = make_shift(event), make_shift(event, starts_at=core_clock.now() + timedelta(days=4))
    book(client, first)
    clock.move(minutes=20)
    page = receipt_of(client, book(client, first, second))
    assert len(texts(page, "booking")) == 1
    assert page.text.count("Vid fontänen") == 1
    assert said("Booked before") in page.text
    assert taken(first) == 1


@pytest.mark.settings(demo=True)
def test_the_demonstration_shows_the_mail(client: Client, mailbox: Mailbox) -> None:
    shift = make_shift()
    where = book(client, shift, **HERS).location.partition("#")[0]
    assert f"{where}/mejlet" in links(client.get(where))
    assert said("The e-mail has not been sent yet") in client.get(f"{where}/mejlet").text
    mailbox.deliver()
    assert "Vid fontänen" in client.get(f"{where}/mejlet").text


def test_outside_the_demonstration_no_mail_is_shown(client: Client, mailbox: Mailbox) -> None:
    where = book(client, make_shift(), **HERS).location.partition("#")[0]
    mailbox.deliver()
    answer = client.get(f"{where}/mejlet")
    assert answer.status_code == 303
    assert answer.location.endswith(where)


@pytest.mark.database("sqlite")
def test_a_wrong_address_is_undone_here_and_later_by_an_organizer(client: Client, clock: Clock) -> None:
    again = said("Did you mistype the address? Try again with the right one.")
    tell, undo = said("Did you mistype the address? Tell us, and we put it right."), said("Undo the booking")
    where = book(client, make_shift(), **HERS).location.partition("#")[0]
    page = client.get(where).text
    assert (undo in page, tell in page, again in page) == (True, False, False)
    clock.move(minutes=11)
    page = client.get(where).text
    assert (undo in page, tell in page, again in page) == (False, True, False)
