"""Sessions: begun anew at sign-in, ended on the server, bounded in idleness and in all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import service, sessions
from app.accounts.models import Account, AccountSession
from app.core import clock as app_clock
from app.core import crypto
from app.core.access import Role
from app.core.config import load_settings
from app.core.db import db, transaction
from app.core.signin import SEEN_EVERY
from tests.accounts.people import GATE, is_in, make_alva, sign_in
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.factories import make_account, make_association

DESK = "/organisera/konto"


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


@pytest.fixture
def account(app: Flask) -> Account:
    """Make the account that signs in."""
    return make_account()


def cookie_of(client: Client, name: str = "samling") -> str:
    cookie = client.get_cookie(name)
    assert cookie is not None
    return cookie.value


def sign_out(client: Client) -> None:
    assert client.post("/organisera/logga-ut", data={"csrf_token": token_of(client)}).status_code == 303


def test_a_cookie_put_back_after_sign_out_opens_nothing(app: Flask, account: Account) -> None:
    client = Client(app).sign_in(account)
    stolen = cookie_of(client)
    sign_out(client)
    client.set_cookie("samling", stolen)
    assert not is_in(client)
    row = db.session.scalars(select(AccountSession)).one()
    assert row.ended_at is not None


def test_signing_out_ends_this_browser_alone(app: Flask, account: Account) -> None:
    here, there = Client(app).sign_in(account), Client(app).sign_in(account)
    sign_out(here)
    assert not is_in(here)
    assert is_in(there)


def test_a_session_that_was_ended_elsewhere_is_over_at_the_next_click(app: Flask, account: Account) -> None:
    client = Client(app).sign_in(account)
    token = token_of(client)
    with transaction():
        sessions.end_session(session_token(app, client))
    assert not is_in(client)
    answer = client.post("/organisera/kampanjer/ny", data={"title": "x", "demand": "y", "csrf_token": token})
    assert answer.status_code == 401


def session_token(app: Flask, client: Client) -> str:
    with client.session_transaction(base_url="http://localhost:8000") as session:
        return str(session["_user_id"])


def test_disabling_and_a_lesser_role_take_effect_at_the_next_click(app: Flask) -> None:
    account = make_account(Role.ADMINISTRATOR)
    client = Client(app).sign_in(account)
    assert is_in(client)
    with transaction():
        db.session.get_one(Account, account.id).disabled_at = app_clock.now()
    assert not is_in(client)


def test_twelve_idle_hours_end_a_session(app: Flask, clock: Clock, account: Account) -> None:
    client = Client(app).sign_in(account)
    clock.move(hours=12)
    assert is_in(client)
    clock.move(hours=12, seconds=1)
    assert not is_in(client)


def test_who_keeps_working_stays_in_for_fourteen_days_and_no_longer(
    app: Flask, clock: Clock, account: Account
) -> None:
    client = Client(app).sign_in(account)
    begun = clock.now()
    while clock.now() - begun < timedelta(days=14) - timedelta(hours=11):
        clock.move(hours=11)
        assert is_in(client)
    clock.set(begun + timedelta(days=14, seconds=1))
    assert not is_in(client)


def test_a_cookie_kept_fresh_by_a_thief_does_not_outlive_the_fourteen_days(
    app: Flask, clock: Clock, account: Account
) -> None:
    client = Client(app).sign_in(account)
    clock.move(days=14, seconds=1)
    with client.session_transaction(base_url="http://localhost:8000") as session:
        session["seen"] = int(clock.now().timestamp())
    assert not is_in(client)


def test_reading_pages_writes_the_cookie_every_five_minutes_at_most(
    app: Flask, clock: Clock, account: Account
) -> None:
    client = Client(app).sign_in(account)
    token_of(client)
    assert "Set-Cookie" not in client.get(DESK).headers
    clock.move(seconds=SEEN_EVERY.total_seconds() + 1)
    assert "Set-Cookie" in client.get(DESK).headers
    assert "Set-Cookie" not in client.get(DESK).headers


def test_a_session_fixed_beforehand_is_not_the_one_that_is_signed_in(app: Flask) -> None:
    """Whoever put her own cookies into somebody's browser is not in when that browser signs in."""
    account = make_alva(has_totp=True)
    attacker, victim = Client(app), Client(app)
    attacker.post(f"{GATE}/lank", data={"email": "x@example.org"})
    planted = {name: cookie_of(attacker, name) for name in ("samling", "samling-browser")}
    for name, value in planted.items():
        victim.set_cookie(name, value)
    sign_in(app, account, victim)
    assert is_in(victim)
    assert not is_in(attacker)
    for name, value in planted.items():
        assert cookie_of(victim, name) != value
    with victim.session_transaction(base_url="http://localhost:8000") as session:
        assert not {"step", "asked", "next"} & set(session)


def test_an_account_that_ends_lets_nobody_stay(app: Flask, clock: Clock, account: Account) -> None:
    """Who helps with one event loses the right after it, at the next click."""
    with transaction():
        db.session.get_one(Account, account.id).ends_at = app_clock.now() + timedelta(hours=2)
    client = Client(app).sign_in(account)
    clock.move(hours=1, minutes=59)
    assert is_in(client)
    clock.move(minutes=1)
    assert not is_in(client)


def test_signing_in_again_makes_a_new_session_and_a_new_token(app: Flask, account: Account) -> None:
    client = Client(app).sign_in(account)
    first, form_token = session_token(app, client), token_of(client)
    with transaction():
        link = service.make_sign_in_link(account, lasts=None)
    client.post(f"/organisera/logga-in/{link}")
    assert session_token(app, client) != first
    assert token_of(client) != form_token


@pytest.mark.database("sqlite")
def test_a_cookie_signed_for_another_installation_opens_nothing(app: Flask, account: Account) -> None:
    client = Client(app).sign_in(account)
    cookie = cookie_of(client)
    settings = app.config["SETTINGS"]
    crypto.master_key_file(settings.instance).unlink()
    crypto.key_store().engine.dispose()
    (settings.instance / "keys" / "store.db").unlink()
    from app import create_app

    other = create_app(
        load_settings({}, instance=settings.instance, database_url=settings.database_url, rate_limits=False)
    )
    stranger = Client(other)
    stranger.set_cookie("samling", cookie)
    assert not is_in(stranger)
    with other.app_context():
        db.engine.dispose()
