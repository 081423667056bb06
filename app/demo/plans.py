"""The demo association's shifts and tasks: two weeks, one shift full, one badly short, and big days later."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, time, timedelta
from itertools import count
from typing import Any

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import clock, crypto
from app.core.db import db
from app.core.local_times import local_moment
from app.core.slugs import free_slug
from app.demo import plan_texts, task_texts, texts
from app.shifts import booking as bookings
from app.shifts import service as shifts
from app.shifts.models import Booking, BookingReceipt, BookingStep, Event, Shift, Slot
from app.shifts.service import EventText, Room
from app.shifts.states import BookingState
from app.tasks import queries as tasks_queries
from app.tasks import service as tasks
from app.tasks.models import TaskState
from app.tasks.service import TaskText
from app.volunteers import consent
from app.volunteers import service as volunteers
from app.volunteers.models import SCOPE, Volunteer
from app.volunteers.service import Contact

FIRST_PHONE = 46701740610
SATURDAY = 5
MORNING, AFTERNOON = (time(7), time(9)), (time(16), time(18))


class Crowd:
    """Invented people who help, the same ones in every demonstration; some have a phone only, some a name."""

    def __init__(self) -> None:
        self._dice = random.Random(143)  # noqa: S311 (invented people, not keys)
        self._numbers = count()

    def next(self) -> Contact:
        """Give somebody new."""
        number = next(self._numbers)
        given, family = texts.FIRST_NAMES.split(), texts.LAST_NAMES.split()
        name = f"{self._dice.choice(given)} {self._dice.choice(family)}"
        phone = f"+{FIRST_PHONE + number}" if number < 85 else ""
        if number % 7 == 6:
            return Contact(name=name)
        if number % 3 == 1:
            return Contact(name=name, phone=phone)
        email = f"hjalper-till-{number + 1}@exempel.example"
        return Contact(name=name, email=email, phone=phone, may_be_asked=number % 2 == 0)


def plan(campaign: Campaign, actor: Account) -> None:
    """Fill in events, shifts with people on them, and tasks in each state."""
    crowd = Crowd()
    _table(campaign, crowd, actor)
    _metro(campaign, crowd, actor)
    _others(campaign, crowd, actor)
    _meetings(campaign, crowd, actor)
    _big_days(campaign, crowd, actor)
    for number, facts in enumerate(task_texts.TASKS):
        _task(facts, campaign if number != 4 else None, crowd, actor)


def _event(text: dict[str, str], leader: int, campaign: Campaign | None, actor: Account) -> Event:
    name, phone = plan_texts.LEADERS[leader]
    words = EventText(**text, leader_name=name, leader_phone=phone)
    return shifts.create_event(words, campaign=campaign, actor=actor)


def _days(weekday: int, *, weeks: range) -> Iterator[date]:
    """Give this weekday in weeks from now; week 0 holds the next one after today."""
    tomorrow = clock.today() + timedelta(days=1)
    first = tomorrow + timedelta(days=(weekday - tomorrow.weekday()) % 7)
    return (first + timedelta(weeks=week) for week in weeks)


def _shift(event: Event, day: date, hours: tuple[time, time], rooms: list[Room], actor: Account) -> Shift:
    starts, ends = (local_moment(day, at) for at in hours)
    return shifts.add_shift(event, starts, ends, rooms, actor=actor)


def _table(campaign: Campaign, crowd: Crowd, actor: Account) -> None:
    event = _event(plan_texts.TABLE, 0, campaign, actor)
    rooms = [
        Room(role="Vid bordet", least=2, wanted=4, most=5),
        Room(role="Bära bord och tält", least=1, wanted=2, most=2),
    ]
    people = {-2: (4, 2), -1: (5, 2), 0: (5, 2), 1: (3, 1), 2: (1, 0)}
    for week, day in zip(people, _days(SATURDAY, weeks=range(-2, 3)), strict=True):
        shift = _shift(event, day, (time(11), time(13)), rooms, actor)
        for slot, number in zip(shift.slots, people[week], strict=True):
            _fill(slot, number, crowd)


def _metro(campaign: Campaign, crowd: Crowd, actor: Account) -> None:
    event = _event(plan_texts.METRO, 1, campaign, actor)
    room = Room(role="", least=2, wanted=3, most=4)
    # By weekday, this week and next; Monday morning stands without hands, as it does.
    planned = (
        (0, MORNING, (0, 1)),
        (1, AFTERNOON, (3, 2)),
        (2, MORNING, (1, 0)),
        (3, AFTERNOON, (4, 1)),
        (4, MORNING, (2, 0)),
    )
    for weekday, hours, people in planned:
        for day, number in zip(_days(weekday, weeks=range(2)), people, strict=True):
            _fill(_shift(event, day, hours, [room], actor).slots[0], number, crowd)


def _others(campaign: Campaign, crowd: Crowd, actor: Account) -> None:
    doors = _event(plan_texts.STAIRWELLS, 2, campaign, actor)
    for day, number in zip(_days(6, weeks=range(2)), (4, 1), strict=True):
        room = Room(role="", least=2, wanted=6, most=8)
        _fill(_shift(doors, day, (time(14), time(16)), [room], actor).slots[0], number, crowd)
    evening = _event(plan_texts.BANNERS_EVENING, 2, None, actor)
    for day in _days(2, weeks=range(2)):
        room = Room(role="", least=3, wanted=8, most=12)
        _fill(_shift(evening, day, (time(18), time(20, 30)), [room], actor).slots[0], 3, crowd)
    round_ = _event(plan_texts.LETTERBOX_MORNING, 1, None, actor)
    (day,) = _days(3, weeks=range(1))
    _fill(
        _shift(round_, day, (time(6), time(8)), [Room(role="", least=1, wanted=2, most=2)], actor).slots[0],
        1,
        crowd,
    )


def _meetings(campaign: Campaign, crowd: Crowd, actor: Account) -> None:
    """Plan two members' meetings, and a conference day with three groups at the same time."""
    meeting = _event(plan_texts.MEETING, 0, None, actor)
    rooms = [Room(role="Salen", least=1, wanted=2, most=3), Room(role="Köket", least=1, wanted=2, most=2)]
    for day, people in zip(_days(3, weeks=range(1, 6, 4)), ((2, 1), (0, 0)), strict=True):
        shift = _shift(meeting, day, (time(17, 30), time(21)), rooms, actor)
        for slot, number in zip(shift.slots, people, strict=True):
            _fill(slot, number, crowd)
    conference = _event(plan_texts.CONFERENCE, 1, campaign, actor)
    (day,) = _days(SATURDAY, weeks=range(4, 5))
    planned = (
        (time(8, 30), time(10), (("Dörren", 2), ("Köket", 3))),
        (time(11, 30), time(13), (("Köket", 4),)),
        (time(13), time(15), (("Samtal om rasism", 2), ("Samtal om studier", 2), ("Samtal om kultur", 2))),
        (time(15), time(16, 30), (("Banderoller", 2), ("Webbplatsen", 1))),
        (time(18), time(22, 30), (("Disk", 3), ("Musik och ljud", 2))),
    )
    for starts, ends, roles in planned:
        rooms = [Room(role=role, least=1, wanted=wanted, most=wanted + 1) for role, wanted in roles]
        _fill(_shift(conference, day, (starts, ends), rooms, actor).slots[0], 1, crowd)


def _big_days(campaign: Campaign, crowd: Crowd, actor: Account) -> None:
    """Plan Walpurgis Night and the First of May, whenever they come next."""
    eve = _next_eve(clock.today())
    fire = _event(plan_texts.WALPURGIS, 2, campaign, actor)
    room = Room(role="", least=2, wanted=4, most=6)
    _fill(_shift(fire, eve, (time(18), time(21)), [room], actor).slots[0], 2, crowd)
    march = _event(plan_texts.FIRST_OF_MAY, 0, campaign, actor)
    rooms = [
        Room(role="Bära banderoll", least=2, wanted=4, most=4),
        Room(role="Dela ut blad", least=2, wanted=6, most=12),
    ]
    shift = _shift(march, eve + timedelta(days=1), (time(11), time(15)), rooms, actor)
    for slot, number in zip(shift.slots, (4, 3), strict=True):
        _fill(slot, number, crowd)


def _next_eve(today: date) -> date:
    """Give the next last of April that is not today."""
    eve = date(today.year, 4, 30)
    return eve if eve > today else date(today.year + 1, 4, 30)


def _fill(slot: Slot, number: int, crowd: Crowd) -> None:
    """Book people without mailing them: nobody lives at their addresses."""
    for _each in range(number):
        contact, moment, uid = crowd.next(), clock.now(), crypto.new_uid()
        person = volunteers.find_or_add(contact)
        person.is_member = contact.may_be_asked
        bookings.claim(slot)
        words = {"name": contact.name, "phone": contact.phone}
        row = Booking(
            uid=uid,
            slot=slot,
            volunteer=person,
            receipt_id=_receipt(slot, person).id if contact.identity else None,
            state=BookingState.BOOKED,
            sealed=crypto.seal(SCOPE, b"booking|" + uid, words),
            sequence=0,
            created_at=moment,
            changed_at=moment,
        )
        db.session.add(row)
        db.session.flush()
        db.session.add(BookingStep(booking_id=row.id, taken_at=moment, state=row.state, account_id=None))


def _receipt(slot: Slot, person: Volunteer) -> BookingReceipt:
    """Write down that somebody booked by herself; only those known by name alone were written in."""
    receipt = BookingReceipt(
        uid=crypto.new_uid(),
        natural_key=crypto.keyed_hash(SCOPE, "booking", person.uid.hex(), str(slot.id)),
        volunteer=person,
        consent_id=consent.agreed(person.locale),
        slots=str(slot.id),
        created_at=clock.now(),
    )
    db.session.add(receipt)
    db.session.flush()
    return receipt


def _task(facts: dict[str, Any], campaign: Campaign | None, crowd: Crowd, actor: Account) -> None:
    names = set(TaskText.__dataclass_fields__) - {"deadline"}
    deadline = clock.today() + timedelta(days=facts["days"]) if facts["days"] else None
    text = TaskText(**{name: facts[name] for name in names}, deadline=deadline)
    slug = free_slug(text.title, tasks_queries.is_slug_taken)
    task = tasks.create_task(text, slug=slug, campaign=campaign, actor=actor)
    if facts["state"] == TaskState.DRAFT:
        return
    tasks.move_task(task, TaskState.OPEN, actor=actor)
    for number, units in enumerate(facts["taken"]):
        contact = crowd.next()
        claim = tasks.take(task, Contact(name=contact.name, phone=contact.phone), units=units).claim
        if number < facts["done"]:
            tasks.finish(claim, note="")
    if facts["state"] != TaskState.OPEN:
        tasks.move_task(task, TaskState(facts["state"]), actor=actor)
