"""The doors of shifts, and of tasks at the desk, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

from app.core import clock
from app.core.db import db, transaction
from app.shifts import choices, planning, queries
from app.shifts.models import Booking, BookingReceipt, Shift, Slot
from app.shifts.service import Room
from app.tasks.models import TaskState
from app.volunteers import correcting
from app.volunteers.models import Volunteer
from app.volunteers.service import Contact
from tests.shifts.makers import make_event, make_shift, make_task
from tests.volunteers import doors as helping
from tests.volunteers.people import book, take

Typed = dict[str, Any] | Callable[[str], dict[str, Any]]
Row = tuple[str, Literal["GET", "POST"], Callable[[], str], int, Typed]

EVENT = {"title": "Lördagsbordet", "kind": "stand", "visibility": "public", "place": "Rågsveds torg"}
TIME = {"starts": "11:00", "ends": "13:00"}
ROOM = {"least": "1", "wanted": "3", "most": "4"}
BOOKED = {"name": "Alva Provström", "email": "alva@example.org", "consent_keep": "y"}
TASK = {"title": "Måla banderoller", "wanted": "3"}


def numbered(address: str) -> int:
    """Give the number in an address of the desk."""
    return next(int(part) for part in address.split("/") if part.isdigit())


def shift_page(rest: str = "") -> str:
    """Make a shift and give its address."""
    return f"/pass/{make_shift().slug}{rest}"


def booked_there(address: str) -> dict[str, Any]:
    """Type what books the first place of the shift that an address names."""
    slug = address.rpartition("/")[2]
    shift = db.session.scalars(db.select(Shift).where(Shift.slug == slug)).one()
    return BOOKED | {"slot": [choices.value_of(shift.slots[0])]}


def choosing() -> str:
    """Make a shift, and give the address that books any."""
    make_shift()
    return "/pass/boka"


def in_a_month() -> dict[str, Any]:
    """Type a day in a month."""
    return {"day": (clock.today() + timedelta(days=30)).isoformat()}


def newest() -> Slot:
    """Give the slot that was made last."""
    found: Slot = db.session.scalars(db.select(Slot).order_by(Slot.id.desc()).limit(1)).one()
    return found


def booked_at_all(_address: str) -> dict[str, Any]:
    """Type what books the shift that was made last."""
    return BOOKED | {"slot": [choices.value_of(newest())]}


def booking_of(contact: Contact) -> Booking:
    """Book a shift of its own for somebody."""
    [row] = book(contact, make_shift(starts_at=clock.now() + timedelta(days=3)))
    return row


def receipt_of(row: Booking) -> str:
    """Give the name of a booking's receipt in addresses."""
    return queries.token_of_receipt(db.session.get_one(BookingReceipt, row.receipt_id))


def receipt(rest: str = "") -> str:
    """Book for somebody with an e-mail and give the address of the receipt."""
    return f"/pass/bokat/{receipt_of(booking_of(helping.somebody()))}{rest}"


def receipt_by_phone(rest: str = "") -> str:
    """Book for somebody who is reached by phone only, and give the address of the receipt."""
    contact = Contact(name="Siv Testberg", phone="+46701740698")
    row = booking_of(contact)
    return f"/pass/bokat/{receipt_of(row)}{rest.format(name=row.uid.hex())}"


def event(rest: str = "") -> Callable[[], str]:
    """Give the way to an event at the desk."""

    def way() -> str:
        made = make_event()
        make_shift(made)
        return f"/organisera/pass/{made.id}{rest}"

    return way


def shift(rest: str = "") -> Callable[[], str]:
    """Give the way to a shift at the desk."""
    return lambda: f"/organisera/pass/tid/{make_shift().id}{rest}"


def role() -> str:
    """Make a shift and give the address of its role at the desk."""
    return f"/organisera/pass/roll/{make_shift().slots[0].id}"


def event_without_shifts() -> str:
    """Make an event without a shift, and give the address that removes it."""
    return f"/organisera/pass/{make_event().id}/ta-bort"


def second_role() -> str:
    """Make a shift with two roles, and give the address that closes the second."""
    made = make_shift()
    room = Room(role="Bära", least=1, wanted=1, most=1)
    with transaction():
        slot = planning.add_slot(db.session.get_one(Shift, made.id), room, actor=None)
    return f"/organisera/pass/roll/{slot.id}/stang"


def volunteer(rest: str = "") -> Callable[[], str]:
    """Give the way to somebody who helps, at the desk."""
    return lambda: f"/organisera/hjalpare/{booking_of(helping.somebody()).volunteer_id}{rest}"


def details(address: str) -> dict[str, Any]:
    """Type the details of the person whom an address names."""
    found = db.session.get(Volunteer, numbered(address))
    return {"name": "Alva Provström", "version": str(correcting.version_of(found) if found else 0)}


def booking(rest: str) -> Callable[[], str]:
    """Give the way to a booking at the desk."""
    return lambda: f"/organisera/pass/bokning/{booking_of(helping.somebody()).id}{rest}"


def version(address: str) -> str:
    """Give the version of the shift that an address names; the first one where there is none."""
    found = db.session.get(Shift, numbered(address))
    return str(found.sequence if found else 0)


def person(address: str) -> dict[str, Any]:
    """Type somebody who is written in on the shift that an address names."""
    found = db.session.get(Shift, numbered(address))
    return {"name": "Alva Provström", "slot": found.slots[0].id if found else 1}


def moving() -> str:
    """Book a shift and make another one; give the address that moves the booking."""
    address = booking("/flytta")()
    make_shift(starts_at=clock.now() + timedelta(days=5))
    return address


def elsewhere(_address: str) -> dict[str, Any]:
    """Type the place of the shift that was made last."""
    return {"slot": newest().id}


def task(rest: str = "", state: TaskState = TaskState.OPEN) -> Callable[[], str]:
    """Give the way to a task at the desk."""
    return lambda: f"/organisera/hjalp-till/{_task(state)}{rest}"


def _task(state: TaskState) -> int:
    return make_task(state=state, slug=f"bordet-{next(helping.numbers)}").id


def claim(rest: str) -> Callable[[], str]:
    """Give the way to what somebody has taken, at the desk."""
    return lambda: f"/organisera/hjalp-till/tagen/{take(helping.somebody(), helping.task()).id}{rest}"


PUBLIC: tuple[Row, ...] = (
    ("shifts.index", "GET", lambda: "/pass/", 200, {}),
    ("shifts.show", "GET", shift_page, 200, {}),
    ("shifts.book", "POST", shift_page, 303, booked_there),
    ("shifts.choose", "GET", lambda: "/pass/boka", 200, {}),
    ("shifts.book_several", "POST", choosing, 303, booked_at_all),
    ("bookings.booked_before", "GET", lambda: "/pass/bokat", 200, {}),
    ("bookings.undone", "GET", lambda: "/pass/bokat/angrat", 200, {}),
)

SIGNED_LINKS: tuple[Row, ...] = (
    ("bookings.booked", "GET", receipt, 200, {}),
    ("bookings.booked", "GET", receipt_by_phone, 200, {}),
    ("bookings.receipt_calendar", "GET", lambda: receipt_by_phone("/pass.ics"), 200, {}),
    ("bookings.cancel", "POST", lambda: receipt_by_phone("/avboka/{name}"), 303, {}),
    ("bookings.undo", "POST", lambda: receipt("/angra"), 303, {}),
    ("bookings.demo_mail", "GET", lambda: receipt("/mejlet"), 303, {}),
)

DESK: tuple[Row, ...] = (
    ("events_manage.index", "GET", lambda: "/organisera/pass/", 200, {}),
    ("events_manage.show", "GET", event(), 200, {}),
    ("events_manage.new", "GET", lambda: "/organisera/pass/nytt", 200, {}),
    ("events_manage.new", "POST", lambda: "/organisera/pass/nytt", 303, EVENT),
    ("events_manage.edit", "GET", event("/redigera"), 200, {}),
    ("events_manage.edit", "POST", event("/redigera"), 303, EVENT | {"version": "1"}),
    ("events_manage.call_off", "GET", event("/stall-in"), 200, {}),
    ("events_manage.call_off", "POST", event("/stall-in"), 303, {}),
    ("events_manage.remove", "GET", event_without_shifts, 200, {}),
    ("events_manage.remove", "POST", event_without_shifts, 303, {}),
    ("shifts_manage.new", "GET", event("/nytt-pass"), 200, {}),
    ("shifts_manage.new", "POST", event("/nytt-pass"), 303, lambda _at: TIME | ROOM | in_a_month()),
    ("shifts_manage.change", "GET", shift("/redigera"), 200, {}),
    (
        "shifts_manage.change",
        "POST",
        shift("/redigera"),
        303,
        # Said that it ends on the same day: late in the evening the shift that stands there crosses midnight.
        lambda at: TIME | in_a_month() | {"last_day": in_a_month()["day"], "version": version(at)},
    ),
    ("shifts_manage.copy", "GET", shift("/kopiera"), 200, {}),
    ("shifts_manage.copy", "POST", shift("/kopiera"), 303, lambda _at: in_a_month()),
    ("shifts_manage.call_off", "GET", shift("/stall-in"), 200, {}),
    ("shifts_manage.call_off", "POST", shift("/stall-in"), 303, {}),
    ("shifts_manage.add_role", "GET", shift("/ny-roll"), 200, {}),
    ("shifts_manage.add_role", "POST", shift("/ny-roll"), 303, ROOM | {"role": "Bära"}),
    ("shifts_manage.change_role", "GET", role, 200, {}),
    ("shifts_manage.change_role", "POST", role, 303, ROOM | {"was": "1 4 4 "}),
    ("shifts_manage.close_role", "POST", second_role, 303, {}),
    ("bookings_manage.show", "GET", shift(), 200, {}),
    ("bookings_manage.call_those_on", "GET", shift("/ring"), 200, {}),
    ("bookings_manage.call_those_of", "GET", event("/ring"), 200, {}),
    ("bookings_manage.print_list", "GET", shift("/lista"), 303, {}),
    ("bookings_manage.print_list", "POST", shift("/lista"), 200, {"phones": "yes"}),
    ("bookings_manage.add", "POST", shift("/skriv-in"), 303, person),
    ("bookings_manage.bring_along", "POST", booking("/plus-en"), 303, {"number": "1"}),
    ("bookings_manage.move", "GET", booking("/flytta"), 200, {}),
    ("bookings_manage.move", "POST", moving, 303, elsewhere),
    ("bookings_manage.remove", "GET", booking("/ta-bort"), 200, {}),
    ("bookings_manage.remove", "POST", booking("/ta-bort"), 303, {}),
    ("volunteers_manage.show", "GET", volunteer(), 200, {}),
    ("volunteers_manage.correct", "GET", volunteer("/ratta"), 200, {}),
    ("volunteers_manage.correct", "POST", volunteer("/ratta"), 303, details),
    ("volunteers_manage.set_member", "POST", volunteer("/medlem"), 303, {"is": "yes"}),
    ("volunteers_manage.download", "POST", volunteer("/hamta"), 200, {}),
    ("volunteers_manage.forget", "GET", volunteer("/radera"), 200, {}),
    ("volunteers_manage.forget", "POST", volunteer("/radera"), 303, {}),
    ("tasks_manage.index", "GET", lambda: "/organisera/hjalp-till/", 200, {}),
    ("tasks_manage.show", "GET", task(), 200, {}),
    ("tasks_manage.new", "GET", lambda: "/organisera/hjalp-till/ny", 200, {}),
    ("tasks_manage.new", "POST", lambda: "/organisera/hjalp-till/ny", 303, TASK),
    ("tasks_manage.copy", "GET", task("/kopiera"), 200, {}),
    ("tasks_manage.copy", "POST", task("/kopiera"), 303, TASK),
    ("tasks_manage.edit", "GET", task("/redigera"), 200, {}),
    ("tasks_manage.edit", "POST", task("/redigera"), 303, TASK | {"version": "1"}),
    ("tasks_manage.move", "POST", task("/steg", TaskState.DRAFT), 303, {"to": "open"}),
    ("tasks_manage.add", "POST", task("/skriv-in"), 303, {"name": "Alva Provström", "units": "1"}),
    ("tasks_manage.call_off", "GET", task("/stall-in"), 200, {}),
    ("tasks_manage.call_off", "POST", task("/stall-in"), 303, {}),
    ("tasks_manage.give_back", "GET", claim("/lamna"), 200, {}),
    ("tasks_manage.give_back", "POST", claim("/lamna"), 303, {}),
    ("tasks_manage.finish", "POST", claim("/klar"), 303, {}),
)
