"""Mails to try the postman with, and a look at what became of them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import SCOPE
from app.core import mail
from app.core.config import Settings, load_settings
from app.core.db import db, transaction
from app.core.mail import Letter, MailState, OutboxMail
from tests.databases import Database

NOTE, BROKEN = "tests.note", "tests.broken"


@mail.letter(NOTE)
def _note(facts: dict[str, Any]) -> Letter:
    return Letter(subject="Hej", paragraphs=[f"Till {facts['number']}."])


@mail.letter(BROKEN)
def _broken(facts: dict[str, Any]) -> Letter:
    kinds: dict[str, type[Exception]] = {"type": TypeError, "key": KeyError, "runtime": RuntimeError}
    raise kinds[facts["number"]]("Alva Provström")


def settings_with(database: Database, mail_url: str) -> Settings:
    """Give the settings of an installation that sends its mails there."""
    given = {"database_url": database.url, "base_url": "http://localhost:8000", "mail_url": mail_url}
    return load_settings({}, instance=database.instance, **given)


def send_through(app: Flask, mail_url: str) -> None:
    """Send another way from now on."""
    given: Settings = app.config["SETTINGS"]
    database = Database("", given.database_url, given.instance)
    app.config["SETTINGS"] = settings_with(database, mail_url)


def write(
    number: object = 1, *, kind: str = NOTE, to: str = "", scope: str = SCOPE, delay: timedelta = timedelta(0)
) -> int:
    """Put a mail to person NUMBER into the outbox; give its row's number."""
    receiver = to or f"person{number}@example.org"
    with transaction(public=False):
        row = mail.enqueue(kind, to=receiver, scope=scope, facts={"number": number}, delay=delay)
    return row.id


def row_of(mail_id: int) -> OutboxMail:
    """Read a row as it stands in the database now."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(OutboxMail, mail_id)


def is_waiting(mail_id: int) -> bool:
    """Say whether a mail waits and can still be written."""
    row = row_of(mail_id)
    return row.state == MailState.QUEUED and row.sealed is not None


def states() -> dict[str, int]:
    """Count the mails by state."""
    db.session.rollback()
    counted = select(OutboxMail.state, func.count()).group_by(OutboxMail.state)
    return {str(state): count for state, count in db.session.execute(counted)}


def in_worker(app: Flask, act: Callable[[], object]) -> threading.Thread:
    """Do something in a thread with a session of its own."""

    def run() -> None:
        with app.app_context():
            act()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread
