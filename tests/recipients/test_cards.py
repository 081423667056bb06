"""A recipient has one card: chosen on petitions, changed by two without loss, told where it must be."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.edits import ChangedMeanwhile
from app.petitions.models import Petition, Preset
from app.recipients import service
from app.recipients.models import Recipient
from app.recipients.service import Card, NameTaken
from tests.clients import Client
from tests.factories import make_association, make_campaign, make_petition, make_signature
from tests.petitions.lives import fresh
from tests.petitions.organizers import DESK, desk_of
from tests.petitions.signers import address_of, kept, problem_with, said

CARDS = "/organisera/mottagare"
WRITTEN = {
    "name": "Enskede-Årsta-Vantörs stadsdelsnämnd",
    "kind": "authority",
    "contact": "Registrator",
    "email": "registrator@example.org",
    "address": "Slakthusplan 8 A\n121 25 Johanneshov",
    "threshold": "5000",
    "threshold_note": "behandlas det i nämnden.",
}
PETITION = {"title": "Tänd torget", "demand": "Vi kräver ljus.", "recipient": "", "preset": "suits"}


def make_card(**changes: Any) -> Recipient:
    """Make a recipient's card."""
    with transaction():
        return service.create_recipient(
            Card(**{"name": "Stadsdelsnämnden", "kind": "authority"} | changes), actor=None
        )


def test_from_the_empty_form_to_the_petitions_page(app: Flask, organizer: Client) -> None:
    make_association()
    assert organizer.submit(f"{CARDS}/ny", WRITTEN).status_code == 303
    card = db.session.scalars(select(Recipient)).one()
    assert (card.threshold, card.is_public_body, card.version) == (5000, True, 1)
    page = organizer.get(f"{CARDS}/").text
    assert "5\xa0000" in page
    campaign = make_campaign()
    organizer.submit(f"{DESK}/ny/{campaign.id}", PETITION | {"card": str(card.id)})
    petition = db.session.scalars(select(Petition)).one()
    assert (petition.recipient, petition.card, petition.preset) == (card.name, card, Preset.INITIALS)
    assert "registrator@" in organizer.get(desk_of(petition)).text


@pytest.mark.database("sqlite")
def test_the_threshold_stands_on_the_public_page_with_what_it_means(app: Flask, client: Client) -> None:
    make_association()
    make_card(threshold=5000, threshold_note="behandlas det i nämnden.")
    petition = make_petition(recipient="Stadsdelsnämnden")
    page = client.get(address_of(petition)).text
    assert "5\xa0000" in page
    assert "behandlas det i nämnden." in page


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("kind", "preset", "is_public"),
    [("authority", "initials", True), ("municipal", "initials", True), ("private", "count", False)],
)
def test_the_kind_decides_publicity_and_what_is_usual_to_promise(
    app: Flask, organizer: Client, kind: str, preset: str, is_public: bool
) -> None:
    card, campaign = make_card(kind=kind), make_campaign()
    organizer.submit(f"{DESK}/ny/{campaign.id}", PETITION | {"card": str(card.id), "is_authority": None})
    petition = db.session.scalars(select(Petition)).one()
    assert (petition.preset, petition.is_authority) == (preset, is_public)


@pytest.mark.database("sqlite")
def test_one_recipient_is_chosen_or_written_not_both_and_not_none(app: Flask, organizer: Client) -> None:
    card, campaign = make_card(), make_campaign()
    where = f"{DESK}/ny/{campaign.id}"
    for typed in ({"card": str(card.id), "recipient": "En annan"}, {"card": "0", "recipient": ""}):
        answer = organizer.submit(where, PETITION | typed)
        assert answer.status_code == 422
        assert problem_with(answer, "recipient")
    forged = organizer.submit(where, PETITION)  # a card that does not exist
    forged = organizer.post(where, data=kept(forged) | {"card": "999"})
    assert problem_with(forged, "card")
    assert organizer.submit(where, PETITION | {"recipient": card.name}).status_code == 303
    assert db.session.scalars(select(Petition)).one().card == card


@pytest.mark.database("sqlite")
def test_what_signers_were_told_stays_when_the_card_changes(app: Flask) -> None:
    petition = make_petition(recipient="Fastighetsbolaget", is_authority=True)
    card = make_card(name="Fastighetsbolaget", kind="municipal")
    assert fresh(petition).card == card  # found by its name
    make_signature(petition)
    with transaction():
        service.edit_recipient(card, Card(name="Nya Bolaget", kind="private"), version=1, actor=None)
    assert (fresh(petition).recipient, petition.is_authority) == ("Fastighetsbolaget", True)
    assert petition.card is not None
    assert petition.card.name == "Nya Bolaget"


def test_a_name_stands_once(app: Flask) -> None:
    make_card()
    other = make_card(name="En annan")
    with pytest.raises(NameTaken):
        make_card()
    with pytest.raises(NameTaken), transaction():
        service.edit_recipient(other, Card(name="Stadsdelsnämnden", kind="private"), version=1, actor=None)


@pytest.mark.database("sqlite")
def test_two_at_once_are_noticed_and_nothing_is_lost(app: Flask, organizer: Client) -> None:
    make_association()
    card = make_card()
    where = f"{CARDS}/{card.id}/redigera"
    mine = kept(organizer.get(where)) | {"contact": "Min text"}
    with transaction():
        service.edit_recipient(
            card, Card(name=card.name, kind="authority", contact="Den andras"), version=1, actor=None
        )
    answer = organizer.post(where, data=mine)
    assert answer.status_code == 422
    assert said(ChangedMeanwhile.message) in answer.text
    assert "Den andras" in answer.text
    assert kept(answer)["contact"] == "Min text"
    assert organizer.post(where, data=kept(answer)).status_code == 303
    db.session.expire_all()
    assert (card.contact, card.version) == ("Min text", 3)


MISTAKES = [
    ({"name": ""}, "name"),
    ({"name": "x" * 161}, "name"),
    ({"email": "ingen adress"}, "email"),
    ({"email": "a@b.se\nBcc: c@d.se"}, "email"),
    ({"address": "x" * 301}, "address"),
    ({"threshold": "0"}, "threshold"),
    ({"threshold": "många"}, "threshold"),
    ({"threshold": "", "threshold_note": "behandlas"}, "threshold"),
    ({"threshold": "5", "threshold_note": ""}, "threshold_note"),
    ({"kind": "annat"}, "kind"),
]


@pytest.mark.database("sqlite")
def test_every_mistake_is_answered_at_its_field(app: Flask, organizer: Client) -> None:
    for typed, field in MISTAKES:
        answer = organizer.submit(f"{CARDS}/ny", WRITTEN | typed)
        assert answer.status_code == 422, typed
        assert problem_with(answer, field), typed
    assert db.session.scalars(select(Recipient)).all() == []
