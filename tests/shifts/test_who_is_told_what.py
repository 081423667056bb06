"""What somebody without an e-mail is told, who comes along, and what a refusal gives away."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core import crypto
from app.core.access import Role
from app.core.db import db, transaction
from app.shifts import booking, leaders, queries, service, writing_in
from app.shifts.models import Booking, BookingReceipt, Event, Shift
from app.shifts.refusals import WrongStep
from app.shifts.service import EventText
from app.volunteers import forgetting
from app.volunteers.models import SCOPE, HelpConsent, Volunteer
from app.volunteers.service import KEPT_FOR, Contact
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_association
from tests.mail import Mailbox
from tests.shifts.makers import EVENT, make_event, make_shift
from tests.shifts.pages import book, bookings, said, taken
from tests.volunteers.people import ASA, BO, SIV, find, fresh, here
from tests.volunteers.people import book as booked

pytestmark = pytest.mark.database("sqlite")

LEADER = Contact(name="Ada Provström", email="ada@example.org")


@pytest.fixture(autouse=True)
def association(app: Flask, clock: Clock) -> None:
    """Name the association and let time stand still."""
    make_association()


def page_of(row: Booking) -> str:
    receipt = db.session.get_one(BookingReceipt, row.receipt_id)
    return f"/pass/bokat/{queries.token_of_receipt(receipt)}"


def test_who_is_moved_finds_her_new_place_on_the_page_she_has(client: Client) -> None:
    first = make_shift()
    second = make_shift(make_event(title="Flygblad"), starts_at=core_clock.now() + timedelta(days=3))
    [row] = booked(SIV, first)
    where = page_of(row)
    actor = make_account(Role.ORGANIZER)
    with transaction():
        writing_in.move(here(row), here(second.slots[0]), makes_room=False, actor=actor)
    page = client.get(where).text
    assert "Flygblad" in page
    assert said("Taken off by an organizer") in page
    assert said("You have cancelled") not in page
    assert "Flygblad" in client.get(f"{where}/pass.ics").text
    new = bookings()[1]
    assert client.post(f"{where}/avboka/{new.uid.hex()}").status_code == 303
    assert (taken(first), taken(second)) == (0, 0)


def test_a_receipt_cannot_be_opened_by_its_row_alone(client: Client) -> None:
    [row] = booked(SIV, make_shift())
    uid = db.session.get_one(BookingReceipt, row.receipt_id).uid
    forged = crypto.marked(SCOPE, "another purpose", uid)
    for token in (uid.hex(), forged):
        assert client.get(f"/pass/bokat/{token}").status_code == 404


def test_who_comes_along_leaves_with_her(app: Flask) -> None:
    shift = make_shift(most=4)
    [row] = booked(ASA, shift)
    actor = make_account(Role.ORGANIZER)
    for number in (1, 2):
        with transaction():
            writing_in.bring_along(here(row), number=number, makes_room=False, actor=actor)
    booked(BO, shift)
    assert taken(shift) == 4
    with transaction():
        booking.cancel(here(row))
    assert taken(shift) == 1


def test_who_is_taken_off_takes_those_along_whom_she_brings(app: Flask) -> None:
    shift = make_shift(most=4)
    [row] = booked(ASA, shift)
    booked(BO, shift)
    actor = make_account(Role.ORGANIZER)
    with transaction():
        first = writing_in.bring_along(here(row), number=1, makes_room=False, actor=actor)
    with transaction():  # hers too, whoever's button was pressed
        writing_in.bring_along(here(first), number=2, makes_room=False, actor=actor)
    with transaction():
        writing_in.take_off(here(row), actor=actor)
    assert taken(shift) == 1


def test_who_comes_along_is_forgotten_with_her(app: Flask) -> None:
    shift = make_shift()
    [row] = booked(ASA, shift)
    actor = make_account(Role.ORGANIZER)
    with transaction():
        writing_in.bring_along(here(row), number=1, makes_room=False, actor=actor)
    with transaction():
        forgetting.erase(here(find(ASA)))
    assert taken(shift) == 0
    for each in bookings():
        assert booking.typed(each)["name"] == ""
    for person in db.session.scalars(db.select(Volunteer)):
        assert person.forgotten_at is not None
        assert crypto.unseal(SCOPE, person.uid, person.sealed)["name"] == ""


@pytest.mark.parametrize("email", ["asa@example.org", "bo@example.org", "ny@example.org"])
def test_full_is_full_whoever_asks(client: Client, mailbox: Mailbox, clock: Clock, email: str) -> None:
    """Åsa has the last place, Bo has another shift at that time, and a stranger has nothing."""
    full = make_shift(most=1)
    booked(ASA, full)
    booked(BO, make_shift(make_event(title="Annat"), starts_at=full.starts_at))
    clock.move(minutes=11)
    before = len(mailbox.deliver())
    answer = book(client, full, name="Någon", email=email, phone="")
    assert answer.status_code == 409
    assert email in answer.text  # nothing typed is lost
    assert len(mailbox.deliver()) == before


@pytest.mark.settings(rate_limits=True)
def test_nobody_fills_anothers_mailbox(client: Client) -> None:
    shift = make_shift(most=40)
    seen = [
        book(client, shift, name=f"Namn {number}", email="asa@example.org", phone="").status_code
        for number in range(22)
    ]
    assert seen == [303] * 20 + [429] * 2
    assert book(client, shift, name="Bo", email="bo@example.org", phone="").status_code == 303


@pytest.mark.settings(rate_limits=True)
def test_nobody_takes_the_whole_plan_in_a_minute(client: Client) -> None:
    event = make_event()
    shifts = [make_shift(event, starts_at=core_clock.now() + timedelta(days=day)) for day in range(1, 21)]
    seen = [
        book(client, *shifts, name=f"Namn {number}", email=f"n{number}@example.org", phone="").status_code
        for number in range(7)
    ]
    assert seen == [303] * 4 + [409] * 2 + [429]


def test_what_was_agreed_to_is_written_down_once_in_each_language(client: Client) -> None:
    shift = make_shift()
    book(client, shift)
    book(client, shift, name="Bo Ek", phone="0701740611")
    book(client, shift, name="Cia Ek", phone="0701740612", language="en")
    rows = db.session.scalars(db.select(HelpConsent).order_by(HelpConsent.id)).all()
    assert [row.locale for row in rows] == ["sv", "en"]
    for row in rows:
        page = client.get(f"/pass/{shift.slug}" if row.locale == "sv" else f"/en/pass/{shift.slug}")
        sentence, _dot, detail = row.words.partition(". ")
        assert sentence in page.text
        assert detail in page.text
    receipts = db.session.scalars(db.select(BookingReceipt).order_by(BookingReceipt.id)).all()
    assert [receipt.consent_id for receipt in receipts] == [rows[0].id, rows[0].id, rows[1].id]


def test_what_was_given_back_can_be_booked_again_at_once(client: Client, mailbox: Mailbox) -> None:
    shift = make_shift()
    for email in ("", "asa@example.org"):
        book(client, shift, email=email)
        with transaction():
            booking.cancel(bookings()[-1])
        assert taken(shift) == 0
        assert book(client, shift, email=email).status_code == 303
        assert taken(shift) == 1
        with transaction():
            booking.cancel(bookings()[-1])
    assert [letter.subject for letter in mailbox.deliver()].count(said("Your booking")) == 2


def test_a_wrong_address_is_undone_in_one_mail(client: Client, mailbox: Mailbox) -> None:
    event = make_event()
    shifts = [make_shift(event, starts_at=core_clock.now() + timedelta(days=day)) for day in (1, 2, 3)]
    where = book(client, *shifts, email="fel@example.org", phone="").location.partition("#")[0]
    assert client.post(f"{where}/angra").status_code == 303
    assert [taken(shift) for shift in shifts] == [0, 0, 0]
    first, second = mailbox.deliver()
    assert second.subject == said("Cancelled")
    assert second.text.count("Lördagsbordet") == 3
    assert first.to == second.to == "fel@example.org"


def test_the_same_form_later_looks_the_same_whatever_was_booked(client: Client, clock: Clock) -> None:
    shift = make_shift(most=9)
    book(client, shift, email="asa@example.org", phone="")
    clock.move(minutes=11)
    pages = []
    for email in ("asa@example.org", "ny@example.org"):
        answer = book(client, shift, email=email, phone="")
        pages.append(client.get(answer.location.partition("#")[0]).text)
    assert [said("Undo the booking") in page for page in pages] == [True, True]
    assert taken(shift) == 2


def test_who_comes_along_is_moved_with_her(app: Flask) -> None:
    first = make_shift()
    second = make_shift(make_event(title="Flygblad"), starts_at=core_clock.now() + timedelta(days=3), most=1)
    [row] = booked(ASA, first)
    actor = make_account(Role.ORGANIZER)
    with transaction():
        writing_in.bring_along(here(row), number=1, makes_room=False, actor=actor)
    with pytest.raises(writing_in.NoRoomLeft), transaction():
        writing_in.move(here(row), here(second.slots[0]), makes_room=False, actor=actor)
    assert (taken(first), taken(second)) == (2, 0)
    with transaction():
        writing_in.move(here(row), here(second.slots[0]), makes_room=True, actor=actor)
    assert (taken(first), taken(second)) == (0, 2)


def test_nobody_comes_along_with_who_is_gone(app: Flask) -> None:
    shift = make_shift()
    [row] = booked(ASA, shift)
    with transaction():
        booking.cancel(here(row))
    actor = make_account(Role.ORGANIZER)
    with pytest.raises(WrongStep), transaction():
        writing_in.bring_along(here(row), number=1, makes_room=False, actor=actor)
    assert taken(shift) == 0


def test_kept_for_a_year_after_the_last_shift(app: Flask) -> None:
    later = make_shift(starts_at=core_clock.now() + timedelta(days=100))
    booked(ASA, make_shift(), later)
    assert find(ASA).keep_until == core_clock.local(fresh(later).ends_at).date() + KEPT_FOR


def test_what_is_no_longer_public_cannot_be_guessed(client: Client) -> None:
    event = make_event()
    shift, over = make_shift(event), make_shift(event, starts_at=core_clock.now() - timedelta(days=7))
    old, old_over = shift.slug, over.slug
    text = EventText(**EVENT | {"visibility": "link"})
    with transaction():
        service.edit_event(here(event), text, campaign=None, version=1, actor=None)
    assert client.get(f"/pass/{old}").status_code == 404
    assert client.get(f"/pass/{old_over}").status_code == 404
    new = fresh(shift).slug
    assert new.startswith(old)
    assert client.get(f"/pass/{new}").status_code == 200


def test_a_long_title_leaves_room_for_the_day(app: Flask) -> None:
    event = make_event(title="Vi delar ut flygblad i alla trappuppgångar från torget till skogsbrynet")
    first = make_shift(event)
    second = make_shift(event, starts_at=first.starts_at + timedelta(days=1))
    for shift in (first, second):
        assert f"{core_clock.local(shift.starts_at):%Y-%m-%d-%H%M}" in shift.slug


def test_who_led_is_forgotten_a_year_after_the_last_shift(app: Flask, clock: Clock) -> None:
    event = make_event()
    shift = make_shift(event)
    quiet, led_anew = make_event(title="Utan pass"), make_event(title="Ny ledare")
    clock.set(shift.ends_at + KEPT_FOR - timedelta(hours=1))
    forgetting.forget_due()
    assert service.leader(fresh(event))["name"] == "Ada Provström"
    clock.move(days=3)
    with transaction():
        leaders.write(here(led_anew), "Ny Ledare", "")
    forgetting.forget_due()
    for each in (event, quiet):
        row: Event = fresh(each)
        assert service.leader(row) == {"name": "", "phone": ""}
        assert row.leader_forgotten_at is not None
    assert service.leader(fresh(led_anew))["name"] == "Ny Ledare"
    assert leaders.forget_old() == 0
    assert db.session.scalars(db.select(Shift)).one().slots
