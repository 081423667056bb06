"""Look over an installation: what would hurt somebody soon."""

from __future__ import annotations

import shutil
import smtplib
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from sqlalchemy import select, text

from app.core import clock, crypto, mail_way, postman
from app.core.config import Settings
from app.core.db import db
from app.petitions.models import UNOPENED, Petition
from app.record import verifying
from app.site import queries, service
from app.volunteers import forgetting

LEAST_DISK = 500 * 1024 * 1024
LONGEST_WAIT = timedelta(minutes=10)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    what: str
    is_well: bool
    sentence: str


def look_over(settings: Settings, *, is_current: Callable[[], bool]) -> list[Finding]:
    """Look at everything; a fault in one look does not hide the others."""
    looks: dict[str, Callable[[], Finding]] = {
        "database": lambda: _database(is_current),
        "outbox": _outbox,
        "mail": lambda: _mail(settings),
        "purge": _purges,
        "keys": lambda: _keys(settings),
        "record": _record,
        "disk": lambda: _disk(settings),
        "clock": _clock,
        "proxies": lambda: _proxies(settings),
    }
    return [_looked(what, look) for what, look in looks.items()]


def _looked(what: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except Exception as error:  # noqa: BLE001 (whatever it is, it is a finding)
        db.session.rollback()
        return Finding(what, False, f"cannot be looked at ({type(error).__name__}).")


def _database(is_current: Callable[[], bool]) -> Finding:
    if not is_current():
        return Finding("database", False, "not the newest shape; run samling migrate.")
    if db.engine.dialect.name == "sqlite":
        verdict = db.session.execute(text("PRAGMA quick_check")).scalar()
        return Finding("database", verdict == "ok", f"SQLite says {verdict}.")
    return Finding("database", True, "PostgreSQL answers.")


def _outbox() -> Finding:
    count, oldest = postman.backlog()
    return Finding(
        "outbox", oldest < LONGEST_WAIT, f"{count} mails wait, the oldest {int(oldest.total_seconds())} s."
    )


def _mail(settings: Settings) -> Finding:
    way = mail_way.way_out()
    if way.url.startswith("maildir:"):
        sentence = "mails are written to a folder; set up e-mail at the desk, or SAMLING_MAIL_URL."
        return Finding("mail", settings.demo, sentence)
    url = urlsplit(way.url)
    port = url.port or (465 if url.scheme == "smtps" else 587)
    try:
        socket.create_connection((url.hostname or "localhost", port), timeout=10).close()
    except (OSError, smtplib.SMTPException) as error:
        return Finding("mail", False, f"the mail server does not answer ({type(error).__name__}).")
    if not mail_way.is_set_by_server(settings) and queries.get_association().mail_tested_at is None:
        sentence = "the mail server answers, but nobody has typed the code of its test mail at the desk."
        return Finding("mail", False, sentence)
    return Finding("mail", True, "the mail server answers.")


def _purges() -> Finding:
    late = db.session.scalars(
        select(Petition.slug).where(
            Petition.purge_on < clock.today(),
            Petition.purged_at.is_(None),
            Petition.state.not_in(UNOPENED),
        )
    ).all()
    people = forgetting.count_overdue()
    overdue = [*late, *([f"{people} people who helped"] if people else [])]
    return Finding(
        "purge", not overdue, f"overdue: {', '.join(overdue)}." if overdue else "nothing is overdue."
    )


def _keys(settings: Settings) -> Finding:
    store = crypto.key_store()
    try:
        service.check_keys()
    except crypto.KeyProblem as problem:
        return Finding("keys", False, str(problem))
    damaged = store.damaged()
    if damaged:
        return Finding("keys", False, f"the master key does not open every key of: {', '.join(damaged)}.")
    where = "the environment" if settings.master_key else "the instance folder"
    return Finding("keys", True, f"the master key in {where} opens every data key.")


def _record() -> Finding:
    found = verifying.verify_newest()
    if found.is_whole:
        return Finding("record", True, f"the newest {found.count} acts of the log fit together.")
    return Finding("record", False, "the log of acts does not fit together; run samling verify-record.")


def _disk(settings: Settings) -> Finding:
    free = shutil.disk_usage(settings.instance).free
    return Finding("disk", free > LEAST_DISK, f"{free // (1024 * 1024)} MB free.")


def _clock() -> Finding:
    """Compare with the database's clock: on one machine the same, on several a sign of drift."""
    if db.engine.dialect.name == "sqlite":
        return Finding("clock", clock.now().year >= 2026, f"{clock.now():%Y-%m-%d %H:%M} UTC.")
    theirs = db.session.execute(text("SELECT extract(epoch FROM now())")).scalar_one()
    apart = abs(clock.now().timestamp() - float(theirs))
    return Finding("clock", apart < 5, f"{apart:.1f} s from the database's clock.")


def _proxies(settings: Settings) -> Finding:
    """See that the proxy which https means is trusted; else all visitors are one network."""
    is_well = not settings.is_https or bool(settings.trusted_proxies)
    sentence = (
        "nothing stands before the server, or it is trusted."
        if is_well
        else ("SAMLING_TRUSTED_PROXIES is empty: everyone behind your TLS proxy shares one rate limit.")
    )
    return Finding("proxies", is_well, sentence)
