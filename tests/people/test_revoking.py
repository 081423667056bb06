"""A right that is taken away is gone at the next request: also between loading a form and sending it."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core import clock as app_clock
from app.core.access import Role
from app.core.db import db, transaction
from app.people import rights
from app.people.rights import Rights
from app.shifts.models import Event
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.factories import make_account, make_campaign, make_petition
from tests.people.letting_in import PEOPLE, in_days, make_member, stands, turn_roles_on
from tests.shifts.makers import make_event, make_shift

pytestmark = pytest.mark.database("sqlite")
DESK = "/organisera"


@pytest.fixture(autouse=True)
def roles(app: Flask) -> None:
    """Turn roles on."""
    turn_roles_on()


def change(account: Account, **given: object) -> None:
    """Give somebody other rights, as an administrator does."""
    with transaction():
        rights.change_rights(account, Rights(**{"role": Role.ORGANIZER} | given), actor=None)  # type: ignore[arg-type]


def test_a_role_that_is_lowered_holds_from_the_next_page(app: Flask) -> None:
    account, petition = make_member(), make_petition()
    client = Client(app).sign_in(account)
    register = f"{DESK}/namninsamlingar/{petition.id}/underskrifter/"
    assert client.get(register).status_code == 200
    change(account, role=Role.SHIFT_LEADER)
    assert client.get(register).status_code == 403
    assert "/organisera/namninsamlingar/" not in client.get(f"{DESK}/").text


def test_between_loading_a_form_and_sending_it(app: Flask) -> None:
    account, campaign = make_member(), make_campaign(title="Som det var")
    client, other = Client(app).sign_in(account), make_campaign()
    where = f"{DESK}/kampanjer/{campaign.id}/redigera"
    token = token_of(client)
    typed = {"csrf_token": token, "title": "Nytt", "demand": "Nytt krav"}
    assert client.get(where).status_code == 200
    change(account, campaigns=(other.id,))
    assert client.post(where, data=typed).status_code == 404
    change(account, role=Role.PAPER_CLERK)
    assert client.post(where, data=typed).status_code == 403
    with transaction():
        rights.end_access(account, actor=None)
    assert client.post(where, data=typed).status_code == 401
    db.session.rollback()
    assert db.session.get_one(Campaign, campaign.id).title == "Som det var"


def test_an_activity_s_organizer_is_out_the_day_after(app: Flask, clock: Clock) -> None:
    event, other = make_event(), make_event(title="Ett annat bord")
    shift = make_shift(event)
    account = make_member(Role.EVENT_ORGANIZER, events=(event.id,), until=in_days(1))
    client = Client(app).sign_in(account)
    assert "Ett annat bord" not in client.get(f"{DESK}/pass/").text
    assert client.get(f"{DESK}/pass/tid/{shift.id}").status_code == 200
    assert client.get(f"{DESK}/pass/{other.id}").status_code == 404
    assert client.get(f"{DESK}/namninsamlingar/").status_code == 403
    clock.move(days=1)
    client.sign_in(account)  # sessions end by themselves after hours without a page
    assert client.get(f"{DESK}/pass/").status_code == 200
    clock.move(hours=11)
    assert app_clock.today() == in_days(0)
    clock.move(hours=2)
    assert client.get(f"{DESK}/pass/").status_code == 303


def test_what_nobody_offered_is_not_taken(app: Flask) -> None:
    """Neither a role nor somebody else's campaign comes in by a form that has no such field."""
    mine, others = make_campaign(), make_campaign()
    account = make_member(campaigns=(mine.id,))
    client = Client(app).sign_in(account)
    token = token_of(client)
    more = {"role": "administrator", "is_admin": "1", "is_scoped": "", "campaigns": str(others.id)}
    answer = client.post(f"{DESK}/konto/namn", data={"csrf_token": token, "name": "Egon", **more})
    assert answer.status_code in {303, 404}
    for path in (f"{PEOPLE}/{account.id}", f"{PEOPLE}/bjud-in", f"{PEOPLE}/roller"):
        assert client.post(path, data={"csrf_token": token, **more}).status_code == 403
    event = {"title": "Bordet", "kind": "stand", "visibility": "public", "place": "Torget"}
    made = {"csrf_token": token, **event, "campaign": str(others.id)}
    assert client.post(f"{DESK}/pass/nytt", data=made).status_code == 422
    assert client.post(f"{DESK}/pass/nytt", data=made | {"campaign": "0"}).status_code == 422
    assert client.post(f"{DESK}/pass/nytt", data=made | {"campaign": str(mine.id)}).status_code == 303
    db.session.rollback()
    assert [row.campaign_id for row in db.session.query(Event)] == [mine.id]
    assert stands(account).role == Role.ORGANIZER
    assert rights.rights_of(account).campaigns == (mine.id,)


def test_an_activity_s_organizer_keeps_its_campaign(app: Flask) -> None:
    campaign, event = make_campaign(), make_event()
    with transaction():
        db.session.get_one(Event, event.id).campaign_id = campaign.id
    account = make_member(Role.EVENT_ORGANIZER, events=(event.id,), until=in_days(1))
    client = Client(app).sign_in(account)
    answer = client.submit(f"{DESK}/pass/{event.id}/redigera", {"title": "Nytt namn"}, button="Spara")
    assert answer.status_code == 303
    db.session.rollback()
    kept = db.session.get_one(Event, event.id)
    assert (kept.title, kept.campaign_id) == ("Nytt namn", campaign.id)


def test_the_page_of_people_is_for_administrators(app: Flask, organizer: Client) -> None:
    assert organizer.get(f"{PEOPLE}/").status_code == 403
    assert PEOPLE not in organizer.get(f"{DESK}/").text
    assert make_account().role == Role.ORGANIZER
