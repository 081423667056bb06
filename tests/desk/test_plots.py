"""How it goes: coverage by weekday and hour, hours given, sources and places over all petitions."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock as app_clock
from app.core import db
from app.core.access import Role
from app.core.db import transaction
from app.desk import going
from app.petitions.models import SourceCount
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_petition, make_signature
from tests.shifts.makers import make_shift
from tests.volunteers.people import ASA, book

pytestmark = pytest.mark.database("sqlite")
PAGE = "/organisera/hur-det-gar"


def come_by_poster() -> None:
    """Sign a petition of its own, by way of a poster."""
    row = make_signature(make_petition(), postcode="12465")
    with transaction():
        db.add_to_count(SourceCount, 1, petition_id=row.petition_id, source="affisch")


def test_an_empty_house_says_so_and_draws_nothing(organizer: Client) -> None:
    for prefix in ("", "/en"):
        page = organizer.get(prefix + PAGE).text
        assert "<svg viewBox" not in page.partition("<main")[2].partition('class="icon')[0]


def test_each_hour_of_the_week_is_summed_over_the_weeks(clock: Clock, app: Flask) -> None:
    account = make_account()
    for weeks in (0, 1):  # Saturday noon in winter, an hour of UTC before Swedish time
        shift = make_shift(starts_at=app_clock.now() + timedelta(weeks=weeks, minutes=30), most=4, wanted=4)
        if weeks == 0:
            book(ASA, shift)
    make_shift(starts_at=app_clock.now() + timedelta(weeks=3), most=9)
    found = going.coverage(going.list_held(account))
    assert found is not None
    first = found.cells[0]
    assert (first.hour, first.taken, first.wanted, first.percent) == (12, 1, 8, 12)
    assert {cell.day for cell in found.cells} == {"Lördag"}
    assert sum(cell.taken for cell in found.cells) == len(found.cells)


def test_hours_given_are_counted_once_the_shift_is_over(clock: Clock, app: Flask) -> None:
    account = make_account()
    shift = make_shift(starts_at=app_clock.now() + timedelta(hours=1))
    hours = (shift.ends_at - shift.starts_at).total_seconds() / 3600
    book(ASA, shift)
    assert not going.hours_given(going.list_held(account)).has_any
    clock.move(days=1)
    plot = going.hours_given(going.list_held(account))
    assert sum(bar.total for bar in plot.bars) == round(hours)
    assert len(plot.bars) == going.WEEKS
    clock.move(weeks=20)
    assert not going.hours_given(going.list_held(account)).has_any


def test_sources_and_places_are_summed_over_petitions(app: Flask, organizer: Client) -> None:
    for _each in range(2):
        come_by_poster()
    page = organizer.get(PAGE).text
    assert "affisch" in page
    assert dict(going.places(make_account())) == {"124": 2}
    assert dict(going.sources(make_account()))["affisch"] == 2


def test_each_sees_what_her_role_is_for(app: Flask) -> None:
    make_shift()
    come_by_poster()
    leader = Client(app).sign_in(make_account(Role.SHIFT_LEADER)).get(PAGE).text
    clerk = Client(app).sign_in(make_account(Role.PAPER_CLERK)).get(PAGE).text
    assert ("heat" in leader, "affisch" in leader) == (True, False)
    assert ("heat" in clerk, "affisch" in clerk) == (False, True)
