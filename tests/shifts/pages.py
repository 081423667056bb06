"""What the tests of the public pages look at, and the shifts that they look at it with."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from justhtml import Element
from werkzeug.test import TestResponse

from app.campaigns.models import Campaign
from app.core import clock, i18n
from app.core.db import db, transaction
from app.shifts import booking, choices, service
from app.shifts.models import Booking, Event, Shift
from app.shifts.service import EventText, Room
from app.volunteers.service import Contact
from tests.clients import Client
from tests.pages.parsed import Kind, Page, text_of, walk
from tests.shifts.makers import EVENT, make_shift

TYPED = {"name": "Åsa Öberg", "phone": "070-174 06 99", "email": "", "consent_keep": "y"}
BOTH = ("sv", "en")


def address(path: str, language: str = "sv") -> str:
    """Give a path in a language."""
    return ("" if language == "sv" else f"/{language}") + path


def said(sentence: str, language: str = "sv", **values: object) -> str:
    """Give a sentence as a page in a language says it."""
    with i18n.in_language(language):
        return str(i18n.gettext(sentence, **values))


def make_public_event(campaign: Campaign | None = None, **changes: Any) -> Event:
    """Make an event of a campaign."""
    with transaction():
        return service.create_event(EventText(**EVENT | changes), campaign=campaign, actor=None)


def make_roles(*rooms: Room, event: Event | None = None, starts_at: datetime | None = None) -> Shift:
    """Make a shift with several roles, in two days unless told otherwise."""
    event = event or make_public_event()
    starts_at = starts_at or clock.now() + timedelta(days=2)
    with transaction():
        return service.add_shift(event, starts_at, starts_at + timedelta(hours=1), rooms, actor=None)


def fill(shift: Shift, people: int) -> None:
    """Book so many places of a shift's first slot, each for somebody else."""
    for number in range(people):
        with transaction():
            contact = Contact(name=f"Fylld Plats {number}", phone=f"+4670174{number:04d}")
            booking.book([db.session.merge(shift).slots[0]], contact)


def value(shift: Shift, slot: int = 0) -> str:
    """Give the value that ticks a slot."""
    return choices.value_of(shift.slots[slot])


def book(client: Client, *shifts: Shift, path: str = "", language: str = "sv", **typed: Any) -> TestResponse:
    """Send the form of the first shift's page filled in well but for what is said otherwise."""
    data: dict[str, Any] = {"slot": [value(shift) for shift in shifts], **TYPED, **typed}
    data = {name: given for name, given in data.items() if given is not None}
    return client.post(address(path or f"/pass/{shifts[0].slug}", language), data=data)


def bookings() -> list[Booking]:
    """List every booking, oldest first, as the database has them now."""
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(db.select(Booking).order_by(Booking.id)))


def taken(shift: Shift) -> int:
    """Count the places that the database says are taken."""
    db.session.rollback()
    db.session.expire_all()
    return sum(slot.taken for slot in db.session.get_one(Shift, shift.id).slots)


def parsed(answer: TestResponse) -> Page:
    """Read a page."""
    path = answer.request.script_root + answer.request.path
    return Page(answer.text, path=path, kind=Kind.PUBLIC, host="")


def texts(answer: TestResponse, css_class: str) -> list[str]:
    """Give what the elements of a class say, in the order of the page."""
    return [
        text_of(node)
        for node in parsed(answer).elements
        if css_class in (node.attrs.get("class") or "").split()
    ]


def ticked(answer: TestResponse) -> list[str]:
    """Give the values of the slots that stand ticked, or hidden, in a page's form."""
    slots = [node for node in parsed(answer).named("input") if node.attrs.get("name") == "slot"]
    return [
        str(node.attrs["value"])
        for node in slots
        if "checked" in node.attrs or node.attrs.get("type") == "hidden"
    ]


def offered(answer: TestResponse) -> list[str]:
    """Give the values of the slots that a page offers."""
    return [
        str(node.attrs["value"])
        for node in parsed(answer).named("input")
        if node.attrs.get("name") == "slot" and "disabled" not in node.attrs
    ]


def links(answer: TestResponse) -> list[str]:
    """Give where the links of the main part lead."""
    main = parsed(answer).named("main")[0]
    return [
        node.attrs["href"] or ""
        for node in walk(main)
        if isinstance(node, Element) and node.name == "a" and "href" in node.attrs
    ]


def summary(answer: TestResponse) -> str:
    """Give what the list of mistakes says, or the empty text."""
    return " ".join(texts(answer, "error-summary") or texts(answer, "error"))


__all__ = ["EVENT", "TYPED", "make_shift"]
