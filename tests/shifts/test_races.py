"""Never one place too many: real processes, at once, on each database (promise 8)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.core import clock, i18n
from app.core.config import Settings
from app.core.db import db, transaction
from app.core.mail import OutboxMail
from app.core.templates import time_span
from app.shifts import booking
from app.shifts.models import Booking, BookingStep, Shift, Slot
from app.shifts.states import HOLDS_PLACE, LIVE, BookingState
from app.tasks.models import Claim, Task
from app.volunteers.models import Volunteer
from app.volunteers.service import Contact
from tests.core.crowd import crowd
from tests.factories import make_account, make_association
from tests.mail import Mailbox
from tests.shifts.makers import make_event, make_shift, make_task

PEOPLE, PLACES = 50, 10


def where(settings: Settings) -> tuple[str, str]:
    """Say which installation the processes work on."""
    return str(settings.instance), settings.database_url


def holding(slot_id: int) -> int:
    """Count the bookings that hold a place of a slot."""
    db.session.rollback()
    held = select(func.count()).where(Booking.slot_id == slot_id, Booking.state.in_(HOLDS_PLACE))
    return db.session.scalar(held) or 0


def taken(slot_id: int) -> int:
    """Read how many places of a slot are said to be taken."""
    return db.session.scalars(select(Slot.taken).where(Slot.id == slot_id)).one()


def fifty_on_ten(settings: Settings) -> None:
    """Let fifty book ten places at once; exactly ten get one."""
    slot = make_shift(most=PLACES).slots[0].id
    found = Counter(crowd("book", PEOPLE, *where(settings), str(slot)))
    assert found == {"booked": PLACES, "ShiftFull": PEOPLE - PLACES}
    assert holding(slot) == taken(slot) == PLACES


def test_fifty_on_ten_places_are_exactly_ten(app: Flask, settings: Settings) -> None:
    fifty_on_ten(settings)


@pytest.mark.endure
@pytest.mark.parametrize("_run", range(30))
def test_fifty_on_ten_thirty_times(app: Flask, settings: Settings, _run: int) -> None:
    fifty_on_ten(settings)


def test_one_person_is_not_at_two_places_at_once(app: Flask, settings: Settings) -> None:
    """The person is locked before the slot, so her two clicks at once cannot pass each other."""
    event, begins = make_event(), clock.now() + timedelta(days=1)
    first = make_shift(event, starts_at=begins).slots[0].id
    second = make_shift(event, starts_at=begins + timedelta(hours=1)).slots[0].id
    crowd("book-as-one", 12, *where(settings), str(first), str(second))
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Volunteer)) == 1
    assert db.session.scalar(select(func.count()).where(Booking.state.in_(LIVE))) == 1
    assert taken(first) + taken(second) == 1


def test_whoever_books_while_a_shift_is_called_off_is_told(app: Flask, settings: Settings) -> None:
    shift = make_shift(most=30)
    slot = shift.slots[0].id
    found = Counter(crowd("book-or-cancel-shift", 14, *where(settings), str(slot)))
    assert found["called off"] == 1
    assert found["booked"] + found["ShiftCancelled"] == 13
    told = db.session.scalar(select(func.count()).where(OutboxMail.kind == "shifts.changed"))
    assert told == found["booked"] == holding(slot)


def test_whoever_books_while_a_shift_is_moved_is_told_the_new_time(
    app: Flask, settings: Settings, mailbox: Mailbox
) -> None:
    make_association()
    shift = make_shift(most=30)
    slot, later = shift.slots[0].id, shift.starts_at + timedelta(days=3)
    found = Counter(crowd("book-or-move-shift", 14, *where(settings), str(slot), later.isoformat()))
    assert found == {"moved": 1, "booked": 13}
    last = {letter.to: letter for letter in mailbox.deliver()}
    assert len(last) == 13
    with i18n.in_language("sv"):
        said = time_span(later, later + timedelta(hours=2))
    for letter in last.values():
        assert said in letter.text


def test_giving_back_and_moving_at_once_never_wait_for_each_other_in_a_ring(
    app: Flask, settings: Settings
) -> None:
    make_account()
    event = make_event()
    slots = [
        make_shift(event, starts_at=clock.now() + timedelta(days=day), most=12).slots[0].id for day in (2, 5)
    ]
    rows = []
    for number in range(10):
        with transaction():
            slot = db.session.get_one(Slot, slots[number % 2])
            booking.book([slot], Contact(name=f"Person {number}", email=f"p{number}@example.org"))
        rows.append(db.session.scalars(select(func.max(Booking.id))).one())
    words = ",".join(map(str, slots)), *map(str, rows)
    found = Counter(crowd("cancel-or-move", 20, *where(settings), *words))
    assert found["cancelled"] + found["moved"] + found["WrongStep"] == 20
    db.session.rollback()
    db.session.expire_all()
    for slot_id in slots:
        assert holding(slot_id) == taken(slot_id)


def test_twenty_presses_on_cancel_give_one_place_back(app: Flask, settings: Settings) -> None:
    slot = make_shift(most=3).slots[0]
    for name in ("Ada", "Bo"):
        with transaction():
            booking.book([slot], Contact(name=name, email=f"{name.lower()}@example.org"))
    row = db.session.scalars(select(Booking).limit(1)).one()
    found = Counter(crowd("cancel-one", 20, *where(settings), str(row.id)))
    assert found == {"cancelled": 20}  # who presses again is told the same
    assert holding(slot.id) == taken(slot.id) == 1
    steps = select(func.count()).where(BookingStep.state == BookingState.CANCELLED)
    told = select(func.count()).where(OutboxMail.kind == "shifts.cancelled")
    assert (db.session.scalar(steps), db.session.scalar(told)) == (1, 1)


def test_a_task_is_never_taken_more_than_it_is_wanted(app: Flask, settings: Settings) -> None:
    task = make_task(wanted=10)
    found = crowd("take", 20, *where(settings), str(task.id))
    units = sum(int(each) for each in found if each.isdigit())
    db.session.rollback()
    db.session.expire_all()
    row = db.session.get_one(Task, task.id)
    assert row.taken == units <= 10
    assert units == db.session.scalar(select(func.sum(Claim.units)))
    assert units >= 9  # nobody is refused while what she asked for is left


def test_the_table_has_the_last_word(app: Flask) -> None:
    slot = make_shift(most=1).slots[0]
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(Slot).where(Slot.id == slot.id).values(taken=2))
    with transaction():
        booking.book([slot], Contact(name="Ada", email="ada@example.org"))
    row = db.session.scalars(select(Booking)).one()
    names = [column.name for column in Booking.__table__.columns if column.name != "id"]
    twin = {name: getattr(row, name) for name in names} | {"uid": b"another".ljust(16)}
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(Booking).values(**twin))
    with transaction():
        db.session.execute(update(Booking).values(state=BookingState.CANCELLED))
    assert db.session.scalars(select(Shift)).one().is_cancelled is False
