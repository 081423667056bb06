"""A forgotten password: the mailbox alone opens nothing, and nobody learns who organizes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts import recovery, resetting
from app.accounts.cli import reset_factors
from app.accounts.factors import Factors
from app.accounts.models import Account
from app.core import clock as app_clock
from app.core.db import db, transaction
from app.record.models import Act
from tests.accounts.people import (
    EMAIL,
    GATE,
    NEW_PASSWORD,
    PASSWORD,
    app_code,
    is_in,
    mailed_code,
    make_alva,
    sign_in,
    type_password,
)
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_association
from tests.mail import Mailbox

ASK = f"{GATE}/lank"
SENT = f"{GATE}/skickad"


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


def ask(client: Client, mailbox: Mailbox, email: str = EMAIL) -> str:
    """Ask for a mail, and give the path that it leads to."""
    assert client.submit(ASK, {"email": email}).status_code == 303
    return mailbox.last().links[0].removeprefix("http://localhost:8000")


def typed(code: str, password: str = NEW_PASSWORD) -> dict[str, str]:
    return {"password": password, "again": password, "code": code}


def test_a_new_password_needs_the_mail_and_a_code_of_the_app(
    app: Flask, client: Client, mailbox: Mailbox, clock: Clock
) -> None:
    account = make_alva(has_totp=True)
    elsewhere = sign_in(app, account)
    clock.move(minutes=1)
    way = ask(client, mailbox)
    assert client.submit(way, typed("123456")).status_code == 422
    assert type_password(Client(app), NEW_PASSWORD).status_code == 422
    code = app_code(account)
    assert client.submit(way, typed(code)).location == GATE
    assert not is_in(client)
    assert not is_in(elsewhere)
    assert type_password(Client(app), PASSWORD).status_code == 422
    assert type_password(Client(app), NEW_PASSWORD).status_code == 303
    assert client.post(way, data=typed(code)).status_code == 410
    assert "lösenord" in mailbox.last().text.lower()
    assert "account.password_reset" in db.session.scalars(select(Act.kind)).all()


@pytest.mark.database("sqlite")
def test_a_recovery_code_does_as_well(client: Client, mailbox: Mailbox) -> None:
    account = make_alva(has_totp=True)
    with transaction(public=False):
        codes = recovery.make_codes(account)
    assert client.submit(ask(client, mailbox), typed(codes[0])).location == GATE


def test_who_has_recovery_codes_alone_is_asked_for_one() -> None:
    """A stopped passkey counts as none, and does not make the mailbox enough."""
    has = Factors(password=False, totp=False, passkeys=0, codes_left=9)
    assert resetting.way_of(has) is resetting.Way.RESET


@pytest.mark.database("sqlite")
def test_the_mailed_code_is_no_code_of_the_second_factor(client: Client, mailbox: Mailbox) -> None:
    make_alva(has_totp=True)
    way = ask(client, mailbox)
    assert client.submit(way, typed(mailed_code(mailbox))).status_code == 422
    assert type_password(client, NEW_PASSWORD).status_code == 422


@pytest.mark.database("sqlite")
def test_who_has_a_password_alone_is_told_plainly_that_a_mail_is_not_enough(
    client: Client, mailbox: Mailbox
) -> None:
    make_alva()
    client.submit(ASK, {"email": EMAIL})
    letter = mailbox.last()
    assert "administratör" in letter.text
    assert not [link for link in letter.links if "/mejl/" in link]
    assert client.post(f"{GATE}/vidare").status_code == 410


def test_the_link_works_in_the_browser_that_asked_and_its_code_there(
    app: Flask, client: Client, mailbox: Mailbox
) -> None:
    make_account(name="Alva Provström", email=EMAIL)
    way = ask(client, mailbox)
    code = mailed_code(mailbox)
    thief = Client(app)
    thief.post(ASK, data={"email": "somebody@example.org"})
    assert thief.get(way).status_code == 410
    assert thief.post(way).status_code == 410
    assert thief.post(SENT, data={"code": code}).status_code == 422
    assert client.get(f"{GATE}/vidare").status_code == 410
    assert client.submit(SENT, {"code": "0000 0000"}).status_code == 422
    assert client.submit(SENT, {"code": code}).location == f"{GATE}/vidare"
    assert client.submit(f"{GATE}/vidare").location.startswith("/organisera/konto")
    assert is_in(client)
    assert not is_in(thief)
    assert Client(app).post(way).status_code == 410


@pytest.mark.database("sqlite")
def test_a_first_link_ends_with_the_first_way_in(app: Flask, client: Client, mailbox: Mailbox) -> None:
    """Who got the mail before a password was set comes in by it no more."""
    account = make_account(name="Alva Provström", email=EMAIL)
    way = ask(client, mailbox)
    from app.accounts import sealed_secrets
    from tests.accounts.people import hashed

    with transaction(public=False):
        sealed_secrets.change(account, password=hashed())
    assert client.post(way).status_code == 410
    assert not is_in(client)


@pytest.mark.database("sqlite")
def test_a_link_lasts_ten_minutes_and_a_disabled_account_has_none(
    client: Client, mailbox: Mailbox, clock: Clock
) -> None:
    account = make_account(email=EMAIL)
    way = ask(client, mailbox)
    clock.move(minutes=10)
    assert client.post(way).status_code == 410
    way = ask(client, mailbox)
    with transaction():
        db.session.get_one(Account, account.id).disabled_at = app_clock.now()
    assert client.post(way).status_code == 410


def told(answer: TestResponse) -> tuple[int, str, list[tuple[str, str]]]:
    headers = sorted((name, value) for name, value in answer.headers if name != "Set-Cookie")
    return answer.status_code, answer.text, headers


def cookies(answer: TestResponse) -> list[str]:
    """Give the cookies' names, attributes and lengths, without what is drawn at random."""
    return sorted(
        re.sub(r"=[^;]+", lambda found: f"={len(found[0])}", one)
        for one in answer.headers.getlist("Set-Cookie")
    )


def test_nobody_learns_who_organizes(app: Flask, mailbox: Mailbox) -> None:
    """Status, headers, cookies and text are alike, of the question and of a code typed after it."""
    make_alva()
    make_alva(has_totp=True, email="bashir@example.org")
    make_account(email="cecilia@example.org")
    ended = make_account(email="dalia@example.org")
    with transaction():
        db.session.get_one(Account, ended.id).disabled_at = app_clock.now()
    answers = []
    names = ("alva", "bashir", "cecilia", "dalia", "nobody")
    for name in names:
        client = Client(app)
        first = client.submit(ASK, {"email": f"{name}@example.org"})
        after = client.post(SENT, data={"code": "00000000"})
        answers.append((told(first), cookies(first), told(client.get(SENT)), told(after)))
    for name, answer in zip(names, answers, strict=True):
        assert answer == answers[0], name
    assert [letter.to.partition("@")[0] for letter in mailbox.deliver()] == ["alva", "bashir", "cecilia"]


@pytest.mark.database("sqlite")
def test_each_address_costs_the_same_writes(app: Flask) -> None:
    """One challenge and one row of mail, whoever it is."""
    from app.accounts.models import Challenge
    from app.core.mail import OutboxMail

    make_alva(has_totp=True)
    make_account(email="cecilia@example.org")
    for name in ("alva", "cecilia", "nobody"):
        before = [db.session.query(table).count() for table in (Challenge, OutboxMail)]
        Client(app).post(ASK, data={"email": f"{name}@example.org"})
        assert [db.session.query(table).count() for table in (Challenge, OutboxMail)] == [
            n + 1 for n in before
        ]


@pytest.mark.database("sqlite")
def test_an_administrator_or_the_command_line_lets_her_choose_anew(client: Client, mailbox: Mailbox) -> None:
    account = make_alva(has_totp=True)
    with transaction(public=False):
        recovery.make_codes(account)
        resetting.reset_factors(account, actor=None)
    assert mailbox.last().to == EMAIL
    assert type_password(client).status_code == 422
    assert client.submit(ask(client, mailbox)).location.startswith("/organisera/konto")


REFUSED: dict[str, tuple[str, str]] = {
    "short": ("elva tecken", "12 tecken"),
    "stolen": ("qwertyuiop123", "stulits"),
    "over and over": ("abcabcabcabcabc", "stulits"),
    "her address": ("alva@example.org1", "knappt mer"),
    "the association": ("Rågsveds hyresgäster!", "knappt mer"),
    "endless": ("å" * 201, "200 tecken"),
}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("name", REFUSED)
def test_a_password_that_others_would_guess_is_refused(client: Client, mailbox: Mailbox, name: str) -> None:
    account = make_alva(has_totp=True)
    password, sentence = REFUSED[name]
    answer = client.submit(ask(client, mailbox), typed(app_code(account), password))
    assert answer.status_code == 422
    assert sentence in answer.text
    assert password not in answer.text


@pytest.mark.database("sqlite")
def test_two_that_are_not_alike_are_told_so(client: Client, mailbox: Mailbox) -> None:
    account = make_alva(has_totp=True)
    sent = {**typed(app_code(account)), "again": "något helt annat"}
    assert "inte lika" in client.submit(ask(client, mailbox), sent).text


WAYS: dict[str, Callable[[str], str]] = {
    "unknown": lambda token: "A" * len(token),
    "longer": lambda token: f"{token}A",
}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("change", WAYS)
def test_a_mailed_link_that_is_not_right_to_the_letter_opens_nothing(
    client: Client, mailbox: Mailbox, change: str
) -> None:
    make_account(email=EMAIL)
    way, _slash, token = ask(client, mailbox).rpartition("/")
    assert client.post(f"{way}/{WAYS[change](token)}").status_code == 410


@pytest.mark.database("sqlite")
def test_the_command_line_says_what_it_took_away(app: Flask, mailbox: Mailbox) -> None:
    account = make_alva(has_totp=True)
    sign_in(app, account)
    done = CliRunner().invoke(reset_factors, [EMAIL], obj=lambda: app)
    assert done.exit_code == 0, done.output
    assert "password yes, one-time codes yes, passkeys 0, recovery codes 0, sessions 1" in done.output
    assert mailbox.last().to == EMAIL
    assert "account.factors_reset" in db.session.scalars(select(Act.kind)).all()
    unknown = CliRunner().invoke(reset_factors, ["nobody@example.org"], obj=lambda: app)
    assert unknown.exit_code == 1
