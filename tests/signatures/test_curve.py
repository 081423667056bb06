"""The signing curve: by day, by week, by hour; paper apart; how many confirm; where they came from."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from app.core import clock as app_clock
from app.core.db import db, transaction
from app.petitions import plots
from app.petitions.models import DayCount, HourCount, Petition, SourceCount
from app.signatures import curve
from app.signatures.curve import Confirming
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_association, make_paper_total, make_petition, make_signature
from tests.shifts.pages import said
from tests.signatures.many import change, make_area

TODAY = date(2026, 3, 14)


@pytest.fixture
def petition(app: Flask, clock: Clock) -> Petition:
    make_association()
    return make_petition()


def address(petition: Petition, rest: str = "") -> str:
    return f"/organisera/namninsamlingar/{petition.id}/underskrifter/kurva{rest}"


def day(back: int, count: int, channel: str = "web") -> DayCount:
    return DayCount(counted_on=TODAY - timedelta(days=back), channel=channel, count=count)


def test_paper_stands_on_top_of_the_rest(app: Flask, clock: Clock) -> None:
    plot = plots.per_day([day(0, 4), day(0, 6, "kiosk"), day(0, 10, "paper"), day(40, 99)])
    assert len(plot.bars) == plots.DAYS
    last = plot.bars[-1]
    assert (last.count, last.paper, last.total, plot.most) == (10, 10, 20, 20)
    assert last.height == last.paper_height == (plots.HEIGHT - plots.TOP) / 2
    assert last.paper_y == plots.TOP
    assert last.y == last.paper_y + last.paper_height
    assert plot.has_paper


def test_a_correction_of_paper_draws_nothing_below_the_line(app: Flask, clock: Clock) -> None:
    plot = plots.per_day([day(1, -7, "paper"), day(0, 2)])
    assert min(bar.paper for bar in plot.bars) == 0
    assert not plot.has_paper


def test_days_with_more_than_usual_are_marked(app: Flask, clock: Clock) -> None:
    ordinary = [day(back, 4) for back in range(1, 9)]
    marked = [bar.total for bar in plots.per_day([*ordinary, day(0, 12)]).bars if bar.is_unusual]
    assert marked == [12]
    assert not plots.per_day([*ordinary, day(0, 11)]).has_unusual
    assert not plots.per_day([day(3, 1), day(2, 1), day(0, 9)]).has_unusual  # nine are too few to tell


def test_a_long_time_is_drawn_by_week(app: Flask, clock: Clock) -> None:
    first = TODAY - timedelta(days=400)
    plot = plots.since([day(400, 3), day(3, 5), day(2, 6)], first, TODAY)
    assert plot.is_weekly
    assert all(bar.starts.isoweekday() == 1 for bar in plot.bars)
    assert sum(bar.total for bar in plot.bars) == 14
    assert plot.bars[-1].total == 11
    assert len(plot.ticks) <= plots.LABELS
    short = plots.since([day(9, 3)], TODAY - timedelta(days=10), TODAY)
    assert not short.is_weekly
    assert len(short.bars) == 11


def test_hours_are_told_in_swedish_time(app: Flask, clock: Clock) -> None:
    running = app_clock.now().replace(minute=0, second=0, microsecond=0)
    rows = [HourCount(began_at=running, count=3), HourCount(began_at=running - timedelta(hours=47), count=2)]
    plot = plots.per_hour(rows)
    assert len(plot.bars) == plots.HOURS
    assert (plot.bars[0].total, plot.bars[-1].total) == (2, 3)
    assert plot.bars[-1].name.endswith(f"{app_clock.local(running):%H.%M}")


def test_the_rate_is_of_those_who_have_to_confirm() -> None:
    rate = Confirming(60, 20, 5, 15, is_capped=False)
    assert (rate.whole, rate.percent) == (100, 60)
    assert Confirming(0, 0, 0, 0, is_capped=False).percent == 0


def test_the_page_adds_up(petition: Petition, organizer: Client) -> None:
    area = make_area(petition, "Hagsätra")
    make_signature(petition, area_id=area, postcode="12943")
    for _each in range(2):
        make_signature(petition)
    make_signature(petition, is_confirmed=False)
    change(make_signature(petition, is_confirmed=False), state="held", hold="name")
    make_paper_total(petition, count=40)
    with transaction():
        db.session.execute(update(Petition).values(expired_count=5))
    with transaction():
        db.session.add(SourceCount(petition_id=petition.id, source="affisch", count=2))
    seen = curve.look_at(petition, is_all=True)
    assert seen.by_channel == {"web": 3, "kiosk": 0, "paper": 40}
    assert (seen.today, seen.by_day.bars[-1].total) == (43, 43)
    assert seen.by_hour.bars[-1].total == 3
    assert seen.confirming == Confirming(3, 1, 1, 5, is_capped=False)
    assert ("affisch", 2) in seen.sources
    assert seen.areas == [("Hagsätra", 1)]
    assert seen.postal == [("124", 2), ("129", 1)]
    page = organizer.get(address(petition)).text
    assert "30 %" in page
    assert said("on paper") in page
    assert "?via=affisch" in page


@pytest.mark.database("sqlite")
def test_thirty_days_or_all_of_it(petition: Petition, organizer: Client, clock: Clock) -> None:
    make_signature(petition)
    clock.move(days=40)
    organizer.sign_in(make_account())
    thirty, everything = organizer.get(address(petition)), organizer.get(address(petition, "?visa=alla"))
    assert "plot-bar" not in thirty.text
    assert everything.text.count('class="plot-bar"') == 1
    assert organizer.get(address(petition, "?visa=annat")).status_code == 200


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.database("sqlite")
def test_a_petition_that_nobody_has_signed_has_a_page_too(
    petition: Petition, organizer: Client, prefix: str
) -> None:
    assert organizer.get(prefix + address(petition)).status_code == 200
    assert organizer.get(prefix + address(petition, "?visa=alla")).status_code == 200
