"""A likely slip in an address is asked about once; whoever wrote it right presses again."""

from __future__ import annotations

import pytest

from app.petitions.models import Petition
from app.signatures import rows
from tests.budgets import snapshot
from tests.clients import Client
from tests.petitions.signers import TYPED, address_of, kept, sign, signatures

pytestmark = pytest.mark.database("sqlite")

SLIP = "asa@gmial.com"
MEANT = "asa@gmail.com"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_slip_is_asked_about_and_nothing_typed_is_lost(
    client: Client, petition: Petition, language: str
) -> None:
    before = snapshot()
    answer = sign(client, petition, language, email=SLIP, show_name="y")
    assert answer.status_code == 422
    typed = kept(answer)
    assert {name: typed[name] for name in TYPED} == TYPED | {"email": SLIP}
    assert (typed["meant"], typed["show_name"]) == ("keep", "y")
    assert f">{MEANT}</span>" in answer.text
    said = f"Menade du {MEANT} i stället för {SLIP}?" if language == "sv" else f"Did you mean {MEANT}"
    assert said in answer.text
    assert snapshot() == before


def test_pressing_again_keeps_what_was_written(client: Client, petition: Petition) -> None:
    form = kept(sign(client, petition, email=SLIP))
    answer = client.post(address_of(petition), data={k: v for k, v in form.items() if v is not None})
    assert answer.status_code == 303
    assert rows.person(signatures(petition)[0])["email"] == SLIP


def test_the_suggestion_is_one_tick_away(client: Client, petition: Petition) -> None:
    assert sign(client, petition, email=SLIP, meant="change").status_code == 303
    assert rows.person(signatures(petition)[0])["email"] == MEANT


def test_beside_another_mistake_it_waits_for_its_turn(client: Client, petition: Petition) -> None:
    assert "meant" not in kept(sign(client, petition, email=SLIP, postcode="x"))
    assert kept(sign(client, petition, email=SLIP))["meant"] == "keep"


def test_a_mistake_elsewhere_does_not_make_it_ask_twice(client: Client, petition: Petition) -> None:
    second = kept(sign(client, petition, email=SLIP, postcode="x", meant="keep"))
    assert second["meant"] == "keep"
    assert sign(client, petition, email=SLIP, meant=second["meant"]).status_code == 303


def test_a_choice_that_is_none_or_is_not_needed_does_no_harm(client: Client, petition: Petition) -> None:
    assert sign(client, petition, email=SLIP, meant="bort").status_code == 422
    assert sign(client, petition, email="asa@example.org", meant="change").status_code == 303
    assert rows.person(signatures(petition)[0])["email"] == "asa@example.org"


def test_a_domain_of_ones_own_is_never_asked_about(client: Client, petition: Petition) -> None:
    for number, domain in enumerate(("ragsved.se", "live.no", "mail.com", "kth.se", "gmx.ch")):
        assert sign(client, petition, email=f"p{number}@{domain}").status_code == 303, domain
