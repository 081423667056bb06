"""The page of people: rights changed, roles turned on and off, the yearly look, what the desk asks."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import clock as app_clock
from app.core.access import Role
from app.core.db import db, transaction
from app.people import reviewing, rights
from app.record.models import Act
from app.site.models import Association
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.factories import make_account, make_association, make_campaign
from tests.people.letting_in import PEOPLE, make_member, stands, turn_roles_on

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


def last_act() -> Act:
    """Give what was written down last."""
    return db.session.scalars(select(Act).order_by(Act.id.desc()).limit(1)).one()


def test_the_page_tells_who_as_what_with_what_and_since_when(app: Flask, administrator: Client) -> None:
    turn_roles_on()
    library = make_campaign(title="Rädda biblioteket")
    make_member(Role.PAPER_CLERK, who={"name": "Egon Exempelsson"}, campaigns=(library.id,))
    page = administrator.get(f"{PEOPLE}/").text
    line = page.partition(">Egon Exempelsson</a>")[2].partition("</tr>")[0]
    for words in ("För in papper", "Rädda biblioteket", "aldrig", "saknas"):
        assert words in line
    assert "Bara en administratör" in page
    assert "Öppna registret över underskrifter" in page


def test_rights_are_changed_and_it_is_written_down(app: Flask, administrator: Client) -> None:
    turn_roles_on()
    account, campaign = make_member(), make_campaign()
    typed = {"role": "shift_leader", "scope": "named", "campaigns": [str(campaign.id)]}
    answer = administrator.submit(f"{PEOPLE}/{account.id}", typed, button="Spara")
    assert answer.location == f"{PEOPLE}/"
    changed = rights.rights_of(stands(account))
    assert (changed.role, changed.campaigns) == (Role.SHIFT_LEADER, (campaign.id,))
    act = last_act()
    assert (act.kind, act.facts["role"], act.facts["before"]) == (
        "account.rights",
        "shift_leader",
        "organizer",
    )


def test_of_two_who_change_the_same_person_the_second_sees_it(app: Flask, administrator: Client) -> None:
    account = make_member()
    where = f"{PEOPLE}/{account.id}"
    page = administrator.get(where).text
    token = page.partition('name="csrf_token" value="')[2].partition('"')[0]
    was = rights.rights_of(account).mark
    with transaction():
        rights.change_rights(account, rights.Rights(role=Role.ADMINISTRATOR), actor=None)
    sent = {"csrf_token": token, "role": "organizer", "was": was}
    assert administrator.post(where, data=sent).location == where
    assert "Någon annan ändrade" in administrator.get(where).text
    assert stands(account).role == Role.ADMINISTRATOR


def test_the_only_administrator_is_told_at_the_field(app: Flask) -> None:
    me = make_account(Role.ADMINISTRATOR)
    client = Client(app).sign_in(me)
    answer = client.submit(f"{PEOPLE}/{me.id}", {"role": "organizer"}, button="Spara")
    assert answer.status_code == 422
    assert "den enda administratören" in answer.text
    answer = client.submit(f"{PEOPLE}/{me.id}", button="Släpp inte in längre")
    assert answer.status_code == 303
    assert "den enda administratören" in client.get(f"{PEOPLE}/").text
    assert stands(me).disabled_at is None


def test_ended_and_let_in_again(app: Flask, administrator: Client) -> None:
    account = make_member(who={"name": "Egon Exempelsson"})
    client = Client(app).sign_in(account)
    administrator.submit(f"{PEOPLE}/{account.id}", button="Släpp inte in längre")
    assert client.get("/organisera/").status_code == 303
    assert last_act().kind == "account.disabled"
    assert "Egon Exempelsson släpps inte in längre, från" in administrator.get(f"{PEOPLE}/").text
    administrator.submit(f"{PEOPLE}/{account.id}", button="Släpp in igen")
    assert last_act().kind == "account.enabled"
    assert client.sign_in(account).get("/organisera/").status_code == 200


def test_roles_are_turned_off_only_after_it_was_told_who_may_do_more(
    app: Flask, administrator: Client
) -> None:
    turn_roles_on()
    clerk = make_member(Role.PAPER_CLERK, who={"name": "Egon Exempelsson"})
    scoped = make_member(who={"name": "Fatima Testberg"}, campaigns=(make_campaign().id,))
    told = administrator.get(f"{PEOPLE}/").text.partition("De här blir samordnare för allt")[2]
    assert "Egon Exempelsson, Fatima Testberg." in told.partition("</p>")[0]
    empty = administrator.post(f"{PEOPLE}/roller", data={"csrf_token": token_of(administrator)})
    assert empty.status_code == 400  # a press that says nothing turns nothing off
    assert db.session.get_one(Association, 1).has_roles
    administrator.submit(f"{PEOPLE}/", button="Sluta använda roller")
    assert not db.session.get_one(Association, 1).has_roles
    for account in (clerk, scoped):
        assert rights.rights_of(stands(account)) == rights.Rights(role=Role.ORGANIZER)
    assert (last_act().kind, last_act().facts) == ("roles.switched", {"on": False, "count": 2})
    administrator.submit(f"{PEOPLE}/", button="Använd roller")
    assert rights.rights_of(stands(clerk)).role == Role.ORGANIZER  # turning them on changes nobody


def test_everyone_is_looked_over_in_one_press(app: Flask, administrator: Client) -> None:
    stays, goes = make_member(who={"name": "Egon Ek"}), make_member(who={"name": "Fatima Ek"})
    where = f"{PEOPLE}/genomgang"
    answer = administrator.submit(where, {f"person-{goes.id}": "end"}, button="Spara genomgången")
    assert answer.status_code == 422
    assert "Välj ett av de två" in answer.text
    assert f'value="end" checked' in answer.text  # noqa: F541
    assert stands(goes).disabled_at is None
    chosen = {f"person-{goes.id}": "end", f"person-{stays.id}": "keep"}
    assert administrator.submit(where, chosen, button="Spara genomgången").location == f"{PEOPLE}/"
    assert stands(goes).disabled_at
    assert stands(stays).disabled_at is None
    assert (last_act().kind, last_act().facts) == ("people.reviewed", {"count": 2, "ended": [goes.id]})
    assert not reviewing.is_due()


@pytest.mark.parametrize(
    ("reviewed", "asked"),
    [
        (date(2027, 1, 20), date(2028, 1, 20)),  # shortly before 1 March: a year later
        (date(2026, 10, 5), date(2027, 3, 1)),
        (date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_it_is_asked_from_1_march_or_a_year_after(
    app: Flask, clock: Clock, reviewed: date, asked: date
) -> None:
    make_account(Role.ADMINISTRATOR)
    make_account()
    with transaction():
        db.session.get_one(Association, 1).reviewed_at = app_clock.midnight(reviewed)
    noon = (app_clock.midnight(asked) - app_clock.now()).days
    clock.move(days=noon)
    assert not reviewing.is_due()
    clock.move(days=1)
    assert reviewing.is_due()


def test_the_desk_asks_for_a_second_administrator_until_one_has_signed_in(
    app: Flask, administrator: Client
) -> None:
    asks = "Frågan står kvar tills ännu en administratör har loggat in."
    assert asks in administrator.get("/organisera/").text
    second = make_account(Role.ADMINISTRATOR)
    assert asks in administrator.get("/organisera/").text
    Client(app).sign_in(second)
    assert asks not in administrator.get("/organisera/").text
    assert asks not in Client(app).sign_in(make_account()).get("/organisera/").text
