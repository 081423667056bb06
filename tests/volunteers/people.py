"""People who help, to test with, and what the tests look at on their pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from app.core.db import db, transaction
from app.shifts import booking
from app.shifts.models import Booking, Shift
from app.tasks import service as tasks
from app.tasks.models import Claim, Task
from app.volunteers import service
from app.volunteers.models import Purpose, Volunteer
from app.volunteers.service import Contact

ASA = Contact(name="Åsa Öberg", email="asa@example.org", phone="+46701740699")
BO = Contact(name="Bo Försökare", email="bo@example.org")
SIV = Contact(name="Siv Testberg", phone="+46701740698")


def book(contact: Contact, *shifts: Shift) -> list[Booking]:
    """Book the first slot of shifts; give the bookings in the order of their slots."""
    with transaction():
        outcome = booking.book([db.session.merge(shift).slots[0] for shift in shifts], contact)
    wanted = db.select(Booking).where(Booking.receipt_id == outcome.receipt.id).order_by(Booking.slot_id)
    return list(db.session.scalars(wanted))


def take(contact: Contact, task: Task, units: int = 1) -> Claim:
    """Take some of a task."""
    with transaction():
        return tasks.take(db.session.merge(task), contact, units=units).claim


def make_member(contact: Contact) -> None:
    """Let an organizer say that somebody is a member."""
    with transaction():
        service.set_member(known(contact), is_member=True, actor=None)


def find(contact: Contact) -> Volunteer:
    """Give somebody's entry as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return known(contact)


def known(contact: Contact) -> Volunteer:
    """Give somebody's entry inside the transaction in hand."""
    found: Volunteer = db.session.scalars(
        db.select(Volunteer).where(Volunteer.identity == contact.identity)
    ).one()
    return found


def token_of(contact: Contact, purpose: Purpose = Purpose.MANAGE) -> str:
    """Give the token of somebody's link as her mails carry it."""
    token = service.find_token(find(contact), purpose)
    assert token is not None
    return token


def page_of(contact: Contact, language: str = "sv") -> str:
    """Give the path of somebody's page."""
    return ("" if language == "sv" else f"/{language}") + f"/mina-pass/{token_of(contact)}"


def feed_of(contact: Contact, language: str = "sv") -> str:
    """Give the path of somebody's calendar."""
    prefix = "" if language == "sv" else f"/{language}"
    return f"{prefix}/kalender/{token_of(contact, Purpose.CALENDAR)}.ics"


def path_of(link: str) -> str:
    """Give the path of an address in a mail."""
    return urlsplit(link).path


def fresh(row: Any) -> Any:
    """Give a row as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(type(row), row.id)


def here(row: Any) -> Any:
    """Give a row inside the transaction in hand."""
    return db.session.get_one(type(row), row.id)


def shape(answer: TestResponse) -> tuple[Any, ...]:
    """Give what a stranger sees of an answer."""
    return answer.status_code, answer.location, sorted(answer.headers), answer.text
