"""One's own account: ways to sign in set up and changed, and sessions seen and ended."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import factors, service, totp
from app.accounts.models import AccountSession, RecoveryCode
from app.core import clock as app_clock
from app.core.access import Role
from app.core.db import db
from app.record.models import Act
from tests.accounts.people import (
    EMAIL,
    NEW_PASSWORD,
    OWN,
    PASSWORD,
    anew,
    app_code,
    is_in,
    make_alva,
    sign_in,
    type_password,
)
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.factories import make_account, make_association
from tests.mail import Mailbox

TOTP = f"{OWN}/engangskod"


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


def press(client: Client, path: str, **sent: str) -> int:
    return client.post(path, data={"csrf_token": token_of(client), **sent}).status_code


def acts() -> list[str]:
    return list(db.session.scalars(select(Act.kind).order_by(Act.id)))


def test_password_app_and_recovery_codes_from_nothing(app: Flask, mailbox: Mailbox) -> None:
    account = make_account(name="Alva Provström", email=EMAIL)
    client = Client(app).sign_in(account, proved=False)
    sent = {"password": PASSWORD, "again": PASSWORD}
    assert client.submit(f"{OWN}/losenord", sent).location == OWN
    assert client.submit(OWN, button="Ordna engångskoder").location == TOTP
    page = client.get(TOTP).text
    found = re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", page)
    assert found
    assert "<svg" in page
    secret = found[0].replace(" ", "")
    assert not factors.factors_of(anew(account)).totp  # it counts when a code has confirmed it
    wrong = client.submit(TOTP, {"current": PASSWORD, "code": "000000"})
    assert "klocka" in wrong.text
    right = totp.code_at(secret, totp.step_of(app_clock.now()))
    assert client.submit(TOTP, {"current": "fel lösenord", "code": right}).status_code == 422
    done = client.submit(TOTP, {"current": PASSWORD, "code": right})
    codes = re.findall(r"\b(?:[a-z2-9]{4}-){2}[a-z2-9]{4}\b", done.text)
    assert len(codes) == 10
    assert codes[0] not in client.get(OWN).text
    has = factors.factors_of(anew(account))
    assert (has.password, has.totp, has.codes_left) == (True, True, 10)
    assert [kind for kind in acts() if kind.startswith("account.")] == ["account.password", "account.totp_on"]
    assert [letter.to for letter in mailbox.deliver()] == [EMAIL, EMAIL]


@pytest.mark.database("sqlite")
def test_where_she_was_going_is_kept_while_she_sets_up_a_way_in(app: Flask) -> None:
    goal = "/organisera/personer/bjud-in"
    client = Client(app).sign_in(make_account(name="Alva Provström", email=EMAIL), proved=False)
    page = client.get(f"{OWN}?next={goal}").text
    assert f'href="{goal}"' not in page  # it would only ask again for what is set up here
    sent = {"password": PASSWORD, "again": PASSWORD}
    assert client.submit(f"{OWN}/losenord", sent).location == f"{OWN}?next={goal}"
    client.submit(f"{OWN}?next={goal}", button="Ordna engångskoder")
    secret = (re.search(r"(?:[A-Z2-7]{4} ){7}[A-Z2-7]{4}", client.get(TOTP).text) or [""])[0].replace(" ", "")
    right = totp.code_at(secret, totp.step_of(app_clock.now()))
    done = client.submit(TOTP, {"current": PASSWORD, "code": right})
    assert f'href="{OWN}?next={goal}"' in done.text
    assert f'href="{goal}"' in client.get(f"{OWN}?next={goal}").text
    assert f'href="{goal}"' not in client.get(f"{OWN}?next=//evil.example").text


def test_changing_a_way_in_asks_for_a_fresh_code(app: Flask, clock: Clock, mailbox: Mailbox) -> None:
    account = make_alva(has_totp=True)
    client = sign_in(app, account)
    clock.move(minutes=31)
    sent = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
    way = client.get(f"{OWN}/losenord").location
    assert way == f"/organisera/bekrafta?next={OWN}/losenord"
    for path in (f"{TOTP}/ta-bort", f"{TOTP}/borja", f"{OWN}/reservkoder"):
        assert press(client, path) == 403
    answer = client.post(f"{OWN}/losenord", data={**sent, "csrf_token": token_of(client)})
    assert (answer.status_code, NEW_PASSWORD in answer.text) == (403, False)
    assert mailbox.deliver() == []
    assert client.submit(way, {"proof_code": app_code(account)}).location == f"{OWN}/losenord"
    assert client.submit(f"{OWN}/losenord", sent).location == OWN
    assert press(client, f"{TOTP}/ta-bort") == 303
    assert not factors.factors_of(anew(account)).can_prove
    assert [kind for kind in acts() if "account." in kind] == ["account.password", "account.totp_off"]


@pytest.mark.database("sqlite")
def test_without_a_better_lock_a_new_password_asks_for_the_old(app: Flask) -> None:
    client = Client(app).sign_in(make_alva(), proved=False)
    sent = {"password": NEW_PASSWORD, "again": NEW_PASSWORD}
    assert client.submit(f"{OWN}/losenord", {**sent, "current": "fel lösenord"}).status_code == 422
    assert client.submit(f"{OWN}/losenord", {**sent, "current": PASSWORD}).status_code == 303
    assert type_password(Client(app), NEW_PASSWORD).status_code == 303


@pytest.mark.database("sqlite")
def test_new_recovery_codes_end_the_earlier_ones(app: Flask) -> None:
    account = make_alva(has_totp=True)
    client = sign_in(app, account)
    shown = [client.submit(OWN, button="Gör tio nya koder").text for _twice in range(2)]
    assert shown[0] != shown[1]
    assert db.session.query(RecoveryCode).count() == 10
    assert acts().count("account.codes") == 2


def test_a_session_is_ended_from_another_browser(app: Flask, clock: Clock) -> None:
    account = make_alva(has_totp=True)
    first = sign_in(app, account)
    clock.move(minutes=1)
    here = sign_in(app, account)
    clock.move(minutes=1)
    third = sign_in(app, account)
    stranger = Client(app).sign_in(make_account())
    uids = [row.uid.hex() for row in db.session.query(AccountSession).order_by(AccountSession.id)]
    assert press(stranger, f"{OWN}/sessioner/{uids[0]}/avsluta") == 404
    assert is_in(first)
    assert press(here, f"{OWN}/sessioner/{uids[0]}/avsluta") == 303
    assert [is_in(each) for each in (first, here, third)] == [False, True, True]
    assert press(here, f"{OWN}/sessioner/avsluta-andra") == 303
    assert [is_in(each) for each in (first, here, third, stranger)] == [False, True, False, True]
    assert acts().count("account.sessions_ended") == 2


def test_a_new_address_counts_when_its_mail_is_answered(app: Flask, mailbox: Mailbox) -> None:
    account = make_alva(has_totp=True)
    client = sign_in(app, account)
    client.submit(f"{OWN}/adress", {"email": "alva.ny@example.org"})
    letter = mailbox.last()
    assert letter.to == "alva.ny@example.org"
    assert service.person(anew(account))["email"] == EMAIL
    path = letter.links[0].removeprefix("http://localhost:8000")
    elsewhere = Client(app)
    assert elsewhere.submit(path).status_code == 303
    assert elsewhere.post(path).status_code == 410
    assert mailbox.last().to == EMAIL  # the earlier one is told
    assert service.person(anew(account))["email"] == "alva.ny@example.org"
    assert type_password(Client(app), PASSWORD, "alva.ny@example.org").status_code == 303


@pytest.mark.database("sqlite")
def test_an_address_that_somebody_has_is_not_taken(app: Flask, mailbox: Mailbox) -> None:
    make_account(email="bashir@example.org")
    client = sign_in(app, make_alva(has_totp=True))
    client.submit(f"{OWN}/adress", {"email": "bashir@example.org"})
    path = mailbox.last().links[0].removeprefix("http://localhost:8000")
    answer = Client(app).post(path)
    assert (answer.status_code, "redan" in answer.text) == (422, True)


@pytest.mark.database("sqlite")
def test_ones_name_is_corrected(app: Flask) -> None:
    account = make_alva(has_totp=True)
    client = sign_in(app, account)
    assert client.submit(f"{OWN}/namn", {"name": ""}).status_code == 422
    assert client.submit(f"{OWN}/namn", {"name": "Alva Övningslund"}).location == OWN
    assert service.person(anew(account))["name"] == "Alva Övningslund"


@pytest.mark.database("sqlite")
@pytest.mark.settings(demo=True)
def test_the_demonstration_shows_the_codes_and_nothing_else_does(app: Flask, client: Client) -> None:
    account = make_alva(has_totp=True)
    for number in range(3):
        make_account(Role.SHIFT_LEADER, email=f"pass-{number}@example.org")
    page = client.get("/organisera/logga-in").text
    assert (EMAIL in page, "Ansvarig på plats" in page) == (True, True)
    assert "pass-2@" not in page  # whoever is invited later has a password of her own
    type_password(client)
    assert app_code(account) in client.get("/organisera/logga-in/steg-tva").text


@pytest.mark.database("sqlite")
@pytest.mark.settings(demo=True)
@pytest.mark.parametrize("email", [EMAIL, "ingen@example.org"])
def test_the_demonstration_shows_the_code_of_a_forgotten_password_for_every_address(
    app: Flask, client: Client, email: str
) -> None:
    make_alva(has_totp=True)
    client.submit("/organisera/logga-in/lank", {"email": email})
    assert re.search(r"DEMO.*<strong>\d{8}</strong>", client.get("/organisera/logga-in/skickad").text)
