"""The doors of Mina pass, the calendar and public tasks, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any, Literal

from app.core import clock
from app.shifts import cancel_links
from app.tasks import queries
from app.tasks.models import Task
from app.volunteers.models import Purpose
from app.volunteers.service import Contact
from tests.shifts.makers import make_event, make_shift, make_task
from tests.volunteers.people import book, make_member, page_of, take, token_of

Row = tuple[str, Literal["GET", "POST"], Callable[[], str], int, dict[str, Any]]

numbers = count(1)

TAKING = {"units": "1", "name": "Alva Provström", "email": "alva@example.org", "consent_keep": "y"}


def somebody() -> Contact:
    """Invent somebody with an e-mail."""
    number = next(numbers)
    return Contact(name=f"Hjälpare {number}", email=f"hjalper{number}@example.org")


def task() -> Task:
    """Make a task."""
    return make_task(slug=f"uppgift-{next(numbers)}", deadline=clock.today() + timedelta(days=7))


def task_page(rest: str = "") -> Callable[[], str]:
    """Give the way to a task."""
    return lambda: f"/hjalp-till/{task().slug}{rest}"


def own_page(rest: str = "") -> Callable[[], str]:
    """Give the way to the page of somebody who has booked."""

    def way() -> str:
        who = somebody()
        book(who, make_shift())
        return page_of(who) + rest

    return way


def own_booking() -> str:
    """Book a shift, and give the address that cancels it from Mina pass."""
    who = somebody()
    [row] = book(who, make_shift())
    return f"{page_of(who)}/avboka/{row.uid.hex()}"


def shift_for_members() -> str:
    """Give the address that books a shift for members."""
    shift = make_shift(make_event(visibility="members"), starts_at=clock.now() + timedelta(days=9))
    who = somebody()
    book(who, make_shift())
    make_member(who)
    return f"{page_of(who)}/boka/{shift.slots[0].id}"


def own_task(act: str) -> Callable[[], str]:
    """Give the way to an act on what somebody has taken."""

    def way() -> str:
        who = somebody()
        claim = take(who, task())
        return f"{page_of(who)}/hjalp/{claim.uid.hex()}/{act}"

    return way


def phone_page(rest: str = "") -> Callable[[], str]:
    """Give the way to the page of somebody who took a task by phone only."""

    def way() -> str:
        number = next(numbers)
        who = Contact(name=f"Hjälpare {number}", phone=f"+4670174{number:04d}")
        return f"/hjalp-till/min/{queries.token_of_claim(take(who, task()))}{rest}"

    return way


def calendar() -> str:
    """Give the address of somebody's calendar."""
    who = somebody()
    book(who, make_shift())
    return f"/kalender/{token_of(who, Purpose.CALENDAR)}.ics"


def one_click() -> str:
    """Give the address in a mail that cancels one booking."""
    [row] = book(somebody(), make_shift())
    return f"/mina-pass/avboka/{cancel_links.token_of(row)}"


def at(address: str) -> Callable[[], str]:
    """Give the way to an address that needs nothing."""
    return lambda: address


PUBLIC: tuple[Row, ...] = (
    ("volunteers.ask", "GET", at("/mina-pass/"), 200, {}),
    ("volunteers.send", "POST", at("/mina-pass/"), 303, {"email": "alva@example.org"}),
    ("volunteers.sent", "GET", at("/mina-pass/skickad"), 200, {}),
    ("volunteers.demo_mail", "GET", at("/mina-pass/skickad/00"), 303, {}),
    ("volunteers.erased", "GET", at("/mina-pass/raderad"), 200, {}),
    ("tasks.index", "GET", at("/hjalp-till/"), 200, {}),
    ("tasks.show", "GET", task_page(), 200, {}),
    ("tasks.take", "POST", task_page(), 303, TAKING),
    ("tasks.thanks", "GET", task_page("/tack/00"), 200, {}),
    ("tasks.demo_mail", "GET", task_page("/tack/00/mejlet"), 303, {}),
    ("tasks.taken_before", "GET", task_page("/tagen"), 200, {}),
)

SIGNED_LINKS: tuple[Row, ...] = (
    ("volunteers.show", "GET", own_page(), 200, {}),
    ("volunteers.cancel", "POST", own_booking, 303, {}),
    ("volunteers.book", "POST", shift_for_members, 303, {}),
    ("volunteers.hand_back", "POST", own_task("lamna"), 303, {}),
    ("volunteers.finish", "POST", own_task("klar"), 303, {"note": "Klart"}),
    ("volunteers.correct", "POST", own_page("/om-mig"), 303, {"name": "Alva Provström"}),
    ("volunteers.download", "POST", own_page("/hamta"), 200, {}),
    ("volunteers.erase", "POST", own_page("/radera"), 303, {"sure": "y"}),
    ("volunteers.change_calendar", "POST", own_page("/kalender"), 303, {}),
    ("volunteers.calendar_feed", "GET", calendar, 200, {}),
    ("volunteers.cancel_one", "GET", one_click, 200, {}),
    ("volunteers.cancel_one", "POST", one_click, 303, {}),
    ("tasks.claim", "GET", phone_page(), 200, {}),
    ("tasks.hand_back", "POST", phone_page("/lamna"), 303, {}),
    ("tasks.finish", "POST", phone_page("/klar"), 303, {"note": "Klart"}),
)
