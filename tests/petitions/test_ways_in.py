"""From the first page and from the list a new petition is one press away, and what was done is said."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from flask import Flask

from app.campaigns.models import CampaignState
from app.core.db import db, transaction
from app.petitions.models import Petition, PetitionState
from tests.clients import Client
from tests.core.doors import DESK as DOORS
from tests.core.visitors import administrator, knock, token_of
from tests.factories import make_association, make_campaign
from tests.petitions.organizers import DESK

pytestmark = pytest.mark.database("sqlite")
NEW = f"{DESK}/ny"


def test_today_and_the_list_lead_there(app: Flask, organizer: Client) -> None:
    for page in ("/organisera/", f"{DESK}/"):
        assert f'href="{NEW}"' in organizer.get(page).text


def test_without_a_campaign_she_is_led_to_making_one(app: Flask, organizer: Client) -> None:
    for state in (CampaignState.WON, CampaignState.ARCHIVED):
        make_campaign(state)
    page = organizer.get(NEW)
    assert page.status_code == 200
    assert "Först en kampanj" in page.text
    assert 'href="/organisera/kampanjer/ny"' in page.text


def test_with_one_campaign_the_form_comes_at_once(app: Flask, organizer: Client) -> None:
    make_campaign(CampaignState.WON)
    only = make_campaign()
    answer = organizer.get(NEW)
    assert (answer.status_code, answer.location) == (303, f"{NEW}/{only.id}")


def test_with_several_she_chooses(app: Flask, organizer: Client) -> None:
    running, draft, over = (
        make_campaign(),
        make_campaign(CampaignState.DRAFT),
        make_campaign(CampaignState.LOST),
    )
    page = organizer.get(NEW).text
    for campaign in (running, draft):
        assert f'href="{NEW}/{campaign.id}"' in page
    assert f'href="{NEW}/{over.id}"' not in page


def test_what_is_open_gives_what_it_is_spread_with(organizer: Client, petition: Petition) -> None:
    where = f"{DESK}/{petition.id}"
    page = organizer.get(where).text
    address = f"http://localhost:8000/namninsamlingar/{petition.slug}"
    assert f'href="{address}"' in page
    assert 'class="qr"' in page
    assert quote(address) in page  # in the links that share it
    with transaction():
        db.session.get_one(Petition, petition.id).state = PetitionState.CLOSED
    page = organizer.get(where).text
    assert 'class="qr"' not in page
    assert quote(address) not in page


def test_no_act_jumps_over_its_message(app: Flask) -> None:
    """What has been done is said on top of the page: an address with a place on it would jump past that."""
    make_association()
    client = administrator(app)
    token, jumps, knocked = token_of(client), [], set()
    kinds = ("campaigns_", "petitions_", "goals_", "contents_", "translations_", "handing_", "recipients_",
             "fraud_", "rules_", "invalidations_")  # fmt: skip
    for door in DOORS:
        if door.method == "POST" and door.status == 303 and door.endpoint.startswith(kinds):
            answer = knock(client, door, door.way(), token=token)
            assert answer.status_code == 303, door.name
            knocked.add(door.endpoint)
            if "#" in answer.location:
                jumps.append(door.name)
    assert {"petitions_manage.paper", "campaigns_manage.tell"} <= knocked
    assert jumps == []
