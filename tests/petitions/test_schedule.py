"""A petition opens and closes by the clock, to the second; days that were told only move earlier."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import today
from app.core.db import db, transaction
from app.petitions import holding, life, schedule
from app.petitions.models import ConsentText, Petition, PetitionState
from app.petitions.refusals import (
    ClosesAfterPurge,
    ClosesBeforeOpening,
    ClosesInThePast,
    NeedsPurgeDate,
    NotAnotherOrganizer,
    OpensInThePast,
    PetitionRefused,
    PurgeDateOutOfRange,
)
from app.privacy import jobs
from app.record.queries import list_acts
from app.signatures import refusals
from app.signatures.models import Signature
from tests.clients import Client
from tests.clocks import START, Clock
from tests.factories import (
    ASSOCIATION,
    make_account,
    make_association,
    make_petition,
    sign_petition,
)
from tests.petitions.conftest import AtOnce
from tests.petitions.lives import fresh, make_in, with_mail
from tests.petitions.organizers import desk_of, press
from tests.petitions.signers import address_of, problem_with, said

pytestmark = pytest.mark.settings(demo=True)
HOUR = timedelta(hours=1)


def plan(petition: Petition, opens: datetime | None, closes: datetime | None = None, **more: Any) -> None:
    """Plan a draft's times."""
    with transaction():
        schedule.plan_opening(petition, opens, closes, settings=with_mail(), **{"actor": None} | more)


def close_at(petition: Petition, moment: datetime | None) -> None:
    """Plan when an open petition closes."""
    with transaction():
        schedule.plan_closing(petition, moment, actor=None)


@pytest.mark.database("sqlite")
def test_it_opens_and_closes_by_itself(app: Flask, client: Client, clock: Clock) -> None:
    make_association()
    petition = make_in(PetitionState.DRAFT)
    plan(petition, START + HOUR, START + 3 * HOUR)
    jobs.housekeeping()
    assert fresh(petition).state == PetitionState.DRAFT
    clock.move(hours=1)
    jobs.keep_time()
    assert fresh(petition).is_open
    assert "consent_sign" in client.get(address_of(petition)).text
    assert len(db.session.scalars(select(ConsentText)).all()) == 2
    clock.move(hours=2)
    assert "consent_sign" not in client.get(address_of(petition)).text
    jobs.keep_time()
    assert (fresh(petition).state, petition.closed_at) == (PetitionState.CLOSED, START + 3 * HOUR)
    acts = [act for act in list_acts(petition_id=petition.id) if act.account_id is None]
    assert [act.kind for act in acts][:2] == ["petition.closed", "petition.opened"]


def test_a_second_after_the_closing_nobody_signs_before_any_work_is_done(app: Flask, clock: Clock) -> None:
    petition = make_petition()
    close_at(petition, START + HOUR)
    clock.move(minutes=59, seconds=59)
    sign_petition(petition)
    clock.move(seconds=1)
    with pytest.raises(refusals.PetitionClosed):
        sign_petition(petition)
    assert fresh(petition).state == PetitionState.OPEN
    assert (petition.is_open, petition.ended_at) == (False, START + HOUR)


def test_who_signs_while_it_closes_is_in_or_is_told(app: Flask, at_once: AtOnce) -> None:
    petition = make_petition()
    slug, petition_id = petition.slug, petition.id

    def sign() -> Any:
        return sign_petition(db.session.scalars(select(Petition).where(Petition.slug == slug)).one())

    def close() -> datetime | None:
        with transaction():
            mine = db.session.get_one(Petition, petition_id)
            life.close_petition(mine, actor=None)
        return mine.closed_at

    *answers, closed_at = at_once(sign, sign, sign, sign, close)
    stored = db.session.scalars(select(Signature).where(Signature.petition_id == petition_id)).all()
    assert isinstance(closed_at, datetime)
    assert all(isinstance(each, bytes | refusals.PetitionClosed) for each in answers), answers
    assert sorted(row.receipt for row in stored) == sorted(x for x in answers if isinstance(x, bytes))


def test_a_closing_waits_for_signatures_on_their_way(app: Flask, at_once: AtOnce) -> None:
    """What a signature has found open stays open until it is stored."""
    import time

    petition = make_petition()
    consent = db.session.scalars(select(ConsentText.id)).first()
    petition_id, ends = petition.id, {}
    assert consent is not None

    def sign() -> None:
        with transaction():
            holding.check_open(petition_id, consent)
            time.sleep(0.6)
            ends["sign"] = time.monotonic()

    def close() -> None:
        time.sleep(0.2)
        with transaction():
            life.close_petition(db.session.get_one(Petition, petition_id), actor=None)
            ends["close"] = time.monotonic()

    assert at_once(sign, close) == [None, None]
    assert ends["sign"] < ends["close"]


@pytest.mark.database("sqlite")
def test_times_that_cannot_be_are_refused_at_planning(app: Flask, clock: Clock) -> None:
    petition = make_in(PetitionState.DRAFT, purge_on=today() + timedelta(days=10))
    no_day = make_in(PetitionState.DRAFT)
    with transaction():
        no_day.purge_on = None
    far = START + timedelta(days=10)
    cases: list[tuple[Petition, datetime | None, datetime | None, type[PetitionRefused]]] = [
        (petition, START, None, OpensInThePast),
        (petition, None, START - HOUR, ClosesInThePast),
        (petition, START + 2 * HOUR, START + HOUR, ClosesBeforeOpening),
        (petition, None, far, ClosesAfterPurge),
        (petition, START + HOUR, far, ClosesAfterPurge),
        (petition, far, None, PurgeDateOutOfRange),
        (no_day, START + HOUR, None, NeedsPurgeDate),
    ]
    for each, opens, closes, refusal in cases:
        with pytest.raises(refusal):
            plan(each, opens, closes)
        assert (fresh(each).opens_at, each.closes_at) == (None, None)


@pytest.mark.database("sqlite")
def test_an_opening_that_lacks_something_is_told_and_tried_again(
    app: Flask, organizer: Client, clock: Clock
) -> None:
    make_association()
    petition = make_in(PetitionState.DRAFT, purge_on=today() + timedelta(days=30))
    plan(petition, START + HOUR)
    with transaction():
        petition.purge_on = None  # taken away by an edit after the planning
    clock.move(hours=2)
    jobs.keep_time()
    assert fresh(petition).state == PetitionState.DRAFT
    assert said(NeedsPurgeDate.message) in organizer.get(desk_of(petition)).text
    assert f"”{petition.title}” skulle ha öppnat" in organizer.get("/organisera/").text
    with transaction():
        petition.purge_on = today() + timedelta(days=30)
    jobs.keep_time()
    assert fresh(petition).is_open


@pytest.mark.database("sqlite")
def test_who_asked_for_other_eyes_does_not_plan_around_them(app: Flask, clock: Clock) -> None:
    asker, other = make_account(), make_account()
    petition = make_in(PetitionState.DRAFT)
    plan(petition, START + HOUR, actor=asker)
    with transaction():
        life.ask_for_review(petition, actor=asker)
    assert fresh(petition).opens_at is None
    with pytest.raises(NotAnotherOrganizer):
        plan(petition, START + HOUR, actor=asker)
    plan(petition, START + HOUR, actor=other)
    clock.move(hours=1)
    schedule.keep_time(ASSOCIATION)
    assert fresh(petition).is_open


@pytest.mark.database("sqlite")
def test_a_planned_opening_is_taken_off_with_a_word(app: Flask, organizer: Client, clock: Clock) -> None:
    make_association()
    petition = make_in(PetitionState.DRAFT)
    plan(petition, START + HOUR)
    desk = desk_of(petition)
    assert "tas den planerade öppningen bort" in organizer.get(desk).text
    press(organizer, desk, "be-nagon-lasa")
    asked = organizer.get(desk).text
    assert "Öppningen den 14 mars 2026 13.00 är borttagen: den som läser väljer en tid." in asked
    plan(petition, START + HOUR, actor=make_account())
    assert organizer.submit(f"{desk}/skicka-tillbaka", {}).status_code == 303
    assert "13.00 är borttagen: välj en ny tid." in organizer.get(desk).text


@pytest.mark.database("sqlite")
def test_an_extension_never_goes_past_what_signers_were_told(app: Flask, clock: Clock) -> None:
    petition = make_petition(purge_on=date(2026, 3, 20))
    close_at(petition, START + HOUR)
    last = datetime(2026, 3, 19, 22, 59, tzinfo=UTC)  # 23.59 on the day before
    close_at(petition, last)
    with pytest.raises(ClosesAfterPurge):
        close_at(petition, last + timedelta(minutes=1))
    assert fresh(petition).closes_at == last


TYPED = {"closes_day": "2026-03-20", "closes_clock": "12.00"}
MISTAKES = [
    ({"closes_clock": ""}, "closes_clock"),
    ({"closes_day": ""}, "closes_day"),
    ({"closes_day": "2026-03-29", "closes_clock": "02:30"}, "closes_clock"),  # the hour that is skipped
    ({"closes_day": "2026-10-25", "closes_clock": "02:30"}, "closes_clock"),  # the hour that comes twice
    ({"closes_day": "2026-03-14", "closes_clock": "11:59"}, "closes_day"),
    ({"closes_day": "2027-01-01"}, "closes_day"),
    ({"closes_day": "9999-01-01"}, "closes_day"),
    ({"closes_day": "snart"}, "closes_day"),
    ({"closes_clock": "25.00"}, "closes_clock"),
]


@pytest.mark.database("sqlite")
def test_every_mistake_is_answered_at_its_field(app: Flask, organizer: Client, clock: Clock) -> None:
    make_association()
    petition = make_petition(purge_on=date(2026, 12, 1))
    where = f"{desk_of(petition)}/tider"
    for typed, field in MISTAKES:
        answer = organizer.submit(where, TYPED | typed)
        assert answer.status_code == 422, typed
        assert problem_with(answer, field), typed
        assert fresh(petition).closes_at is None
    assert organizer.submit(where, TYPED).status_code == 303
    assert fresh(petition).closes_at == datetime(2026, 3, 20, 11, tzinfo=UTC)


@pytest.mark.database("sqlite")
def test_each_time_has_a_name_of_its_own_in_the_list_of_mistakes(app: Flask, organizer: Client) -> None:
    make_association()
    where = f"{desk_of(make_in(PetitionState.DRAFT))}/tider"
    page = organizer.submit(where, {"opens_clock": "25:00", "closes_clock": "25:00"}).text
    assert '<a href="#opens_clock">Öppnar klockan</a>' in page
    assert '<a href="#closes_clock">Stänger klockan</a>' in page
