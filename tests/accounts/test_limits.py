"""Tries are limited so that an attacker is slow and the owner of the address always comes in."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.accounts import passwords, tries_views
from tests.accounts.people import (
    EMAIL,
    GATE,
    OWN,
    PASSWORD,
    STEP,
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

pytestmark = [pytest.mark.database("sqlite"), pytest.mark.settings(rate_limits=True)]


@pytest.fixture(autouse=True)
def quick(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Name the association, and let wrong passwords cost nothing: here they are only counted."""
    make_association()
    monkeypatch.setattr(passwords, "is_right", lambda kept, typed: kept is not None and typed == PASSWORD)


def from_network(app: Flask, number: int) -> Client:
    client = Client(app)
    client.environ_base["REMOTE_ADDR"] = f"203.0.113.{number}"
    return client


def test_an_attacker_with_fifty_networks_does_not_keep_the_organizer_out(app: Flask, clock: Clock) -> None:
    account = make_alva(has_totp=True)
    hers = sign_in(app, account)
    hers.post("/organisera/logga-ut", data={"csrf_token": token_of(hers)})
    clock.move(minutes=1)
    statuses = []
    for network in range(1, 51):
        attacker = from_network(app, network)
        statuses += [type_password(attacker, "fel lösenord helt").status_code for _try in range(3)]
    assert statuses.count(422) == 59  # of sixty an hour; one was hers, from a browser not known yet
    assert statuses[-1] == 429
    stranger = from_network(app, 200)
    refused = type_password(stranger)
    assert refused.status_code == 429
    assert re.search(r"Vänta \d+ minut", refused.text)
    sign_in(app, account, hers)
    assert is_in(hers)


def test_one_network_has_ten_tries_at_an_address_known_or_not(app: Flask) -> None:
    make_alva()
    for email in ("alva@example.org", "nobody@example.org"):
        client = from_network(app, 7)
        statuses = [type_password(client, "fel lösenord helt", email).status_code for _try in range(11)]
        assert statuses == [422] * 10 + [429]


def test_codes_are_limited_over_many_sign_ins(app: Flask) -> None:
    """Whoever has the password gets no endless tries at the app's six digits."""
    account = make_alva(has_totp=True)
    statuses: list[int] = []
    for network in range(1, 10):
        thief = from_network(app, network)
        type_password(thief)
        statuses += [thief.post(STEP, data={"code": "000000"}).status_code for _try in range(4)]
    assert statuses.count(422) == int(tries_views.CODES.partition(" ")[0])
    assert statuses[-1] == 429
    thief = from_network(app, 99)
    type_password(thief)
    assert thief.post(STEP, data={"code": app_code(account)}).status_code == 429


def test_somebody_on_the_same_network_does_not_keep_her_out(app: Flask, clock: Clock) -> None:
    account = make_alva(has_totp=True)
    hers = sign_in(app, account, from_network(app, 7))
    hers.post("/organisera/logga-ut", data={"csrf_token": token_of(hers)})
    clock.move(minutes=1)
    stranger = from_network(app, 7)
    statuses = [
        type_password(stranger, "fel lösenord helt", f"nr{number}@example.org").status_code
        for number in range(60)
    ]
    assert statuses[0] == 422
    assert statuses[-1] == 429
    sign_in(app, account, hers)
    assert is_in(hers)


def test_mails_give_no_more_tries_at_the_apps_code_than_the_password_does(
    app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads the mailbox can ask for mail after mail, each with five tries."""
    monkeypatch.setattr(tries_views, "CODES", "3 per hour")
    account = make_alva(has_totp=True)
    sent = {"password": "blå kanot ovanpå taket", "again": "blå kanot ovanpå taket"}
    thief = from_network(app, 1)
    way = asked_by(thief, mailbox)
    for _try in range(3):
        assert "stämmer inte" in thief.post(way, data={**sent, "code": "000000"}).text
    thief = from_network(app, 99)
    refused = thief.post(asked_by(thief, mailbox), data={**sent, "code": app_code(account)})
    assert refused.status_code == 422
    assert "för många försök" in refused.text


def asked_by(client: Client, mailbox: Mailbox) -> str:
    client.post(f"{GATE}/lank", data={"email": EMAIL})
    return mailbox.last().links[0].removeprefix("http://localhost:8000")


def test_strangers_mailboxes_get_few_mails_about_a_new_address(app: Flask, mailbox: Mailbox) -> None:
    client = Client(app).sign_in(make_account())
    token = token_of(client)

    def ask_for(number: int) -> TestResponse:
        typed = {"csrf_token": token, "email": f"nr{number}@example.org"}
        return client.post(f"{OWN}/adress", data=typed)

    assert [ask_for(number).status_code for number in range(5)] == [303] * 5
    answer = ask_for(5)
    assert answer.status_code == 422
    assert "för många försök" in answer.text
    assert 'value="nr5@example.org"' in answer.text
    assert len(mailbox.deliver()) == 5
