"""No list, figure, plot or search of the desk shows what is out of somebody's reach."""

from __future__ import annotations

from dataclasses import astuple
from datetime import timedelta

import pytest
from flask import Flask

from app.campaigns.models import Campaign, CampaignState
from app.core import clock as app_clock
from app.core.access import Role
from app.core.db import db, transaction
from app.desk import queries as desk
from app.petitions.models import PetitionState
from app.recipients import queries as recipients
from app.recipients.models import Recipient
from app.shifts import people as shift_people
from app.shifts.models import Event
from app.tasks.models import Task
from tests.clients import Client
from tests.core.visitors import token_of
from tests.factories import make_campaign, make_petition, make_signature
from tests.fraud.holds import make_held
from tests.people.letting_in import in_days, make_member, turn_roles_on
from tests.shifts.makers import make_event, make_shift, make_task
from tests.volunteers.doors import somebody
from tests.volunteers.people import book, here

pytestmark = [pytest.mark.database("sqlite"), pytest.mark.usefixtures("mail_server")]
OTHERS = "Främmande"
"""Stands in the title of everything that is out of reach."""


@pytest.fixture
def mine(app: Flask) -> Campaign:
    """Fill another campaign with one of each, and give an empty one."""
    turn_roles_on()
    others = make_campaign(title=f"{OTHERS} kampanj")
    make_campaign(CampaignState.DRAFT, title=f"{OTHERS} utkast")
    petition = make_petition(others, title=f"{OTHERS} insamling", purge_on=in_days(5))
    make_petition(others, title=f"{OTHERS} insamling till", state=PetitionState.DRAFT)
    make_signature(petition)
    make_signature(petition, is_confirmed=False)
    make_held(petition)
    event, task = make_event(title=f"{OTHERS} aktivitet"), make_task(title=f"{OTHERS} uppgift")
    make_shift(event)
    with transaction():
        db.session.get_one(Event, event.id).campaign_id = others.id
        db.session.get_one(Task, task.id).campaign_id = others.id
        db.session.get_one(Task, task.id).deadline = in_days(1)
    make_shift(make_event(title=f"{OTHERS} aktivitet utan kampanj"))
    return make_campaign(title="Min kampanj")


def test_the_organizer_of_an_activity_finds_it_on_the_first_page_and_a_way_back_from_others(
    app: Flask, mine: Campaign
) -> None:
    event = make_event(title="Bord på torget")
    account = make_member(Role.EVENT_ORGANIZER, events=(event.id,), until=in_days(5))
    client = Client(app).sign_in(account)
    page = client.get("/organisera/").text
    assert f'href="/organisera/pass/{event.id}"' in page.partition("Dina aktiviteter")[2]
    assert OTHERS not in page
    for path, status, words in (
        ("logg", 403, "Din roll omfattar inte"),
        ("pass/9999", 404, "kampanj som du"),
    ):
        refused = client.get(f"/organisera/{path}")
        assert refused.status_code == status
        assert words in refused.text
        assert "Till skrivbordet" in refused.text


@pytest.mark.parametrize("role", [Role.ORGANIZER, Role.SHIFT_LEADER, Role.PAPER_CLERK, Role.DATA_OFFICER])
def test_who_works_with_a_campaign_sees_no_other(app: Flask, mine: Campaign, role: Role) -> None:
    account = make_member(role, campaigns=(mine.id,))
    client = Client(app).sign_in(account)
    assert OTHERS not in client.get("/organisera/").text
    assert set(astuple(desk.figures(account))) == {0}
    assert not desk.recent_days(account)
    for path in ("kampanjer/", "namninsamlingar/", "namninsamlingar/ny", "pass/", "pass/?visa=tidigare"):
        assert OTHERS not in client.get(f"/organisera/{path}", checked=False).text, path
    for path in ("hjalp-till/", "hjalp-till/ny", "pass/nytt", "logg", "hur-det-gar", "mottagare/"):
        assert OTHERS not in client.get(f"/organisera/{path}", checked=False).text, path
    found = client.post("/organisera/sok", data={"words": OTHERS, "csrf_token": token_of(client)})
    assert found.status_code == 200
    assert f"{OTHERS} " not in found.text


def test_an_activity_s_organizer_sees_hers_alone(app: Flask, mine: Campaign) -> None:
    event = make_event(title="Mitt bord")
    make_shift(event)
    client = Client(app).sign_in(make_member(Role.EVENT_ORGANIZER, events=(event.id,), until=in_days(2)))
    for path in ("", "pass/", "hur-det-gar"):
        page = client.get(f"/organisera/{path}").text
        assert OTHERS not in page, path
    assert "Mitt bord" in client.get("/organisera/pass/").text


def test_a_person_is_seen_with_what_is_within_reach_alone(app: Flask, mine: Campaign) -> None:
    siv = somebody()
    event = make_event(title="Mitt bord")
    [elsewhere] = book(siv, make_shift(make_event(title=f"{OTHERS} bord")))
    leader = make_member(Role.SHIFT_LEADER, campaigns=(mine.id,))
    client = Client(app).sign_in(leader)
    page = f"/organisera/hjalpare/{elsewhere.volunteer_id}"
    assert client.get(page).status_code == 404
    with transaction():
        db.session.get_one(Event, event.id).campaign_id = mine.id
    here_too = make_shift(event, starts_at=app_clock.now() + timedelta(days=4))
    [booking] = book(siv, here_too)
    assert booking.volunteer_id == elsewhere.volunteer_id
    told = client.get(page).text
    assert "Mitt bord" in told
    assert OTHERS not in told
    assert shift_people.list_people(here(here_too), leader)[0].clashes == []


def test_a_card_is_changed_by_who_reaches_every_petition_to_it(app: Flask, mine: Campaign) -> None:
    account = make_member(campaigns=(mine.id,))
    with transaction():
        cards = [
            Recipient(name=name, kind="authority", created_at=app_clock.now())
            for name in ("Staden", "Landstinget")
        ]
        db.session.add_all(cards)
    make_petition(title=f"{OTHERS} krav", recipient="Staden")
    make_petition(mine, recipient="Landstinget")
    client = Client(app).sign_in(account)
    first, second = (db.session.query(Recipient).filter_by(name=card.name).one() for card in cards)
    assert recipients.list_editable(account) == {second.id}
    assert client.get(f"/organisera/mottagare/{first.id}/redigera").status_code == 404
    assert client.get(f"/organisera/mottagare/{second.id}/redigera").status_code == 200
    assert recipients.count_petitions(account) == {second.id: 1}
