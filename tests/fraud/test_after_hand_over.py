"""Once a petition is handed over nothing is added to its number: not what is held, not what was taken out."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.fraud import background, holding, invalidating
from app.fraud.models import InvalidationState
from app.fraud.refusals import NumberHandedOver
from app.petitions.models import PetitionState
from app.record.models import Act
from app.signatures.models import SignatureState
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_association, make_petition, make_signature
from tests.fraud.holds import make_held, run_all, take_out
from tests.petitions.lives import fresh, hand_over, take_to
from tests.petitions.organizers import desk_of, send
from tests.petitions.signers import said


def test_what_is_held_can_no_longer_count(app: Flask, clock: Clock) -> None:
    petition = make_petition()
    make_signature(petition)
    row = make_held(petition)
    take_to(petition, PetitionState.HANDED_OVER)
    before = snapshot()
    with pytest.raises(NumberHandedOver), transaction():
        holding.release(petition, [row], actor=None)
    assert snapshot() == before
    with transaction():
        holding.take_out(petition, [row], reason="Påhittad", actor=None)
    assert fresh(petition).online_count == 1


def test_what_was_taken_out_before_comes_back_no_more_what_was_taken_out_later_does(
    app: Flask, clock: Clock
) -> None:
    petition = make_petition()
    early, late = make_signature(petition), make_signature(petition)
    held = make_held(petition)
    made, of_held = take_out(early), take_out(held)
    clock.move(minutes=1)
    take_to(petition, PetitionState.HANDED_OVER)
    clock.move(minutes=1)
    after = take_out(late)
    with pytest.raises(NumberHandedOver), transaction():
        invalidating.undo_invalidation(made, actor=None)
    db.session.rollback()
    for each in (after, of_held):
        with transaction():
            invalidating.undo_invalidation(each, actor=None)
    assert fresh(petition).online_count == 1
    assert held.state == SignatureState.HELD
    acts = select(Act.facts).where(Act.kind == "petition.handed_over")
    assert db.session.scalars(acts).one() == {"signatures": 1}


def test_an_undo_that_runs_stops_at_the_hand_over(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = make_petition()
    made = take_out(make_signature(petition))
    monkeypatch.setattr(invalidating, "AT_ONCE", 0)
    monkeypatch.setattr(background, "BATCH", 1)
    with transaction():
        invalidating.undo_invalidation(made, actor=None)
    clock.move(minutes=1)
    take_to(petition, PetitionState.CLOSED)
    hand_over(petition)
    run_all()
    db.session.refresh(made)
    assert (made.state, fresh(petition).online_count) == (InvalidationState.CANCELLED, 0)


@pytest.mark.database("sqlite")
def test_the_pages_say_so_before_and_after(organizer: Client) -> None:
    make_association()
    petition = make_petition()
    row, made = make_held(petition), take_out(make_signature(petition))
    take_to(petition, PetitionState.CLOSED)
    page = organizer.get(f"{desk_of(petition)}/overlamning").text
    assert "1 underskrift väntar på granskning" in page
    assert f'href="{desk_of(petition)}/granska"' in page
    hand_over(petition)
    page = organizer.get(f"{desk_of(petition)}/granska").text
    assert 'value="count"' not in page
    assert 'value="out"' in page
    refused = send(organizer, f"{desk_of(petition)}/granska", row=str(row.id), do="count")
    assert refused.status_code == 422
    assert said(NumberHandedOver.message) in refused.text
    assert "/angra" not in organizer.get(f"{desk_of(petition)}/ogiltiga/{made.id}").text
