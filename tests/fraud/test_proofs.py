"""Proof of work: good once, for one petition, for twenty minutes; anything else is asked for again."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.core.db import db, transaction
from app.fraud import forgetting, proofs
from app.fraud.models import SpentProof
from app.fraud.proofs import MoreProofNeeded
from app.petitions.models import Petition, PetitionState
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_petition
from tests.fraud.solving import make_proof, puzzle_level, solve

RECEIPT, ANOTHER = b"r" * 20, b"s" * 20

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture
def petition(app: Flask, clock: Clock) -> Petition:
    """Give an open petition, at a moment that stands."""
    return make_petition(slug="kop-tillbaka-centrum")


def opened(proof: str) -> dict[str, Any]:
    """Read a proof as anyone can."""
    data: dict[str, Any] = json.loads(base64.b64decode(proof))
    return data


def closed(data: object) -> str:
    """Write a proof as a browser would."""
    return base64.b64encode(json.dumps(data).encode()).decode()


def spend(proof: str, petition: Petition, receipt: bytes = RECEIPT) -> None:
    """Sign with a proof."""
    checked = proofs.check(petition.id, proof)
    with transaction(public=False):
        proofs.spend(checked, receipt)


def test_work_that_was_done_is_taken(petition: Petition) -> None:
    proof = proofs.check(petition.id, make_proof(petition, level=2))
    assert proof.level == 2


def test_the_puzzle_is_given_uncached_to_anyone_while_the_petition_is_open(
    client: Client, petition: Petition
) -> None:
    answer = client.get(f"/namninsamlingar/{petition.slug}/prov")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    assert proofs.check(petition.id, solve(answer.get_json())).level == 1
    assert client.get("/namninsamlingar/finns-inte/prov").status_code == 404
    shut = make_petition(state=PetitionState.CLOSED)
    assert client.get(f"/namninsamlingar/{shut.slug}/prov").status_code == 410


def test_a_proof_is_spent_once(petition: Petition) -> None:
    proof = make_proof(petition)
    spend(proof, petition)
    with pytest.raises(MoreProofNeeded):
        spend(proof, petition, ANOTHER)


def test_the_same_form_again_with_its_proof_is_the_same_act(petition: Petition) -> None:
    proof = make_proof(petition)
    for _press in range(3):
        spend(proof, petition)


def test_a_proof_written_another_way_is_the_same_proof(petition: Petition) -> None:
    proof = make_proof(petition)
    spend(proof, petition)
    with pytest.raises(MoreProofNeeded):
        spend(closed(opened(proof) | {"and": "more"}), petition, ANOTHER)


def test_a_proof_for_another_petition_is_none_here(petition: Petition) -> None:
    with pytest.raises(MoreProofNeeded):
        proofs.check(petition.id, make_proof(make_petition()))


def test_a_proof_is_too_old_after_twenty_minutes(petition: Petition, clock: Clock) -> None:
    proof = make_proof(petition)
    clock.move(minutes=20)
    proofs.check(petition.id, proof)
    clock.move(seconds=1)
    with pytest.raises(MoreProofNeeded):
        proofs.check(petition.id, proof)


def test_a_spliced_proof_is_none(petition: Petition) -> None:
    one, other = opened(make_proof(petition)), opened(make_proof(petition))
    longer = opened(make_proof(petition))
    longer["challenge"]["parameters"]["data"]["until"] += 3600
    easier = opened(make_proof(petition))
    easier["challenge"]["parameters"]["keyPrefix"] = easier["challenge"]["parameters"]["keyPrefix"][:2]
    unsigned = opened(make_proof(petition))
    del unsigned["challenge"]["signature"]
    spliced = [{"challenge": one["challenge"], "solution": other["solution"]}, longer, easier, unsigned]
    for each in spliced:
        with pytest.raises(MoreProofNeeded):
            proofs.check(petition.id, closed(each))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.text(max_size=60)
    | JSON.map(closed)
    | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1"))
)
def test_whatever_else_is_sent_is_answered(petition: Petition, sent: str) -> None:
    with pytest.raises(MoreProofNeeded):
        proofs.check(petition.id, sent)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    where=st.sampled_from(
        [
            ("challenge", "parameters", "data"),
            ("challenge", "parameters", "algorithm"),
            ("challenge", "parameters", "cost"),
            ("challenge", "parameters"),
            ("challenge", "signature"),
            ("challenge",),
            ("solution", "counter"),
            ("solution", "derivedKey"),
            ("solution",),
        ]
    ),
    value=JSON,
)
def test_a_proof_with_something_else_in_it_is_answered(
    petition: Petition, where: tuple[str, ...], value: Any
) -> None:
    data = opened(make_proof(petition))
    inner = data
    for name in where[:-1]:
        inner = inner[name]
    inner[where[-1]] = value
    with pytest.raises(MoreProofNeeded):
        proofs.check(petition.id, closed(data))


def test_work_grows_with_what_comes_from_the_network(petition: Petition) -> None:
    few, many = proofs.set_puzzle(petition.id, 1), proofs.set_puzzle(petition.id, 8)
    assert [puzzle_level(each) for each in (few, many)] == [1, 8]
    tries = [opened(solve(each))["solution"]["counter"] for each in (few, many)]
    assert proofs.TRIES // 2 <= tries[0] < proofs.TRIES
    assert proofs.TRIES * 4 <= tries[1] < proofs.TRIES * 8


def test_spent_proofs_are_forgotten_when_they_would_be_too_old(petition: Petition, clock: Clock) -> None:
    spend(make_proof(petition), petition)
    forgetting.forget_due()
    assert db.session.scalar(select(func.count()).select_from(SpentProof)) == 2
    clock.move(minutes=20, seconds=1)
    forgetting.forget_due()
    assert db.session.scalar(select(func.count()).select_from(SpentProof)) == 0
