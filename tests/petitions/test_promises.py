"""Days that people were told only move earlier; on the day it is forgotten who wanted to be told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.clock import today
from app.core.db import db, transaction
from app.petitions import life_queries, schedule
from app.petitions.models import ConsentText, PetitionState
from app.petitions.refusals import (
    ClosesAfterPurge,
    ContactAfterPurge,
    ContactLater,
    ContactPassed,
    NamesAreGone,
    PetitionRefused,
    PurgeDateOutOfRange,
    PurgeLater,
)
from app.privacy import jobs
from tests.clocks import START, Clock
from tests.factories import ASSOCIATION, make_petition, make_signature, open_petition
from tests.petitions.lives import fresh, make_in, with_mail


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("purge", "contact", "refusal"),
    [
        (91, None, PurgeLater),
        (0, None, PurgeDateOutOfRange),
        (5, None, ClosesAfterPurge),
        (60, 61, ContactAfterPurge),
        (90, 81, ContactLater),
        (60, 30, None),
        (90, 80, None),
    ],
)
def test_days_that_were_told_only_move_earlier(
    app: Flask, clock: Clock, purge: int, contact: int | None, refusal: type[PetitionRefused] | None
) -> None:
    start = today()
    petition = make_petition(contact_until=start + timedelta(days=80))
    with transaction():
        schedule.plan_closing(petition, START + timedelta(days=6), actor=None)

    def promise() -> None:
        until = None if contact is None else start + timedelta(days=contact)
        with transaction():
            schedule.promise_less(
                petition,
                purge_on=start + timedelta(days=purge),
                contact_until=until,
                association=ASSOCIATION,
                actor=None,
            )

    if refusal:
        with pytest.raises(refusal):
            promise()
        assert (fresh(petition).purge_on, petition.contact_until) == (
            start + timedelta(days=90),
            start + timedelta(days=80),
        )
        return
    promise()
    assert contact is not None
    assert fresh(petition).purge_on == start + timedelta(days=purge)
    assert petition.contact_until == start + timedelta(days=contact)
    texts = db.session.scalars(select(ConsentText.number).where(ConsentText.petition_id == petition.id))
    assert set(texts) == ({1} if contact == 80 else {1, 2})  # those who come now are told the new days


@pytest.mark.database("sqlite")
def test_a_draft_opens_when_its_page_says_that_nothing_is_missing(app: Flask, clock: Clock) -> None:
    """What the page lists is what the act refuses, also by a clock that opens it on a later day."""
    draft = make_in(PetitionState.DRAFT, contact_until=today() + timedelta(days=2))
    assert life_queries.list_undecided(draft) == []
    opens = START + timedelta(days=2)
    with pytest.raises(ContactPassed), transaction():
        schedule.plan_opening(draft, opens, None, settings=with_mail(), actor=None)
    clock.move(days=2)
    assert life_queries.list_undecided(fresh(draft)) == [str(ContactPassed())]
    with pytest.raises(ContactPassed):
        open_petition(draft)
    assert fresh(draft).state == PetitionState.DRAFT


@pytest.mark.database("sqlite")
def test_what_is_purged_promises_nothing_more(app: Flask, clock: Clock) -> None:
    petition = make_petition(purge_on=today() + timedelta(days=1))
    clock.move(days=1)
    jobs.housekeeping()
    with pytest.raises(NamesAreGone), transaction():
        schedule.promise_less(
            petition, purge_on=today(), contact_until=None, association=ASSOCIATION, actor=None
        )


def test_on_the_day_it_is_forgotten_who_wanted_to_be_told(app: Flask, clock: Clock) -> None:
    petition, other = make_petition(contact_until=today() + timedelta(days=2)), make_petition()
    rows = [make_signature(each, contact_me=True) for each in (petition, petition, other)]
    jobs.housekeeping()
    clock.move(days=2)
    assert schedule.forget_contacts() == 2
    db.session.expire_all()
    assert [row.contact_me for row in rows] == [False, False, True]
    assert fresh(petition).online_count == 2
