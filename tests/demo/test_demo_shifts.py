"""The demonstration: everything to look at is there, on every day of the week, and nobody is mailed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.accounts.models import Account
from app.core import clock as core_clock
from app.core import phones
from app.core.db import db
from app.core.mail import OutboxMail
from app.demo import service as demo
from app.desk.week import list_shifts_between
from app.shifts import counting, people
from app.shifts.agenda import rows
from app.shifts.models import Booking, Event, EventKind, Shift, Visibility
from app.tasks import board
from app.tasks import counting as hands
from app.tasks.models import TaskState
from app.volunteers.models import HelpConsent, Volunteer
from tests.clients import Client
from tests.clocks import Clock

pytestmark = pytest.mark.usefixtures("mail_server")
SQLITE = pytest.mark.database("sqlite")  # what it is filled with is the same on both


@pytest.fixture
def filled(app: Flask, clock: Clock) -> Account:
    """Fill in the demo association and give its first organizer."""
    assert demo.fill_if_empty()
    return db.session.scalars(select(Account).order_by(Account.id)).all()[0]


def coming(account: Account) -> list[Shift]:
    now = core_clock.now()
    return list(list_shifts_between(now, now + timedelta(days=15), account=account))


def test_it_is_filled_once(filled: Account) -> None:
    assert not demo.fill_if_empty()


@SQLITE
def test_two_weeks_hold_a_full_shift_and_one_that_cannot_go_ahead(filled: Account) -> None:
    needs = [row.need for row in rows(coming(filled))]
    assert len(needs) >= 12
    assert {need.name for need in needs} >= {"critical", "short", "enough", "full"}
    assert any(need.hands.lacking >= 2 for need in needs)


@SQLITE
def test_the_stand_is_every_saturday_and_has_been(filled: Account) -> None:
    stands = db.session.scalars(select(Shift).join(Shift.event).where(text("event.kind = 'stand'")))
    local = [core_clock.local(shift.starts_at) for shift in stands]
    assert {(day.isoweekday(), day.hour) for day in local} == {(6, 11)}
    assert min(local) < core_clock.now() < max(local)


@SQLITE
def test_every_degree_of_openness_is_there(filled: Account) -> None:
    assert {shift.event.visibility for shift in coming(filled)} == set(Visibility)


@SQLITE
def test_people_are_reached_in_every_way_and_at_numbers_kept_for_fiction(filled: Account) -> None:
    found = [one for shift in coming(filled) for one in people.list_people(shift, filled)]
    assert any(one.email for one in found)
    assert any(one.is_by_phone_only for one in found)
    assert any(one.is_out_of_reach for one in found)
    numbers = {one.phone for one in found if one.phone}
    assert all(phones.e164(number) == number for number in numbers)
    assert all("+46701740605" <= number <= "+46701740699" for number in numbers)
    assert all(one.email.endswith(".example") for one in found if one.email)


def test_tasks_are_there_in_every_state(filled: Account) -> None:
    found = board.list_by_state(filled)
    assert {state: len(tasks) for state, tasks in found.items()} == dict.fromkeys(TaskState, 5)
    assert all(task.done == task.taken for task in found["done"])
    assert {0 < task.taken < task.wanted for task in found["open"]} == {True, False}
    assert board.list_due(filled, within=timedelta(days=7))


def test_the_counters_are_what_the_rows_say(filled: Account) -> None:
    assert not counting.list_wrong()
    assert not hands.list_wrong()


@SQLITE
def test_every_kind_of_activity_is_there(filled: Account) -> None:
    assert set(db.session.scalars(select(Event.kind))) == set(EventKind)


@SQLITE
def test_the_conference_has_groups_at_the_same_time_and_there_are_two_meetings(filled: Account) -> None:
    shifts = db.session.scalars(select(Shift).join(Shift.event).where(Event.kind == EventKind.MEETING)).all()
    roles = [sorted(slot.role for slot in shift.slots) for shift in shifts]
    assert ["Samtal om kultur", "Samtal om rasism", "Samtal om studier"] in roles
    assert len([shift for shift in shifts if shift.event.title.startswith("Medlemsmöte")]) == 2


@SQLITE
def test_some_are_members_and_whoever_booked_has_agreed(filled: Account) -> None:
    assert db.session.scalar(select(func.count()).where(Volunteer.is_member))
    receipts = select(func.count()).where(Booking.receipt_id.is_not(None))
    assert (db.session.scalar(receipts) or 0) > 20
    assert db.session.scalars(select(HelpConsent)).one().locale == "sv"


@SQLITE
def test_the_first_of_may_is_the_first_of_may(filled: Account) -> None:
    shift = db.session.scalars(
        select(Shift).join(Shift.event).where(Event.title == "Första maj-marschen")
    ).one()
    local = core_clock.local(shift.starts_at)
    assert (local.month, local.day, local.hour) == (5, 1, 11)


@SQLITE
def test_nobody_is_mailed(filled: Account) -> None:
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 0


@pytest.mark.parametrize("days", [*range(7), 37, 38, 39])
@SQLITE
def test_it_fills_on_every_day_of_the_week_and_at_the_end_of_april(
    app: Flask, clock: Clock, days: int
) -> None:
    clock.set(datetime(2026, 3, 23, 22, 30, tzinfo=UTC) + timedelta(days=days))
    assert demo.fill_if_empty()
    assert db.session.scalar(select(func.count()).select_from(Booking))


def test_every_page_of_it_can_be_read(client: Client, filled: Account) -> None:
    client.sign_in(filled)
    for shift in db.session.scalars(select(Shift)).all():
        for path in (f"pass/{shift.event_id}", f"pass/tid/{shift.id}"):
            assert client.get(f"/organisera/{path}").status_code == 200
    for path in ("", "logg", "pass/", "pass/?visa=tidigare", "hjalp-till/"):
        assert client.get(f"/organisera/{path}").status_code == 200
