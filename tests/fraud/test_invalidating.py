"""Signatures out of the count and back: by one, by rule, stopped, undone; the counts follow each time."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core import clock as core_clock
from app.core.db import db, transaction
from app.fraud import background, choosing, forgetting, invalidating, networks, refusals
from app.fraud.choosing import Conditions
from app.fraud.models import Invalidation, InvalidationState
from app.petitions import counting
from app.petitions.models import Petition
from app.signatures import confirming, own_page, withdrawing
from app.signatures.models import Hold, Signature, SignatureState
from tests.clocks import Clock
from tests.factories import confirmation_token, make_petition, make_signature
from tests.fraud.holds import make_held, run_all, start, take_out
from tests.petitions.signers import counts, signatures

STOCKHOLM = Conditions(postcode="124")


@pytest.fixture
def petition(app: Flask, clock: Clock) -> Petition:
    """Give an open petition, at a moment that stands."""
    return make_petition()


def states(petition: Petition) -> list[str]:
    """Say how each signature of a petition stands, in their order."""
    return [row.state for row in signatures(petition)]


def fresh(made: Invalidation) -> Invalidation:
    """Read an invalidation as it is now."""
    db.session.rollback()
    db.session.refresh(made)
    return made


def undo(made: Invalidation) -> None:
    """Put back."""
    with transaction():
        invalidating.undo_invalidation(made, actor=None)


def test_one_goes_out_and_comes_back(petition: Petition) -> None:
    row, _other = make_signature(petition), make_signature(petition)
    before = counts(petition)
    made = take_out(row, "Namnet är påhittat")
    assert counts(petition)["online"] == 1
    assert states(petition) == ["invalid", "confirmed"]
    assert own_page.look_at(row).reason == "Namnet är påhittat"
    with pytest.raises(refusals.NothingLeft):
        take_out(row)
    undo(fresh(made))
    assert counts(petition) == before
    assert fresh(made).state == InvalidationState.UNDONE
    with pytest.raises(refusals.AlreadyEnded):
        undo(made)


def test_a_rule_takes_out_what_fits_and_nothing_that_comes_later(petition: Petition) -> None:
    rows = [make_signature(petition, postcode=code) for code in ("12465", "12466", "41101")]
    held = make_held(petition, postcode="12467")
    waiting = make_signature(petition, postcode="12468", is_confirmed=False)
    made = start(petition, STOCKHOLM)
    later = make_signature(petition, postcode="12469")
    run_all()
    assert states(petition) == ["invalid", "invalid", "confirmed", "invalid", "pending", "confirmed"]
    assert counts(petition)["online"] == 2
    assert (fresh(made).state, made.found, made.done) == (InvalidationState.DONE, 4, 4)
    assert {row.invalidation_id for row in (*rows[:2], held, waiting)} == {made.id}
    assert later.invalidation_id is None


def test_one_that_waits_for_its_mailbox_is_held_when_it_confirms_and_counts_when_undone(
    petition: Petition,
) -> None:
    make_signature(petition)
    waiting = make_signature(petition, is_confirmed=False)
    made = start(petition, STOCKHOLM)
    run_all()
    with transaction():
        confirming.confirm_signature(confirmation_token(waiting))
    assert states(petition) == ["invalid", "held"]
    undo(fresh(made))
    assert states(petition) == ["confirmed", "confirmed"]
    assert counts(petition)["online"] == 2


def test_it_can_be_stopped_on_the_way_and_undone(petition: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "BATCH", 2)
    for _number in range(5):
        make_signature(petition)
    before = counts(petition)
    made = start(petition, STOCKHOLM)
    background.do_batch(made.id)
    assert fresh(made).done == 2
    with transaction():
        invalidating.cancel_invalidation(made, actor=None)
    run_all()
    assert counts(petition)["online"] == 3
    with transaction(), pytest.raises(refusals.AlreadyEnded):
        invalidating.cancel_invalidation(made, actor=None)
    undo(fresh(made))
    assert counts(petition) == before


def test_much_is_put_back_in_the_background(petition: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invalidating, "AT_ONCE", 1)
    monkeypatch.setattr(background, "BATCH", 2)
    for _number in range(5):
        make_signature(petition)
    before = counts(petition)
    made = start(petition, STOCKHOLM)
    run_all()
    undo(fresh(made))
    assert fresh(made).state == InvalidationState.UNDOING
    background.do_batch(made.id)
    assert counts(petition)["online"] == 2
    run_all()
    assert counts(petition) == before
    assert (fresh(made).state, made.done) == (InvalidationState.UNDONE, 0)


def test_who_has_signed_anew_meanwhile_counts_once(petition: Petition) -> None:
    row = make_signature(petition, name="Åsa Öberg", email="asa@example.org")
    made = take_out(row)
    # An organizer has put a second entry right so that it is hers too.
    anew = make_signature(petition, name="Åsa Annan", email="other@example.org")
    with transaction():
        anew.email_hash, anew.name_hash = row.email_hash, row.name_hash
    undo(fresh(made))
    assert states(petition) == ["invalid", "confirmed"]
    assert (fresh(made).state, invalidating.count_out(made)) == (InvalidationState.UNDONE, 1)
    assert counts(petition)["online"] == 1
    with transaction():
        withdrawing.withdraw_signature(anew)
    undo(fresh(made))
    assert states(petition) == ["confirmed"]
    assert (fresh(made).state, made.done) == (InvalidationState.UNDONE, 0)
    with pytest.raises(refusals.AlreadyEnded):
        undo(made)


def test_who_withdraws_meanwhile_is_gone(petition: Petition) -> None:
    row, other = make_signature(petition), make_signature(petition)
    made = start(petition, STOCKHOLM)
    run_all()
    with transaction():
        withdrawing.withdraw_signature(row)
    undo(fresh(made))
    assert [each.id for each in signatures(petition, SignatureState.CONFIRMED)] == [other.id]
    assert counts(petition)["online"] == 1


def test_a_batch_that_was_lost_halfway_is_done_again_and_none_twice(
    petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _number in range(4):
        make_signature(petition)
    monkeypatch.setattr(background, "BATCH", 2)
    made = start(petition, STOCKHOLM)
    real, calls = counting.count_one, []

    def dies(signature: Signature, *, by: int) -> int:
        calls.append(signature.id)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(signature, by=by)

    with monkeypatch.context() as patch:
        patch.setattr(counting, "count_one", dies)
        with pytest.raises(KeyboardInterrupt):
            background.do_batch(made.id)
    assert counts(petition)["online"] == 4
    assert (fresh(made).done, made.last_id) == (0, 0)
    run_all()
    run_all()
    assert counts(petition)["online"] == 0
    assert fresh(made).done == 4


@pytest.mark.database("sqlite")
def test_nothing_said_means_nothing(petition: Petition) -> None:
    make_signature(petition)
    with pytest.raises(refusals.EverythingChosen):
        start(petition, Conditions())
    with pytest.raises(refusals.NothingFound):
        start(petition, Conditions(postcode="999"))


@pytest.mark.database("sqlite")
def test_the_same_form_twice_begins_once(petition: Petition) -> None:
    make_signature(petition)
    assert start(petition, STOCKHOLM).id == start(petition, STOCKHOLM).id


@pytest.mark.database("sqlite")
def test_each_condition_means_what_it_says(petition: Petition, clock: Clock) -> None:
    signed = core_clock.now()
    mine, other = make_signature(petition), make_signature(petition, postcode="41101")
    with transaction():
        mine.source, mine.network_hash = "affisch", networks.hash_of(petition.id, "192.0.2.7")
        mine.domain_hash = bytes.fromhex(choosing.domain_hash(petition, "example.org"))
    clock.move(hours=1)
    fitting: list[Any] = [
        Conditions(source="affisch"),
        Conditions(network=networks.hash_of(petition.id, "192.0.2.7").hex()),
        Conditions(domain=choosing.domain_hash(petition, "example.org")),
        Conditions(postcode="12465"),
        Conditions(since=signed, until=core_clock.now(), channel="web", postcode="1"),
    ]
    for said in fitting:
        assert choosing.preview(petition, Conditions.from_json(said.to_json())).sample == [mine], said
    for said in (Conditions(since=core_clock.now()), Conditions(until=signed), Conditions(channel="kiosk")):
        assert choosing.preview(petition, said).total == 0
    held = make_held(petition, hold=Hold.RULE)
    assert choosing.preview(petition, Conditions(hold="rule")).sample == [held]
    assert choosing.preview(petition, Conditions(channel="web")).counted == 2
    assert other.state == SignatureState.CONFIRMED


@pytest.mark.database("sqlite")
def test_networks_are_forgotten_after_thirty_days(petition: Petition, clock: Clock) -> None:
    row = make_signature(petition)
    network = networks.hash_of(petition.id, "192.0.2.7")
    with transaction():
        row.network_hash, row.domain_hash = network, network
    made = start(petition, Conditions(network=network.hex()))
    run_all()
    clock.move(days=30)
    forgetting.forget_due()
    db.session.refresh(row)
    assert row.network_hash == network
    clock.move(seconds=1)
    forgetting.forget_due()
    known = db.select(Signature.id).where(
        Signature.network_hash.is_not(None) | Signature.domain_hash.is_not(None)
    )
    assert not db.session.scalars(known).all()
    assert "network" not in fresh(made).conditions


STEPS = st.lists(
    st.sampled_from(["sign", "hold", "out", "rule", "undo", "withdraw", "batch"]), min_size=3, max_size=14
)


@pytest.mark.database("sqlite")
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_is_taken_out_and_undone_the_counts_are_those_of_the_rows(
    app: Flask, steps: list[str]
) -> None:
    petition = make_petition()
    for place, step in enumerate(steps):
        _take(petition, step, place)
        found = len(signatures(petition, SignatureState.CONFIRMED))
        seen = counts(petition)
        assert seen["online"] == found == sum(seen["days"].values()) == sum(seen["areas"].values())
    run_all()
    for made in db.session.scalars(
        db.select(Invalidation).where(Invalidation.petition_id == petition.id)
    ).all():
        if made.state in {InvalidationState.DONE, InvalidationState.CANCELLED}:
            undo(fresh(made))
    assert not signatures(petition, SignatureState.INVALID)
    assert counts(petition)["online"] == len(signatures(petition, SignatureState.CONFIRMED))


def _take(petition: Petition, step: str, place: int) -> None:
    rows = signatures(petition)
    confirmed = [row for row in rows if row.is_confirmed]
    if step == "sign":
        make_signature(petition, postcode="12465" if place % 2 else "41101")
    elif step == "hold":
        make_held(petition)
    elif step == "out" and confirmed:
        take_out(confirmed[place % len(confirmed)])
    elif step == "rule" and any(row.postcode == "12465" and row.state != "invalid" for row in rows):
        start(petition, Conditions(postcode="12465"), once=place.to_bytes(16))
    elif step == "withdraw" and rows:
        with transaction():
            withdrawing.withdraw_signature(rows[place % len(rows)])
    elif step == "batch":
        background.work_on_invalidations(0)
    elif step == "undo":
        ended = db.select(Invalidation).where(
            Invalidation.petition_id == petition.id, Invalidation.state == InvalidationState.DONE
        )
        for made in db.session.scalars(ended.limit(1)).all():
            undo(made)
