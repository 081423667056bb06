"""Who may stand before a door: anybody, organizers of each role, and those who once were in."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.accounts.models import Account, AccountSession
from app.core import clock, crypto
from app.core.access import Role
from app.core.db import Base, db, transaction
from tests.clients import Client
from tests.core.doors import Door
from tests.factories import make_account

TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


def anybody(app: Flask) -> Client:
    """Give a visitor who never signed in."""
    return Client(app)


def organizer(app: Flask) -> Client:
    """Give an organizer at the desk."""
    return Client(app).sign_in(make_account(Role.ORGANIZER))


def administrator(app: Flask) -> Client:
    """Give an administrator at the desk."""
    return Client(app).sign_in(make_account(Role.ADMINISTRATOR))


def disabled(app: Flask) -> Client:
    """Give somebody whose account was disabled while she was signed in."""
    account = make_account(Role.ADMINISTRATOR)
    client = Client(app).sign_in(account)
    with transaction():
        db.session.execute(update(Account).where(Account.id == account.id).values(disabled_at=clock.now()))
    return client


def ended(app: Flask) -> Client:
    """Give somebody whose session was ended on the server, with her cookie."""
    account = make_account(Role.ADMINISTRATOR)
    client = Client(app).sign_in(account)
    mine = AccountSession.account_id == account.id
    with transaction():
        db.session.execute(update(AccountSession).where(mine).values(ended_at=clock.now()))
    return client


def forger(app: Flask) -> Client:
    """Give somebody with a cookie that another key has signed."""
    client = administrator(app)
    cookie = client.get_cookie("samling")
    assert cookie is not None
    head, _, signature = cookie.value.rpartition(".")
    client.set_cookie("samling", f"{head}.{signature[::-1]}")
    return client


OUTSIDE: tuple[Callable[[Flask], Client], ...] = (anybody, disabled, ended, forger)


def token_of(client: Client) -> str:
    """Read the token that a client's desk forms carry; empty for who is not in."""
    found = TOKEN.search(client.get("/organisera/", checked=False).text)
    return found.group(1) if found else ""


def knock(client: Client, door: Door, address: str, *, token: str = "", **more: Any) -> TestResponse:
    """Ask at a door as a browser would."""
    if door.method == "GET":
        return client.get(address, **more)
    return client.post(address, data={**door.typed(address), "csrf_token": token}, **more)


class Watch:
    """Tells whether anybody else has written to the database: SQLite counts the commits of others."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(str(db.engine.url.database))
        self.seen = self._number()

    def _number(self) -> int:
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def has_changed(self) -> bool:
        """Say whether anything was written since this was last asked."""
        before, self.seen = self.seen, self._number()
        return before != self.seen


def everything(app: Flask) -> dict[str, Any]:
    """Give every row of the database and of the key store, and the names of the mails that lie there."""
    kept: dict[str, Any] = {}
    with closing(db.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        for table in Base.metadata.sorted_tables:
            # Asked hundreds of times a test: as the driver gives it, without making moments and enums of it.
            columns = ", ".join(f'"{column.name}"' for column in table.primary_key)
            cursor.execute(f'SELECT * FROM "{table.name}" ORDER BY {columns}')
            kept[table.name] = cursor.fetchall()
    with crypto.key_store().engine.connect() as connection:
        for name in ("data_key", "erasure"):
            kept[name] = connection.exec_driver_sql(f"SELECT * FROM {name} ORDER BY id").all()
    kept["mails"] = sorted(app.config["SETTINGS"].instance.glob("mail/*/*"))
    return kept
