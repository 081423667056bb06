"""The association's own pages, and what machines ask."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import CampaignState
from app.petitions.models import PetitionState
from tests.budgets import at_most
from tests.clients import Client
from tests.factories import (
    make_association,
    make_campaign,
    make_paper_total,
    make_petition,
    make_signature,
)
from tests.petitions.lives import make_in

pytestmark = pytest.mark.database("sqlite")

TWO_LANGUAGES = pytest.mark.parametrize("prefix", ["", "/en"])


@TWO_LANGUAGES
def test_the_front_page_shows_the_running_petition_first(app: Flask, client: Client, prefix: str) -> None:
    make_association(about="Vi är **grannar**.")
    closed = make_petition(state=PetitionState.CLOSED, title="Stängd insamling")
    running = make_petition(title="Öppen insamling")
    make_signature(running)
    make_paper_total(running, count=6)
    page = client.get(f"{prefix}/").text
    heading = page.partition("<h1")[2].partition("</h1>")[0]
    assert running.title in heading
    assert closed.title not in heading
    assert closed.title in page
    assert '<span class="counter__number">7</span>' in page
    assert f'href="{prefix}/namninsamlingar/{running.slug}#skriv-under"' in page
    assert "<strong>grannar</strong>" in page


def test_an_archived_petition_is_in_no_list_and_keeps_its_address(app: Flask, client: Client) -> None:
    gone = make_in(PetitionState.ARCHIVED, title="Undanlagd insamling")
    shown = make_petition(state=PetitionState.CLOSED, title="Avslutad insamling", campaign=gone.campaign)
    for path in ("/", "/namninsamlingar/", f"/kampanjer/{gone.campaign.slug}"):
        page = client.get(path).text
        assert shown.title in page
        assert gone.title not in page
    assert gone.title in client.get(f"/namninsamlingar/{gone.slug}").text


def test_drafts_and_archived_campaigns_are_not_listed(app: Flask, client: Client) -> None:
    hidden = [
        make_campaign(state, title=f"Dold {state}") for state in (CampaignState.DRAFT, CampaignState.ARCHIVED)
    ]
    shown = make_campaign(CampaignState.WON, title="Vunnen kampanj")
    for path in ("/", "/kampanjer/"):
        page = client.get(path).text
        assert shown.title in page
        assert not [each.title for each in hidden if each.title in page]


@TWO_LANGUAGES
def test_an_installation_without_campaigns_says_how_to_begin(app: Flask, client: Client, prefix: str) -> None:
    make_association()
    for path in ("/", "/kampanjer/", "/namninsamlingar/"):
        page = client.get(prefix + path).text
        assert 'class="empty"' in page
    assert "/organisera/logga-in" in client.get(f"{prefix}/").text


@pytest.mark.settings(demo=True)
@TWO_LANGUAGES
def test_a_demonstration_says_so_on_every_page(
    app: Flask, client: Client, organizer: Client, prefix: str
) -> None:
    petition = make_petition()
    public = ("/", "/kampanjer/", "/trygghet", f"/namninsamlingar/{petition.slug}", "/finns-inte")
    for page in [client.get(prefix + path).text for path in public] + [
        organizer.get(f"{prefix}/organisera/").text
    ]:
        assert 'class="demo-band"' in page


def test_a_real_installation_says_nothing_of_the_kind(app: Flask, client: Client) -> None:
    petition = make_petition()
    for path in ("/", f"/namninsamlingar/{petition.slug}"):
        assert "DEMO" not in client.get(path).text


def test_every_page_names_who_answers_for_it(app: Flask, client: Client) -> None:
    make_association(sender="Rågsveds hyresgäster, Rågsved", contact_email="kontakt@example.org")
    for path in ("/", "/trygghet", "/finns-inte"):
        page = client.get(path).text
        assert "Rågsveds hyresgäster, Rågsved" in page
        assert "mailto:kontakt@example.org" in page


def test_an_association_may_be_called_anything(app: Flask, client: Client) -> None:
    for name in ("<b>&\"'", "=1+1", "Å" * 120, "שם"):
        make_association(name=name, sender=name)
        for path in ("/", "/trygghet", "/tema.css"):
            assert client.get(path).status_code == 200
        assert "<b>&" not in client.get("/").text


def test_a_colour_of_its_own_gives_a_style_sheet(app: Flask, client: Client) -> None:
    for accent in ("#c4161c", "#000000", "#ffffff", "#ffff00", "#123456"):
        make_association(accent=accent)
        answer = client.get("/tema.css")
        assert (answer.status_code, answer.mimetype) == (200, "text/css")
        assert client.get("/").status_code == 200


def test_machines_are_answered_in_plain_text(app: Flask, client: Client) -> None:
    for path in ("/health/live", "/health/ready", "/robots.txt"):
        answer = client.get(path)
        assert (answer.status_code, answer.mimetype) == (200, "text/plain")
        assert "Set-Cookie" not in answer.headers
    assert "Disallow: /organisera/" in client.get("/robots.txt").text


def test_the_front_page_costs_the_same_with_many_of_everything(app: Flask, client: Client) -> None:
    for _time in range(2):
        make_petition()
    with at_most(12) as few:
        client.get("/")
    for _time in range(6):
        make_signature(make_petition())
    with at_most(12) as many:
        client.get("/")
    assert len(many) == len(few)
