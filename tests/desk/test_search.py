"""The desk's search: things by their titles, people by a press of its own that is written down."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import AccountCampaign
from app.core.access import Role
from app.core.db import db, transaction
from app.desk import people_search
from app.record.models import Act
from app.signatures import showing
from tests.budgets import at_most
from tests.clients import Client
from tests.factories import make_account, make_campaign, make_petition, make_signature
from tests.petitions.organizers import send, token_of
from tests.shifts.makers import make_event, make_shift, make_task
from tests.volunteers.people import ASA, book

pytestmark = pytest.mark.database("sqlite")
SEARCH = "/organisera/sok"


def acts() -> list[Act]:
    """List the searches that were written down."""
    return list(db.session.scalars(select(Act).where(Act.kind == "people.searched").order_by(Act.id)))


def main_of(page: str) -> str:
    """Give the page without its frame."""
    return page.partition("<main")[2].partition("</main>")[0]


def test_things_are_found_by_words_in_any_case(app: Flask, organizer: Client) -> None:
    campaign = make_campaign(title="Återöppna badhuset")
    petition = make_petition(campaign=campaign, title="Öppna badet nu")
    event, task = make_event(title="ÖPPET HUS"), make_task(title="Måla öppna dörrar")
    page = main_of(send(organizer, SEARCH, words="öppna").text)
    for title in (campaign.title, petition.title, task.title):
        assert title in page
    assert event.title not in page
    assert event.title in main_of(send(organizer, SEARCH, words="Hus öppet").text)
    assert 'role="status"' in main_of(send(organizer, SEARCH, words="finns inte").text)
    assert acts() == []


def test_too_little_is_answered_at_the_field_with_what_was_typed(organizer: Client) -> None:
    for typed, data in (("", {}), ("a", {}), ("Al", {"people": "y"})):
        answered = send(organizer, SEARCH, words=typed, **data)
        assert answered.status_code == 422
        assert "words-error" in answered.text
        assert f'value="{typed}"' in main_of(answered.text)


def test_people_are_found_by_name_part_mail_and_phone_and_it_is_written_down(
    app: Flask, administrator: Client
) -> None:
    petition = make_petition()
    make_signature(petition, name="Åsa Öberg", email="asa@example.org")
    make_signature(petition, name="Nils Annan")
    book(ASA, make_shift())
    make_account(name="Åsa Kassör")
    page = main_of(send(administrator, SEARCH, words="åsa", people="y").text)
    assert page.count("Åsa Öberg") >= 1
    assert "Åsa Kassör" in page
    assert "Nils Annan" not in page
    assert acts()[-1].facts["by"] == "part"
    page = main_of(send(administrator, SEARCH, words="ASA@example.org", people="y").text)
    assert "Åsa Öberg" in page
    assert (acts()[-1].facts["by"], acts()[-1].facts["signatures"]) == ("email", 1)
    assert "looked_at" not in acts()[-1].facts
    assert len(acts()) == 2
    assert "Åsa" not in repr([(act.facts, act.sealed) for act in acts()])


def test_without_the_press_nobody_is_looked_for(administrator: Client) -> None:
    make_signature(name="Åsa Öberg")
    assert "Åsa Öberg" not in main_of(send(administrator, SEARCH, words="Åsa").text)
    assert acts() == []


def test_who_works_with_one_campaign_finds_its_people_alone(app: Flask) -> None:
    account, hers = make_account(), make_campaign()
    make_signature(make_petition(campaign=hers), name="Åsa Här")
    make_signature(make_petition(), name="Åsa Där")
    book(ASA, make_shift())
    with transaction():
        account.is_scoped = True
        db.session.add(AccountCampaign(account_id=account.id, campaign_id=hers.id))
    page = main_of(send(Client(app).sign_in(account), SEARCH, words="åsa", people="y").text)
    assert "Åsa Här" in page
    assert "Åsa Där" not in page
    assert (acts()[-1].facts["signatures"], acts()[-1].facts["people"]) == (1, 0)


def test_who_enters_paper_looks_for_nobody(app: Flask) -> None:
    clerk = Client(app).sign_in(make_account(Role.PAPER_CLERK))
    petition = make_petition(title="Öppna badet")
    make_event(title="Öppet hus")
    page = send(clerk, SEARCH, words="öpp").text
    assert petition.title in page
    assert "Öppet hus" not in page
    assert 'name="people"' not in page
    assert send(clerk, SEARCH, words="Åsa", people="y").status_code == 403
    assert acts() == []


@pytest.mark.settings(rate_limits=True)
def test_many_searches_have_to_wait(organizer: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(showing, "LOOKS", "1 per 10 minutes")
    assert send(organizer, SEARCH, words="Åsa", people="y").status_code == 200
    assert send(organizer, SEARCH, words="Åsa", people="y").status_code == 429
    assert len(acts()) == 1


def test_a_search_costs_the_same_among_many(app: Flask, organizer: Client) -> None:
    petition = make_petition()
    costs = []
    for _time in range(2):
        for number in range(3):
            make_signature(petition, name=f"Åsa {number}")
        typed = {"words": "åsa", "people": "y", "csrf_token": token_of(organizer)}
        with at_most(24) as asked:
            organizer.post(SEARCH, data=typed)
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.database("sqlite", "postgres")
def test_whole_names_are_found_beyond_the_newest(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_search, "LOOKED_AT", 2)
    account, petition = make_account(), make_petition()
    first = make_signature(petition, name="Åsa Öberg")
    for _each in range(3):
        make_signature(petition)
    hits = people_search.find(account, "åsa  öberg")
    assert list(hits.signers) == [first.id]
    assert hits.is_cut
    assert list(people_search.find(account, "öberg").signers) == []
