"""Somebody with ways to sign in, and how she signs in."""

from __future__ import annotations

import itertools
from datetime import timedelta
from functools import cache

from flask import Flask
from werkzeug.test import TestResponse

from app.accounts import passwords, sealed_secrets, totp
from app.accounts.models import Account
from app.core import clock as app_clock
from app.core.db import db, transaction
from tests.clients import Client
from tests.factories import make_account
from tests.mail import Mailbox

GATE = "/organisera/logga-in"
STEP = f"{GATE}/steg-tva"
OWN = "/organisera/konto"
EMAIL = "alva@example.org"
PASSWORD = "grön cykel under bordet"
NEW_PASSWORD = "blå kanot ovanpå taket"


@cache
def hashed(password: str = PASSWORD) -> str:
    """Hash a password once for all tests: each costs tenths of a second."""
    return passwords.hash_of(password)


def make_alva(*, has_totp: bool = False, email: str = EMAIL) -> Account:
    """Make an account with a password, and with an app for codes where that is asked for."""
    account = make_account(name="Alva Provström", email=email)
    with transaction(public=False):
        sealed_secrets.change(account, password=hashed(), totp=totp.new_secret() if has_totp else None)
    return account


def app_code(account: Account, *, seconds: int = 0) -> str:
    """Give the code that her phone shows now, or would with its clock off."""
    secret = sealed_secrets.read(account)["totp"]
    return totp.code_at(secret, totp.step_of(app_clock.now() + timedelta(seconds=seconds)))


def type_password(
    client: Client, password: str = PASSWORD, email: str = EMAIL, *, goal: str = "", **sent: str
) -> TestResponse:
    """Type address and password."""
    return client.post(f"{GATE}{goal}", data={"email": email, "password": password, **sent})


def mailed_code(mailbox: Mailbox) -> str:
    """Read the code in the latest mail."""
    words = mailbox.last().text.split()
    return next(
        first + second
        for first, second in itertools.pairwise(words)
        if first.isdigit() and second.isdigit() and len(first) == len(second) == 4
    )


def sign_in(app: Flask, account: Account, client: Client | None = None) -> Client:
    """Sign in with password and the app's code."""
    client = client or Client(app)
    assert type_password(client).status_code == 303
    assert client.post(STEP, data={"code": app_code(account)}).status_code == 303
    return client


def anew(account: Account) -> Account:
    """Read an account anew, after a request has changed it."""
    db.session.expire_all()
    return db.session.get_one(Account, account.id)


def is_in(client: Client) -> bool:
    """Say whether a browser is signed in."""
    return client.get(OWN).status_code == 200
