"""What many processes do at once to shifts and tasks; `tests.core.crowd` runs them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask

from app import create_app
from app.accounts.models import Account
from app.core import db
from app.core.config import load_settings
from app.core.db import transaction
from app.core.errors import DomainError
from app.shifts import booking, service, writing_in
from app.shifts.models import Booking, Shift, Slot
from app.tasks import claims as task_claims
from app.tasks import service as tasks
from app.tasks.models import Task, TaskState
from app.tasks.refusals import TakenThisMoment
from app.volunteers.service import Contact

MIDDLE = 6
Act = Callable[[int], Any]


def _app(instance: str, url: str) -> Flask:
    return create_app(load_settings({}, instance=Path(instance), database_url=url))


class _Rehearsed(Exception):
    """What was done only to be undone."""


def _rehearse(app: Flask, work: Callable[[int], object]) -> None:
    """Do and undo some work before the fork: what each process compiles for itself keeps it from the race."""
    with app.app_context():
        with suppress(_Rehearsed, DomainError), transaction():
            work(0)
            raise _Rehearsed
        db.before_fork()


def _in(app: Flask, work: Callable[[int], str]) -> Act:
    """Do some work in a process of its own and say what came of it."""
    _rehearse(app, work)

    def act(number: int) -> str:
        with app.app_context():
            db.after_fork()
            try:
                with transaction():
                    return work(number)
            except DomainError as refusal:
                return type(refusal).__name__

    return act


def book(instance: str, url: str, *slots: str) -> Act:
    """Book one of the slots, each process another person, the slots in turn."""

    def work(number: int) -> str:
        slot = db.db.session.get_one(Slot, int(slots[number % len(slots)]))
        booking.book([slot], Contact(name=f"Person {number}", email=f"person{number}@example.org"))
        return "booked"

    return _in(_app(instance, url), work)


def book_or_move_shift(instance: str, url: str, slot: str, moved_to: str) -> Act:
    """Move the shift as the middle one of a crowd that books it."""

    def work(number: int) -> str:
        row = db.db.session.get_one(Slot, int(slot))
        if number == MIDDLE:
            shift, starts_at = row.shift, datetime.fromisoformat(moved_to)
            ends_at = starts_at + (shift.ends_at - shift.starts_at)
            service.move_shift(shift, starts_at, ends_at, version=shift.sequence, actor=None)
            return "moved"
        booking.book([row], Contact(name=f"Person {number}", email=f"person{number}@example.org"))
        return "booked"

    return _in(_app(instance, url), work)


def book_as_one(instance: str, url: str, *slots: str) -> Act:
    """Book the slots in turn, every process the same person with her name spelled in two ways."""

    def work(number: int) -> str:
        slot = db.db.session.get_one(Slot, int(slots[number % len(slots)]))
        name = "Åsa Öberg" if number % 2 else "åsa öberg"
        booking.book([slot], Contact(name=name, email="asa.oberg@example.org"))
        return "booked"

    return _in(_app(instance, url), work)


def book_or_cancel_shift(instance: str, url: str, slot: str) -> Act:
    """Book a slot, while the process in the middle calls the whole shift off."""

    def work(number: int) -> str:
        row = db.db.session.get_one(Slot, int(slot))
        if number == MIDDLE:
            service.cancel_shift(db.db.session.get_one(Shift, row.shift_id), actor=None)
            return "called off"
        booking.book([row], Contact(name=f"Person {number}", email=f"person{number}@example.org"))
        return "booked"

    return _in(_app(instance, url), work)


def cancel_one(instance: str, url: str, booking_id: str) -> Act:
    """Cancel the same booking, every process."""

    def work(_number: int) -> str:
        booking.cancel(db.db.session.get_one(Booking, int(booking_id)))
        return "cancelled"

    return _in(_app(instance, url), work)


def cancel_or_move(instance: str, url: str, slots: str, *bookings: str) -> Act:
    """Cancel each booking, and move it between two slots as an organizer, each in a process of its own."""
    ids = [int(each) for each in slots.split(",")]

    def work(number: int) -> str:
        row = db.db.session.get_one(Booking, int(bookings[number // 2]))
        if number % 2:
            booking.cancel(row)
            return "cancelled"
        to = ids[1] if row.slot_id == ids[0] else ids[0]
        slot, actor = db.db.session.get_one(Slot, to), db.db.session.get_one(Account, 1)
        writing_in.move(row, slot, makes_room=False, actor=actor)
        return "moved"

    return _in(_app(instance, url), work)


def take(instance: str, url: str, task_id: str) -> Act:
    """Take some of a task, one or two pieces."""

    def work(number: int) -> str:
        task = db.db.session.get_one(Task, int(task_id))
        units = 1 + number % 2
        tasks.take(task, Contact(name=f"Person {number}", email=f"person{number}@example.org"), units=units)
        return str(units)

    return _in(_app(instance, url), work)


def take_more_or_give_back(instance: str, url: str, task_id: str, times: str) -> Act:
    """Let one person take more of a task again and again, while every other process gives it back."""
    app = _app(instance, url)

    def once(more: int, units: int) -> None:
        task = db.db.session.get_one(Task, int(task_id))
        if more:
            tasks.take(task, Contact(name="Åsa Öberg", email="asa.oberg@example.org"), units=units)
            return
        for claim in task_claims.list_in_hand(task):
            tasks.give_back(claim)

    _rehearse(app, lambda _number: once(1, 1))

    def act(number: int) -> str:
        with app.app_context():
            db.after_fork()
            for time in range(int(times)):
                with suppress(DomainError), transaction():
                    once(number % 2, 1 + time % 2)
            return "through"

    return act


def take_or_call_off(instance: str, url: str, task_id: str) -> Act:
    """Take some of a task, while the process in the middle calls it off, if need be again."""

    def work(number: int) -> str:
        task = db.db.session.get_one(Task, int(task_id))
        if number == MIDDLE:
            tasks.move_task(task, TaskState.CANCELLED, actor=None)
            return "called off"
        tasks.take(task, Contact(name=f"Person {number}", email=f"person{number}@example.org"))
        return "taken"

    act = _in(_app(instance, url), work)

    def again(number: int) -> str:
        found = TakenThisMoment.__name__
        while found == TakenThisMoment.__name__:
            found = act(number)
        return str(found)

    return again
