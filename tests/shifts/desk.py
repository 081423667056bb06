"""What the tests of the desk's pages type, and where they look."""

from __future__ import annotations

from typing import Any

from justhtml import Element
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core.db import db
from app.record.models import Act
from app.shifts.models import Booking, Event, Shift
from app.volunteers.service import Contact
from tests.clients import Client
from tests.pages.parsed import Kind, Page, text_of
from tests.shifts.pages import said

DESK = "/organisera/pass"
ASA = Contact(name="Åsa Öberg", email="asa@example.org", phone="+46701740699")
SIV = Contact(name="Siv Testberg", phone="+46701740698")
NILS = Contact(name="Nils")

EVENT_TYPED: dict[str, Any] = {
    "title": "Lördagsbordet",
    "kind": "stand",
    "visibility": "public",
    "place": "Rågsveds torg",
    "map_query": "Rågsvedstorget",
    "body": "Vi står med namnlistor.",
    "meeting_point": "Vid fontänen",
    "bring": "Varma kläder",
    "leader_name": "Ada Provström",
    "leader_phone": "070-174 06 05",
}
SHIFT_TYPED: dict[str, Any] = {
    "day": "2026-03-21",
    "starts": "11:00",
    "ends": "13:00",
    "role": "",
    "least": "1",
    "wanted": "3",
    "most": "4",
}


def new_event(organizer: Client, **changes: Any) -> TestResponse:
    """Fill in the form of a new event."""
    return organizer.submit(f"{DESK}/nytt", EVENT_TYPED | changes, button=said("Save"))


def new_shift(organizer: Client, event: Event, **changes: Any) -> TestResponse:
    """Fill in the form of a new shift."""
    return organizer.submit(
        f"{DESK}/{event.id}/nytt-pass", SHIFT_TYPED | changes, button=said("Plan the shift")
    )


def press(organizer: Client, page: str, action: str, **fields: str) -> TestResponse:
    """Press a button of a page that sends these fields to an address, with the page's token."""
    inputs = parsed(organizer.get(page)).named("input")
    token = next(node.attrs["value"] or "" for node in inputs if node.attrs.get("name") == "csrf_token")
    return organizer.post(action, data={**fields, "csrf_token": token})


def parsed(answer: TestResponse) -> Page:
    """Parse an answer."""
    return Page(answer.text, path="/", kind=Kind.DESK, host="")


def problem_at(answer: TestResponse, field: str) -> str:
    """Give the sentence that stands at a field; empty when there is none."""
    return _said_by(parsed(answer), f"{field}-error")


def problem_above(answer: TestResponse) -> str:
    """Give what the list of mistakes above a form says."""
    found = [each for each in parsed(answer).elements if each.attrs.get("class") == "error-summary"]
    return text_of(found[0]) if found else ""


def typed_in(answer: TestResponse) -> dict[str, str]:
    """Give what stands in the fields of a page."""
    page = parsed(answer)
    return {
        node.attrs["name"] or "": node.attrs.get("value") or text_of(node)
        for node in page.named("input", "textarea")
        if node.attrs.get("name") and node.attrs.get("type") not in {"radio", "checkbox"}
    }


def _said_by(page: Page, name: str) -> str:
    found: list[Element] = [node for node in page.elements if node.attrs.get("id") == name]
    return text_of(found[0]) if found else ""


def shifts_of(event: Event) -> list[Shift]:
    """List an event's shifts as the database has them now."""
    db.session.expire_all()
    rows = select(Shift).where(Shift.event_id == event.id).order_by(Shift.starts_at, Shift.id)
    return list(db.session.scalars(rows))


def states_of(shift: Shift) -> list[str]:
    """List the states of all bookings of a shift."""
    db.session.expire_all()
    ids = [slot.id for slot in shift.slots]
    rows = select(Booking.state).where(Booking.slot_id.in_(ids)).order_by(Booking.id)
    return [str(state) for state in db.session.scalars(rows)]


def taken(shift: Shift) -> list[int]:
    """Give how many places of each role are taken."""
    db.session.expire_all()
    return [slot.taken for slot in shift.slots]


def acts(kind: str) -> list[dict[str, Any]]:
    """List the facts of the acts of one kind in the record."""
    return list(db.session.scalars(select(Act.facts).where(Act.kind == kind).order_by(Act.id)))
