"""Organizers plan the same again: copies, weeks that are free, shifts at one time, from one to the next."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core.db import transaction
from app.shifts import planning
from app.shifts.planning import InThePast, SameTimeAgain
from tests.budgets import at_most
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account
from tests.shifts.desk import DESK, new_shift, problem_at, shifts_of, typed_in
from tests.shifts.makers import make_event, make_shift
from tests.shifts.pages import said

pytestmark = pytest.mark.usefixtures("mail_server")


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let it be Saturday 14 March 2026, noon."""
    return clock


def test_a_copy_keeps_the_clock_over_the_change_to_summer_time(organizer: Client) -> None:
    shift = make_shift(starts_at=datetime(2026, 3, 28, 10, tzinfo=UTC))
    with transaction():
        planning.copy_shift(shift, day=datetime(2026, 4, 4, tzinfo=UTC).date(), actor=None)
    path = f"{DESK}/tid/{shift.id}/kopiera"
    assert typed_in(organizer.get(path))["day"] == "2026-04-11"  # the next week is planned already
    assert organizer.submit(path, button=said("Copy the shift")).status_code == 303
    local = [core_clock.local(each.starts_at).isoformat() for each in shifts_of(shift.event)]
    assert local == ["2026-03-28T11:00:00+01:00", "2026-04-04T11:00:00+02:00", "2026-04-11T11:00:00+02:00"]
    again = organizer.submit(path, {"day": "2026-04-11"}, button=said("Copy the shift"))
    assert said(str(SameTimeAgain.message)) in problem_at(again, "day")
    past = organizer.submit(path, {"day": "2026-03-07"}, button=said("Copy the shift"))
    assert said(str(InThePast.message)) in problem_at(past, "day")


def test_a_week_with_a_shift_at_half_the_time_is_not_free(organizer: Client) -> None:
    shift = make_shift(starts_at=datetime(2026, 3, 21, 10, tzinfo=UTC))  # 11 to 13
    later = {"starts": "12:30", "ends": "14:30"}
    assert new_shift(organizer, shift.event, day="2026-03-28", **later).status_code == 303
    touching = {"starts": "13:00", "ends": "15:00"}
    assert new_shift(organizer, shift.event, day="2026-04-04", **touching).status_code == 303
    path = f"{DESK}/tid/{shift.id}/kopiera"
    with at_most(8):
        assert typed_in(organizer.get(path))["day"] == "2026-04-04"


def test_the_hour_that_is_missing_is_no_free_week(organizer: Client) -> None:
    shift = make_shift(starts_at=datetime(2026, 3, 22, 1, 30, tzinfo=UTC))  # half past two at night
    assert typed_in(organizer.get(f"{DESK}/tid/{shift.id}/kopiera"))["day"] == "2026-04-05"


def test_a_shift_in_the_midst_of_another_is_planned_with_a_warning(organizer: Client) -> None:
    event = make_event()
    warned = said(
        "It is at the same time as another shift of this activity, %(when)s. "
        "If that was not meant: change the time, or call one of them off.",
        when="§",
    ).partition("§")[0]
    first = organizer.get(new_shift(organizer, event).location)
    assert warned not in first.text
    touching = organizer.get(new_shift(organizer, event, starts="13:00", ends="15:00").location)
    assert warned not in touching.text
    answer = new_shift(organizer, event, starts="11:30", ends="13:00")
    assert f"{warned}lör 21 mars 11.00–13.00" in organizer.get(answer.location).text
    assert len(shifts_of(event)) == 3
    other = make_shift(make_event(title="Flygbladen"), starts_at=shifts_of(event)[0].starts_at)
    path = f"{DESK}/tid/{other.id}/redigera"
    moved = organizer.submit(path, {"starts": "11:15"}, button=said("Save"))
    assert warned not in organizer.get(moved.location).text  # another activity may run at the same time


def test_a_shift_leads_to_the_ones_before_and_after(organizer: Client) -> None:
    event = make_event()
    days = (20, 6, 13)
    made = {day: make_shift(event, starts_at=core_clock.now() + timedelta(days=day)) for day in days}
    make_shift(make_event(title="Flygbladen"), starts_at=core_clock.now() + timedelta(days=7))
    found = {
        day: re.findall(rf'<a href="{DESK}/tid/([0-9]+)">', organizer.get(f"{DESK}/tid/{shift.id}").text)
        for day, shift in made.items()
    }
    assert found == {6: [str(made[13].id)], 13: [str(made[6].id), str(made[20].id)], 20: [str(made[13].id)]}


def test_a_past_shift_is_copied_to_a_week_to_come(organizer: Client, clock: Clock) -> None:
    shift = make_shift(starts_at=datetime(2026, 3, 21, 10, tzinfo=UTC))
    clock.move(days=30)
    organizer.sign_in(make_account())
    assert typed_in(organizer.get(f"{DESK}/tid/{shift.id}/kopiera"))["day"] == "2026-04-18"
