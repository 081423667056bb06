"""What makes somebody look at a signature before it counts, and what does not."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core import rate
from app.core.db import db, transaction
from app.fraud import networks, proofs, rules, weighing
from app.fraud.joke_names import is_joke
from app.fraud.models import RuleAct, RuleKind
from app.petitions import queries
from app.petitions.models import Petition
from app.signatures import confirming, sealing, signing
from app.signatures.models import Hold, Signature, SignatureState
from app.signatures.sealing import Signer
from tests.budgets import at_most
from tests.clocks import Clock
from tests.factories import confirmation_token, make_petition
from tests.fraud.solving import make_proof

HALL = "192.0.2.7"


@pytest.fixture
def petition(app: Flask, clock: Clock) -> Petition:
    """Give an open petition, at a moment that stands."""
    return make_petition()


def weigh(petition: Petition, network: str = HALL, **given: Any) -> weighing.Weight:
    """Weigh a signature of somebody without a script."""
    extra = {name: given.pop(name) for name in ("proof", "trap") if name in given}
    signer = Signer(**{"name": "Åsa Öberg", "email": "asa@example.org", "postcode": "12465", **given})
    return weighing.weigh(queries.get_signable(petition.slug, "sv"), signer, network=network, **extra)


def sign(petition: Petition, number: int, network: str = HALL) -> Signature:
    """Sign as the form does, without a script."""
    signable = queries.get_signable(petition.slug, "sv")
    signer = Signer(name=f"Åsa {chr(65 + number)}", email=f"asa{number}@example.org", postcode="12465")
    weight = weighing.weigh(signable, signer, network=network)
    sealed = sealing.seal_signature(signable, signer, weight=weight)
    with transaction(public=False):
        weighing.spend(weight, sealed.receipt)
        signing.sign_petition(sealed)
    found: Signature = db.session.scalars(
        db.select(Signature).where(Signature.receipt == sealed.receipt)
    ).one()
    return found


def test_a_first_signature_is_not_looked_at(petition: Petition) -> None:
    weight = weigh(petition)
    assert weight.hold is None
    assert weight.network_hash == networks.hash_of(petition.id, HALL)
    assert weight.domain_hash
    assert weight.limit == "60 per minute"


def test_forty_honest_signers_in_a_hall_all_count(petition: Petition, clock: Clock) -> None:
    rows = []
    for number in range(40):
        rows.append(sign(petition, number))
        clock.move(seconds=5)
    assert {row.hold for row in rows[1:]} == {Hold.BURST}
    for row in rows:
        with transaction():
            confirming.confirm_signature(confirmation_token(row))
    db.session.refresh(petition)
    assert petition.online_count == 40


@pytest.mark.database("sqlite")
def test_one_more_within_a_minute_or_five_within_five(petition: Petition, clock: Clock) -> None:
    sign(petition, 0)
    assert weigh(petition).hold is Hold.BURST
    assert weigh(petition, "192.0.2.8").hold is None
    clock.move(seconds=61)
    assert weigh(petition).hold is None
    for number in range(1, 5):
        sign(petition, number)
        clock.move(seconds=30)
    clock.move(seconds=61)
    assert weigh(petition).hold is Hold.BURST
    assert networks.count_lately(petition.id, HALL).level == 4
    clock.move(seconds=300)
    assert weigh(petition).hold is None


@pytest.mark.database("sqlite")
def test_work_that_was_asked_for_keeps_a_burst_from_being_held(petition: Petition, clock: Clock) -> None:
    sign(petition, 0)
    least, asked = make_proof(petition, 1), make_proof(petition, 2)
    clock.move(seconds=10)
    assert weigh(petition, proof=least).hold is Hold.BURST
    weight = weigh(petition, proof=asked)
    assert weight.hold is None
    assert weight.limit == "600 per minute"


@pytest.mark.database("sqlite")
def test_nobody_fills_in_a_form_within_two_seconds(petition: Petition, clock: Clock) -> None:
    proof = make_proof(petition)
    clock.move(seconds=1)
    assert weigh(petition, proof=proof).hold is Hold.PATTERN
    clock.move(seconds=1)
    assert weigh(petition, proof=proof).hold is None


@pytest.mark.database("sqlite")
def test_a_wrong_proof_is_told_and_none_is_not(petition: Petition) -> None:
    assert weigh(petition, proof="").hold is None
    with pytest.raises(weighing.MoreProofNeeded):
        weigh(petition, proof="nonsense")


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("given", "hold"),
    [
        ({"name": "Kalle Anka"}, Hold.NAME),
        ({"name": "  kalle   ANKA "}, Hold.NAME),
        ({"name": "Kalle Ankarcrona"}, None),
        ({"name": "Kajsa Anka Testberg"}, None),
        ({"name": "Person 17", "email": "person17@example.org"}, Hold.PATTERN),
        ({"name": "Åsa Öberg", "email": "asa82@example.org"}, None),
        ({"trap": "Buy now"}, Hold.PATTERN),
    ],
)
def test_what_is_typed_is_weighed(petition: Petition, given: dict[str, str], hold: Hold | None) -> None:
    assert weigh(petition, **given).hold == hold


def test_whole_names_only_are_jokes() -> None:
    assert is_joke("Musse Pigg")
    assert not is_joke("Musse Piggelin")
    assert not is_joke("Anka")


@pytest.mark.database("sqlite")
def test_a_home_with_ipv6_is_its_64_bits(petition: Petition) -> None:
    home = [rate.network(address) for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")]
    neighbour = rate.network("2001:db8:1:3::1")
    sign(petition, 0, home[0])
    assert weigh(petition, home[1]).hold is Hold.BURST
    assert weigh(petition, neighbour).hold is None


@pytest.mark.database("sqlite")
def test_an_unknown_network_is_never_busy(petition: Petition) -> None:
    sign(petition, 0, networks.UNKNOWN)
    assert weigh(petition, networks.UNKNOWN).hold is None


@pytest.mark.database("sqlite")
@pytest.mark.settings(rate_limits=True)
def test_many_numbered_addresses_of_one_small_domain_are_a_pattern(petition: Petition) -> None:
    found = [weigh(petition, f"192.0.2.{n}", email=f"x{n}@small.example").hold for n in range(25)]
    assert found == [None] * 20 + [Hold.PATTERN] * 5
    shared = [weigh(petition, f"192.0.2.{n}", email=f"x{n}@gmail.com").hold for n in range(25)]
    assert set(shared) == {None}


@pytest.mark.database("sqlite")
def test_rules_hold_and_trust(petition: Petition) -> None:
    def rule(kind: RuleKind, pattern: str, act: RuleAct) -> None:
        with transaction(public=False):
            rules.add_rule(kind, pattern, act, note="", is_meant=False, actor=None)

    rule(RuleKind.NETWORK, "198.51.100.0/24", RuleAct.HOLD)
    rule(RuleKind.DOMAIN, "*.bad.example", RuleAct.HOLD)
    rule(RuleKind.NETWORK, "2001:db8:5::/48", RuleAct.HOLD)
    assert weigh(petition, "198.51.100.9").hold is Hold.RULE
    assert weigh(petition, "2001:db8:5:7::/64").hold is Hold.RULE
    assert weigh(petition, email="asa@mail.bad.example").hold is Hold.RULE
    assert weigh(petition, email="asa@bad.example").hold is None
    rule(RuleKind.NETWORK, HALL, RuleAct.ALLOW)
    sign(petition, 0)
    assert weigh(petition).hold is None
    assert weigh(petition, name="Kalle Anka").hold is Hold.NAME


def test_weighing_costs_two_queries_and_a_proof_one(petition: Petition, clock: Clock) -> None:
    for number in range(8):
        sign(petition, number)
    proof = make_proof(petition, 8)
    clock.move(seconds=3)
    signable = queries.get_signable(petition.slug, "sv")
    signer = Signer(name="Åsa Öberg", email="asa@example.org", postcode="12465")
    with at_most(2):
        weight = weighing.weigh(signable, signer, network=HALL, proof=proof)
    with transaction(public=False), at_most(1):
        weighing.spend(weight, b"r" * 20)


def test_a_used_proof_stores_nothing(petition: Petition) -> None:
    checked = proofs.check(petition.id, make_proof(petition))
    with transaction(public=False):
        proofs.spend(checked, b"r" * 20)
    with pytest.raises(weighing.MoreProofNeeded), transaction(public=False):
        proofs.spend(checked, b"s" * 20)
    assert core_clock.now() < checked.expires_at
    assert not db.session.scalars(db.select(Signature).where(Signature.state == SignatureState.PENDING)).all()
