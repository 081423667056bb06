"""From the first sign-in to a published petition, and the list of what is left."""

from __future__ import annotations

import pytest
from flask import Flask

from app.campaigns.models import Campaign
from app.core import clock
from app.core.access import Role
from app.core.db import db, transaction
from app.legal.drafts import Kind
from app.petitions.models import Petition, PetitionState
from app.site import checklist
from app.site import queries as site
from app.site.models import LegalText
from tests.clients import Client
from tests.factories import make_account, make_association, make_petition
from tests.setup.walking import PETITION, set_up

pytestmark = pytest.mark.database("sqlite")

FIRST = "/organisera/kom-igang/namninsamling"


def test_without_mail_a_newcomer_is_told_what_to_do_and_loses_nothing(client: Client) -> None:
    set_up(client)
    look = client.submit(FIRST, PETITION).location
    page = client.get(look).text
    assert "Inga mejl går ut härifrån än" in page
    assert "/organisera/installningar/e-post" in page
    answer = client.submit(look, button="Publicera")
    assert answer.status_code == 422
    campaign, petition = (
        db.session.scalars(db.select(Campaign)).one(),
        db.session.scalars(db.select(Petition)).one(),
    )
    assert (campaign.state, petition.state) == ("draft", "draft")
    assert client.get("/organisera/kom-igang/vidare").location == look
    desk = client.get(f"/organisera/namninsamlingar/{petition.id}").text
    assert f'href="{look}"' in desk
    assert 'href="/organisera/installningar/e-post/"' in desk
    make_petition(campaign=campaign, state=PetitionState.DRAFT)
    assert f'href="{look}"' not in client.get(f"/organisera/namninsamlingar/{petition.id}").text


def test_nothing_is_said_about_the_recipient_that_nobody_chose(client: Client) -> None:
    set_up(client)
    look = client.submit(FIRST, {**PETITION, "recipient": "Värden AB", "is_authority": None}).location
    assert "allmän handling" not in client.get(look).text
    assert "checked" not in client.get(FIRST).text.partition('name="is_authority"')[2].partition(">")[0]


@pytest.mark.usefixtures("mail_server")
def test_one_press_publishes_petition_and_campaign(client: Client) -> None:
    set_up(client)
    look = client.submit(FIRST, PETITION).location
    assert "Inga mejl" not in client.get(look).text
    done = client.submit(look, button="Publicera")
    petition = db.session.scalars(db.select(Petition)).one()
    assert done.location == f"/organisera/namninsamlingar/{petition.id}"
    assert (petition.state, petition.campaign.state) == ("open", "published")
    assert petition.purge_on is not None
    assert (petition.preset, (petition.purge_on - clock.today()).days) == ("initials", 365)
    assert client.get(f"/namninsamlingar/{petition.slug}").status_code == 200
    assert client.get(look).status_code == 303


def test_what_is_wrong_is_told_and_what_was_typed_stays(administrator: Client) -> None:
    make_association()
    answer = administrator.submit(FIRST, PETITION | {"recipient": ""})
    assert answer.status_code == 422
    assert "Skriv vem som ska få underskrifterna." in answer.text
    assert PETITION["demand"] in answer.text


def test_the_list_says_what_is_left_until_it_is_done_or_put_away(app: Flask, client: Client) -> None:
    set_up(client)
    page = client.get("/organisera/").text
    assert "Kom igång" in page
    assert "Skriv ut nyckelkuvertet till kassaskåpet" in page
    assert client.submit("/organisera/", button="Dölj listan").status_code == 303
    assert "Skriv ut nyckelkuvertet" not in client.get("/organisera/").text
    back = client.submit("/organisera/installningar/", button="Ta fram den igen")
    assert "Skriv ut nyckelkuvertet" in client.get(back.location).text


def test_the_legal_texts_are_done_when_each_is_saved_and_filled_in(app: Flask) -> None:
    account = make_account(Role.ADMINISTRATOR)
    make_association()

    def save(locale: str, *bodies: str) -> bool:
        with transaction():
            site.get_association().languages = ["sv"]
            db.session.execute(db.delete(LegalText))
            for kind, body in zip(Kind, bodies, strict=False):
                db.session.add(
                    LegalText(kind=kind, locale=locale, body=body, draft="", edited_at=clock.now())
                )
        return any(
            each.step is checklist.Step.TEXTS and each.is_done for each in checklist.get_items(account)
        )

    assert not save("sv", "Vi.")
    assert not save("sv", "Vi.", "Vi.", "Vi är *[skriv vilka]*.")
    assert not save("en", "We.", "We.", "We.")
    assert save("sv", "Vi.", "Vi.", "Vi.")


def test_organizers_who_can_do_nothing_about_it_do_not_see_the_list(organizer: Client) -> None:
    make_association()
    assert "Kom igång" not in organizer.get("/organisera/").text


def test_each_step_is_looked_up_and_not_ticked(app: Flask) -> None:
    account = make_account(Role.ADMINISTRATOR)
    make_association()
    before = {item.step for item in checklist.get_items(account) if item.is_done}
    make_petition()
    make_account(Role.ADMINISTRATOR)
    with transaction():
        own = site.get_association()
        own.accent, own.sheet_printed_at, own.mail_tested_at = "#005500", clock.now(), clock.now()
    after = {item.step for item in checklist.get_items(account) if item.is_done}
    step = checklist.Step
    assert before == set()
    assert after == {
        *(step.PETITION, step.CAMPAIGN, step.PURGE, step.ADMINISTRATOR),
        *(step.LOOKS, step.ENVELOPE, step.MAIL),
    }
