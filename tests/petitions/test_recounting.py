"""What is made of counts that are wrong, in the cases that a petition's life seldom brings."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from app.core.db import db, transaction
from app.petitions import counting, purging, recounting
from app.petitions.models import AreaCount, DayCount, HourCount, Petition, SourceCount
from app.signatures.models import Signature
from tests.clocks import Clock
from tests.factories import make_petition, make_signature

COUNTS = st.dictionaries(st.sampled_from("abcd"), st.integers(min_value=-5, max_value=20))


@given(counts=COUNTS, total=st.integers(min_value=0, max_value=60))
def test_levelled_counts_add_up_and_none_is_below_zero(counts: dict[str, int], total: int) -> None:
    found = recounting.levelled(counts, total, "a")
    assert sum(found.values()) == total
    assert min(found.values(), default=0) >= 0


@given(
    sources=st.dictionaries(st.text("abc", max_size=4), st.integers(min_value=1, max_value=9), max_size=90)
)
def test_of_many_sources_the_largest_stay_apart(sources: dict[str, int]) -> None:
    found = recounting.few(sources)
    assert sum(found.values()) == sum(sources.values())
    assert len(found) <= counting.MOST_SOURCES + 1
    if len(sources) <= counting.MOST_SOURCES:
        assert found == sources


def sign_from(petition: Petition, source: str | None) -> Signature:
    """Sign and confirm, having come by one way."""
    row = make_signature(petition)
    with transaction():
        counting.count_one(row, by=-1)
        row.source = source
        counting.count_one(row, by=1)
    return row


def sources_of(petition: Petition) -> dict[str, int]:
    """Give the series of sources, without what counts nothing."""
    rows = db.session.execute(select(SourceCount.source, SourceCount.count)).all()
    return {source: count for source, count in rows if count}


def test_made_up_sources_end_among_the_others_and_leave_from_there(petition: Petition) -> None:
    with transaction():
        for number in range(counting.MOST_SOURCES - 1):
            db.session.add(SourceCount(petition_id=petition.id, source=f"s{number}", count=0))
    first, second = sign_from(petition, "affisch"), sign_from(petition, "chatt")
    known = sign_from(petition, "s1")
    # The one without a source, which every confirmation began with here, took the last row.
    assert sources_of(petition) == {counting.OTHER_SOURCE: 2, "s1": 1}
    for row in (first, second, known):
        with transaction():
            counting.count_one(row, by=-1)
    assert sources_of(petition) == {}


def test_hours_are_full_ones_and_days_swedish(petition: Petition, clock: Clock) -> None:
    clock.move(hours=11, minutes=30)  # 23.30 in Stockholm
    make_signature(petition)
    clock.move(minutes=30)
    make_signature(petition)
    hours = db.session.scalars(select(HourCount.began_at).order_by(HourCount.began_at)).all()
    assert [f"{hour:%d %H:%M}" for hour in hours] == ["14 22:00", "14 23:00"]
    days = db.session.scalars(select(DayCount.counted_on).order_by(DayCount.counted_on)).all()
    assert days == [date(2026, 3, 14), date(2026, 3, 15)]


@pytest.mark.parametrize("model", [HourCount, AreaCount, SourceCount])
def test_of_a_purged_petition_every_series_follows_the_days(
    app: Flask, clock: Clock, model: type[HourCount | AreaCount | SourceCount]
) -> None:
    petition = make_petition()
    for postcode in ("12465", "41101", "41102"):
        make_signature(petition, postcode=postcode)
        clock.move(days=1)
    clock.move(days=90)
    purging.purge_due()
    for fault in (delete(model), update(model).values(count=model.count + 3)):
        with transaction():
            db.session.execute(fault)
        assert not counting.check(petition).is_right
        with transaction():
            recounting.repair(db.session.get_one(Petition, petition.id))
        found = counting.check(db.session.get_one(Petition, petition.id))
        assert found.is_right
        assert found.shown == 3
