"""What the mails about bookings say: where and in which role, and what a change changed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from icalendar import Calendar

from app.core.db import db, transaction
from app.shifts import booking, emails, leaders, service
from app.shifts.emails import Before
from app.shifts.models import Booking, Shift
from app.shifts.service import EventText, Room
from app.volunteers.service import Contact
from tests.clocks import Clock
from tests.factories import make_association
from tests.mail import Letter, Mailbox
from tests.shifts.makers import EVENT, make_shift
from tests.shifts.pages import BOTH, said

pytestmark = pytest.mark.database("sqlite")

HER = Contact(name="Åsa Öberg", email="asa@example.org")


@pytest.fixture(autouse=True)
def association(app: Flask, clock: Clock) -> None:
    """Let every test have an association and a clock that stands."""
    make_association()


def booked() -> Booking:
    """Book her on a shift with a role."""
    slot = make_shift().slots[0]
    with transaction():
        service.change_room(slot, Room(role="Bära bordet", least=1, wanted=4, most=4), actor=None)
    with transaction():
        booking.book([slot], HER)
    return db.session.query(Booking).one()


def change(row: Booking, **changes: str) -> Before:
    """Change what stands about her shift, without telling anybody; give what stood before."""
    shift = row.slot.shift
    before = Before.of(shift)
    with transaction():
        text = EventText(**EVENT | changes)
        service._write(shift.event, text, None)
        leaders.write(shift.event, text.leader_name, text.leader_phone)
    return before


def told(row: Booking, before: Before | None, mailbox: Mailbox) -> Letter:
    """Mail her that her shift has changed, and read the mail."""
    with transaction(public=False):
        emails.changed(row, before)
    return mailbox.last()


def test_a_confirmation_names_the_place_the_point_and_the_role(mailbox: Mailbox) -> None:
    booked()
    text = mailbox.last().text
    assert "Lördagsbordet (Bära bordet), " in text
    assert "Rågsveds torg, Vid fontänen." in text


def test_the_calendar_in_the_mail_names_the_same_place(mailbox: Mailbox) -> None:
    booked()
    [file] = [part for part in mailbox.last().message.walk() if part.get_content_type() == "text/calendar"]
    entry = Calendar.from_ical(file.get_content()).walk("VEVENT")[0]
    assert str(entry["location"]) == "Rågsveds torg, Vid fontänen"
    assert "Bära bordet" in str(entry["description"])


def test_a_new_place_stands_beside_the_old_one(mailbox: Mailbox) -> None:
    row = booked()
    before = change(row, place="Hagsätra torg", meeting_point="Vid kiosken.")
    text = told(row, before, mailbox).text
    first, now = [line for line in text.splitlines() if line][:2]
    assert "Rågsveds torg, Vid fontänen." in first
    assert "Hagsätra torg, Vid kiosken." in now
    assert "Hagsätra" not in first
    assert "Rågsveds torg" not in now


def test_a_new_time_stands_beside_the_old_one(mailbox: Mailbox) -> None:
    row = booked()
    shift, before = row.slot.shift, Before.of(row.slot.shift)
    with transaction():
        moved = db.session.get_one(Shift, shift.id)
        moved.starts_at += timedelta(days=1, hours=1)
        moved.ends_at += timedelta(days=1, hours=1)
    first, now = [line for line in told(row, before, mailbox).text.splitlines() if line][:2]
    assert "12.00" in first
    assert "13.00" in now
    assert "Rågsveds torg" not in first  # it is the same as before
    assert "Rågsveds torg, Vid fontänen." in now


def test_a_new_leader_stands_beside_the_old_one(mailbox: Mailbox) -> None:
    row = booked()
    before = change(row, leader_name="Bo Exempelsson", leader_phone="+46701740606")
    first, now = [line for line in told(row, before, mailbox).text.splitlines() if line][:2]
    assert "Ada Provström 070-174 06 05" in first
    assert "Bo Exempelsson 070-174 06 06" in now


@pytest.mark.parametrize("is_told", [True, False])
def test_without_anything_to_compare_the_mail_says_what_stands_now(mailbox: Mailbox, is_told: bool) -> None:
    row = booked()
    before = Before.of(row.slot.shift) if is_told else None
    text = told(row, before, mailbox).text
    assert said("This shift has changed. Now it is:") in text
    assert text.count("Rågsveds torg") == 1


def test_what_is_called_off_is_not_compared(mailbox: Mailbox) -> None:
    row = booked()
    before = Before.of(row.slot.shift)
    with transaction():
        service.cancel_shift(row.slot.shift, actor=None)
    text = told(row, before, mailbox).text
    assert said("This shift is cancelled:") in text
    assert "Vid fontänen" not in text


@pytest.mark.parametrize("language", BOTH)
def test_it_is_told_in_her_language(mailbox: Mailbox, language: str) -> None:
    row = booked()
    with transaction():
        row.volunteer.locale = language
    text = told(row, change(row, place="Hagsätra torg"), mailbox).text
    assert said("This shift has changed. Before: %(before)s", language).partition(":")[0] in text
