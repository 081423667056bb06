"""Organizers plan: an event, its shifts and roles, changes, copies; each mistake has a sentence."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core.db import db, transaction
from app.core.local_times import HourComesTwice, NoSuchHour
from app.shifts import planning, service
from app.shifts.models import Event
from app.shifts.planning import InThePast, SameTimeAgain
from app.shifts.service import (
    EndsBeforeStart,
    NumbersOutOfOrder,
    TooLong,
)
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account
from tests.shifts.desk import (
    DESK,
    EVENT_TYPED,
    SHIFT_TYPED,
    new_event,
    new_shift,
    problem_at,
    shifts_of,
    typed_in,
)
from tests.shifts.makers import make_event, make_shift
from tests.shifts.pages import said

pytestmark = pytest.mark.usefixtures("mail_server")


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let it be Saturday 14 March 2026, noon."""
    return clock


def test_an_organizer_writes_an_event_and_plans_its_first_shift(organizer: Client) -> None:
    answer = new_event(organizer)
    assert answer.status_code == 303
    event = db.session.scalars(db.select(Event)).one()
    assert answer.location.endswith(f"{DESK}/{event.id}/nytt-pass")
    assert service.leader(event) == {"name": "Ada Provström", "phone": "+46701740605"}

    assert new_shift(organizer, event).status_code == 303
    (shift,) = shifts_of(event)
    assert core_clock.local(shift.starts_at).isoformat() == "2026-03-21T11:00:00+01:00"
    assert core_clock.local(shift.ends_at).isoformat() == "2026-03-21T13:00:00+01:00"
    assert [(s.role, s.least, s.wanted, s.most) for s in shift.slots] == [("", 1, 3, 4)]
    for path in (f"{DESK}/", f"{DESK}/{event.id}", f"/pass/{shift.slug}"):
        assert "Lördagsbordet" in organizer.get(path).text


@pytest.mark.parametrize("phone", ["070-174 06 05", "0701740605", "+46 70 174 06 05", "0046701740605"])
def test_a_leaders_phone_may_be_written_in_many_ways(organizer: Client, phone: str) -> None:
    new_event(organizer, leader_phone=phone)
    event = db.session.scalars(db.select(Event)).one()
    assert service.leader(event)["phone"] == "+46701740605"
    assert typed_in(organizer.get(f"{DESK}/{event.id}/redigera"))["leader_phone"] == "070-174 06 05"


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "Å" * 121),
        ("place", "   "),
        ("leader_phone", "112"),
        ("leader_phone", "ring Ada"),
        ("meeting_point", "a\x07b"),
    ],
)
def test_a_mistake_in_an_event_is_told_at_its_field(organizer: Client, field: str, value: str) -> None:
    before = snapshot()
    answer = new_event(organizer, **{field: value})
    assert answer.status_code == 422
    assert problem_at(answer, field)
    kept = typed_in(answer)
    assert all(kept[name] == EVENT_TYPED[name] for name in ("bring", "map_query") if name != field)
    assert snapshot() == before


@pytest.mark.parametrize(("field", "value"), [("kind", "riot"), ("visibility", "secret"), ("campaign", "99")])
def test_a_choice_that_is_none_is_refused(organizer: Client, field: str, value: str) -> None:
    assert new_event(organizer, **{field: value}).status_code == 422


WRONG_TIMES: list[tuple[dict[str, str], str, str]] = [
    ({"ends": "11:00"}, "ends", str(EndsBeforeStart.message)),
    ({"ends": "10:59"}, "ends", str(EndsBeforeStart.message)),
    ({"last_day": "2026-03-20"}, "ends", str(EndsBeforeStart.message)),
    ({"last_day": "2026-03-22"}, "ends", str(TooLong.message)),
    ({"day": "2026-03-14"}, "day", str(InThePast.message)),
    ({"day": "2025-03-21"}, "day", str(InThePast.message)),
    ({"day": "2062-03-21"}, "day", "Check the year: that is more than three years away."),
    ({"day": "0001-01-01"}, "day", "Check the year: that is more than three years away."),
    ({"day": "igår"}, "day", "Write the day like 2026-11-28."),
    ({"day": ""}, "day", "Write which day."),
    ({"starts": "25:00"}, "starts", "Write the time like 16:30."),
    ({"starts": ""}, "starts", "Write when it starts."),
    ({"day": "2026-03-29", "starts": "02:30", "ends": "05:00"}, "starts", str(NoSuchHour.message)),
    ({"day": "2026-03-29", "starts": "01:00", "ends": "02:00"}, "ends", str(NoSuchHour.message)),
    ({"day": "2026-10-25", "starts": "02:30", "ends": "05:00"}, "starts", str(HourComesTwice.message)),
    ({"day": "2026-10-25", "starts": "01:00", "ends": "02:59"}, "ends", str(HourComesTwice.message)),
    ({"least": "4", "wanted": "3"}, "wanted", str(NumbersOutOfOrder.message)),
    ({"wanted": "5", "most": "4"}, "wanted", str(NumbersOutOfOrder.message)),
    ({"most": "0"}, "most", "Write a number from %(least)s to %(most)s."),
    ({"least": "-1"}, "least", "Write a number from %(least)s to %(most)s."),
    ({"most": "100000"}, "most", "Write a number from %(least)s to %(most)s."),
    ({"wanted": "tre"}, "wanted", "Write a whole number, with digits."),
    ({"role_2": "Bära"}, "least_2", "Write a number."),
    ({"least_2": "1"}, "role_2", "Name the role, so that it can be told from the first."),
    (
        {"role_2": "Bära", "least_2": "3", "wanted_2": "1", "most_2": "2"},
        "wanted_2",
        str(NumbersOutOfOrder.message),
    ),
]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(("changes", "field", "sentence"), WRONG_TIMES)
def test_a_mistake_in_a_shift_is_told_at_its_field(
    organizer: Client, changes: dict[str, str], field: str, sentence: str
) -> None:
    event = make_event()
    before = snapshot()
    answer = new_shift(organizer, event, **changes)
    assert answer.status_code == 422
    assert said(sentence, least=0 if field == "least" else 1, most=999) in problem_at(answer, field)
    kept = typed_in(answer)
    assert {name: kept[name] for name in SHIFT_TYPED | changes} == SHIFT_TYPED | changes
    assert snapshot() == before


def test_a_shift_may_go_on_past_midnight_and_touch_the_changing_hour(organizer: Client) -> None:
    event = make_event()
    assert new_shift(organizer, event, starts="22:00", ends="01:30", last_day="2026-03-22").status_code == 303
    night = {"day": "2026-03-28", "starts": "23:00", "last_day": "2026-03-29", "ends": "03:00"}
    assert new_shift(organizer, event, **night).status_code == 303
    first, second = shifts_of(event)
    assert first.ends_at - first.starts_at == timedelta(hours=3, minutes=30)
    assert second.ends_at - second.starts_at == timedelta(hours=3)  # that night has an hour less


def test_times_may_be_written_with_a_full_stop(organizer: Client) -> None:
    event = make_event()
    assert new_shift(organizer, event, starts="11.00", ends="13.00").status_code == 303


def test_several_roles_are_made_at_once_and_suggested_for_the_next_shift(organizer: Client) -> None:
    event = make_event()
    roles = {"role": "Vid bordet", "role_2": "Bära", "least_2": "0", "wanted_2": "1", "most_2": "2"}
    new_shift(organizer, event, **roles)
    (shift,) = shifts_of(event)
    assert [(s.role, s.least, s.wanted, s.most) for s in shift.slots] == [
        ("Vid bordet", 1, 3, 4),
        ("Bära", 0, 1, 2),
    ]
    suggested = typed_in(organizer.get(f"{DESK}/{event.id}/nytt-pass"))
    assert {name: suggested[name] for name in roles} == roles
    assert (suggested["day"], suggested["starts"], suggested["ends"]) == ("", "11:00", "13:00")


def test_the_same_time_twice_is_one_shift(organizer: Client) -> None:
    event = make_event()
    new_shift(organizer, event)
    again = new_shift(organizer, event)
    assert again.status_code == 422
    assert said(str(SameTimeAgain.message)) in problem_at(again, "starts")
    assert len(shifts_of(event)) == 1
    assert new_shift(organizer, event, ends="14:00").status_code == 303


def test_a_role_is_added(organizer: Client) -> None:
    shift = make_shift()
    typed = {"role": "Bära", "least": "0", "wanted": "1", "most": "1"}
    answer = organizer.submit(f"{DESK}/tid/{shift.id}/ny-roll", typed, button=said("Save"))
    assert answer.status_code == 303
    db.session.expire_all()
    assert [slot.role for slot in shift.slots] == ["", "Bära"]


def test_the_list_shows_what_comes_and_what_has_been(organizer: Client, clock: Clock) -> None:
    make_shift(make_event(title="Gammalt bord"))
    clock.move(days=2)
    make_shift(make_event(title="Nytt bord"))
    make_event(title="Utan pass")
    organizer.sign_in(make_account())
    coming, past = organizer.get(f"{DESK}/").text, organizer.get(f"{DESK}/?visa=tidigare").text
    assert ("Nytt bord" in coming, "Utan pass" in coming, "Gammalt bord" in coming) == (True, True, False)
    assert ("Nytt bord" in past, "Utan pass" in past, "Gammalt bord" in past) == (False, False, True)


def test_what_is_called_off_says_so(organizer: Client) -> None:
    shift = make_shift(make_event(title="Blåst av"), starts_at=core_clock.now() + timedelta(days=9))
    with transaction():
        planning.call_off_shift(shift, actor=None)
    off = said("Called off")
    path = f"{DESK}/{shift.event_id}"
    for page in (f"{DESK}/?visa=tidigare", path):
        assert off in organizer.get(page).text
    assert said("No shift is left: the last one is called off.") in organizer.get(path).text
    make_shift(shift.event)
    assert "Blåst av" in organizer.get(f"{DESK}/").text
    assert said("No shift is left: the last one is called off.") not in organizer.get(path).text


def test_the_list_costs_the_same_for_many(organizer: Client) -> None:
    for number in range(12):
        make_shift(make_event(title=f"Bord {number}"))
    with at_most(7):
        organizer.get(f"{DESK}/")


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("path", ["", "nytt", "1", "1/redigera", "1/nytt-pass", "1/stall-in"])
def test_the_desk_is_for_organizers(client: Client, path: str) -> None:
    assert "/organisera/logga-in" in client.get(f"{DESK}/{path}").location
    assert client.post(f"{DESK}/{path}" if path else f"{DESK}/nytt").status_code in {401, 405}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "path", ["99", "99/redigera", "99/nytt-pass", "99/stall-in", "tid/99", "tid/99/redigera", "roll/99"]
)
def test_what_is_not_there_is_not_found(organizer: Client, path: str) -> None:
    assert organizer.get(f"{DESK}/{path}").status_code == 404


@pytest.mark.parametrize("visibility", ["link", "members"])
def test_the_address_of_what_is_not_listed_cannot_be_guessed(organizer: Client, visibility: str) -> None:
    event = make_event(title="Å" * 120, visibility=visibility)
    new_shift(organizer, event)
    new_shift(organizer, event, day="2026-03-22")
    endings = {re.search(r"-([0-9a-f]{12})$", shift.slug) for shift in shifts_of(event)}
    assert len({found[1] for found in endings if found}) == 2
    assert max(len(shift.slug) for shift in shifts_of(event)) <= 100
