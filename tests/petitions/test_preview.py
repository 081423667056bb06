"""An organizer sees a draft as everybody will see it, and nobody else does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.campaigns.models import CampaignState
from app.core import clock as today
from app.core.db import db, transaction
from app.petitions import contents
from app.petitions.contents import NewQuestion
from app.petitions.models import AskFor, Petition, PetitionState, QuestionKind
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_association, make_campaign, make_petition
from tests.filled_forms import forms_of
from tests.petitions import contents_doors
from tests.petitions.organizers import desk_of

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


def look(client: Client, petition: Petition, query: str = "", prefix: str = "") -> str:
    """Read the preview of a petition."""
    answer = client.get(f"{prefix}{desk_of(petition)}/forhandsvisning{query}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.text


def test_it_is_the_public_page_with_the_form_as_it_will_ask(organizer: Client, client: Client) -> None:
    purge_on = today.today() + timedelta(days=40)
    petition = make_petition(state=PetitionState.DRAFT, title="Rusta torget", purge_on=purge_on)
    with transaction():
        asked = NewQuestion(label="Är du hyresgäst?", kind=QuestionKind.YES_NO)
        contents.add_question(petition, asked, actor=None)
        contents.change_contents(
            petition,
            ["Kvarteret Lönnen"],
            was=contents.mark_of(petition),
            phone=AskFor.OPTIONAL,
            comment=True,
            association="",
            actor=None,
        )
    assert "forhandsvisning" in organizer.get(desk_of(petition)).text
    before = snapshot()
    page = look(organizer, petition)
    assert snapshot() == before
    for words in (
        "Förhandsvisning",
        "Ingen annan ser den",
        "Därför skriver vi under.",
        "Stockholms kommunfullmäktige",
        "Kvarteret Lönnen",
        "Är du hyresgäst?",
        "Varför du skriver under",
        f"till senast den {purge_on.day} ",
        "mejl eller telefon",
        "Så går det för namninsamlingen",
        'content="noindex"',
    ):
        assert words in page, words
    assert client.get(f"/namninsamlingar/{petition.slug}").status_code == 404
    assert client.get(f"{desk_of(petition)}/forhandsvisning").status_code == 303


def test_its_form_cannot_be_sent(organizer: Client) -> None:
    petition = make_petition(state=PetitionState.DRAFT)
    assert forms_of(look(organizer, petition), "/") == []


def test_it_stands_in_english_and_in_its_other_languages(organizer: Client) -> None:
    petition = contents_doors.translated(PetitionState.DRAFT)
    assert "Nobody else sees it" in look(organizer, petition, prefix="/en")
    swedish = look(organizer, petition)
    assert "forhandsvisning?sprak=so" in swedish
    assert "Iibso xarunta" not in swedish
    somali = look(organizer, petition, "?sprak=so")
    assert "Iibso xarunta" in somali
    assert organizer.get(f"{desk_of(petition)}/forhandsvisning?sprak=fi").status_code == 404


def test_an_unfinished_draft_says_what_it_cannot_promise_yet(organizer: Client) -> None:
    campaign = make_campaign(CampaignState.DRAFT)
    petition = make_petition(campaign, state=PetitionState.DRAFT)
    with transaction():
        db.session.get_one(Petition, petition.id).purge_on = None
    page = look(organizer, petition)
    assert "när dagen är vald då namnen tas bort" in page
    assert "Så går det för namninsamlingen" not in page  # nothing has happened, and nothing is planned
    assert f"/organisera/kampanjer/{campaign.id}/forhandsvisning" in page


def test_what_is_open_leads_to_its_page(organizer: Client) -> None:
    petition = make_petition()
    answer = organizer.get(f"{desk_of(petition)}/forhandsvisning")
    assert (answer.status_code, answer.location) == (303, f"/namninsamlingar/{petition.slug}")


def test_a_campaign_says_too_that_nobody_else_sees_it(organizer: Client, client: Client) -> None:
    campaign = make_campaign(CampaignState.DRAFT)
    page = organizer.get(f"/organisera/kampanjer/{campaign.id}/forhandsvisning").text
    assert "Ingen annan ser den" in page
    assert 'content="noindex"' in page
    assert "Ingen annan ser den" not in client.get(f"/kampanjer/{make_campaign().slug}").text


def test_each_obstacle_leads_to_where_it_is_mended(organizer: Client, clock: Clock) -> None:
    campaign = make_campaign(CampaignState.DRAFT)
    petition = make_petition(campaign, state=PetitionState.DRAFT)
    here = desk_of(petition)
    text, times = f"{here}/redigera", f"{here}/tider"
    later = today.today() + timedelta(days=50)
    for changes, place in (
        ({"purge_on": None}, f"{text}#purge_on"),
        ({"purge_on": today.today()}, f"{text}#purge_on"),
        ({"contact_until": today.today()}, f"{text}#contact_until"),
        ({"contact_until": today.today(), "purge_on": None}, f"{text}#contact_until"),
        ({"contact_until": later + timedelta(days=1)}, f"{text}#contact_until"),
        ({"closes_at": today.now() - timedelta(hours=1)}, f"{times}#closes_day"),
        ({"recipient": ""}, f"{text}#recipient"),
    ):
        whole: dict[str, Any] = {"purge_on": later, "contact_until": None, "closes_at": None}
        with transaction():
            draft = db.session.get_one(Petition, petition.id)
            for name, value in (whole | {"recipient": "Staden"} | changes).items():
                setattr(draft, name, value)
        page = organizer.get(here).text
        assert f'href="{place}"' in page
        assert f'href="/organisera/kampanjer/{campaign.id}">Publicera' in page
        where, _, field = place.partition("#")
        assert f'id="{field}"' in organizer.get(where).text
