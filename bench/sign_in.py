"""Signing in: how long an answer takes for a known address, beside an unknown one."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from pathlib import Path

from werkzeug.test import TestResponse

from app import create_app
from app.accounts import passwords, sealed_secrets, service, totp
from app.core import migrate
from app.core.access import Role
from app.core.config import load_settings
from app.core.db import db, transaction
from bench.plan import Plan
from bench.sides import Visited, timed
from bench.table import Line

GATE = "/organisera/logga-in"
KNOWN, UNKNOWN = "known@example.org", "unknown@example.org"
TURNS = 20
"""Of each address, times the rounds."""


def measure(plan: Plan, folder: Path) -> Iterator[Line]:
    """Ask in turns, so that what else the machine does falls on both."""
    app = create_app(load_settings({}, instance=folder / "sign-in", rate_limits=False))
    migrate.upgrade(app)
    with app.app_context():
        _fill()
        visited = Visited(app)
        typed = {"password": "a password that is wrong"}
        yield _line("a wrong password", lambda email: _post(visited, GATE, 422, email, typed), plan)
        yield _line("a mail asked for", lambda email: _post(visited, f"{GATE}/lank", 303, email, {}), plan)
        db.engine.dispose()


def _fill() -> None:
    with transaction(public=False):
        account = service.create_account(name="Alva Provström", email=KNOWN, role=Role.ORGANIZER)
        kept = passwords.hash_of("a password that is right")
        sealed_secrets.change(account, password=kept, totp=totp.new_secret())


def _post(visited: Visited, path: str, status: int, email: str, typed: dict[str, str]) -> float:
    def ask() -> TestResponse:
        headers = {"Sec-Fetch-Site": "same-origin"}
        return visited.visitor.post(
            path, base_url=visited.base, data={"email": email, **typed}, headers=headers
        )

    return timed(ask, status)


def _line(what: str, act: Callable[[str], float], plan: Plan) -> Line:
    taken: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for number in range(TURNS * plan.rounds):
        for email in (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN):
            taken[email].append(act(email))
    known, unknown = (statistics.median(taken[email]) * 1000 for email in (KNOWN, UNKNOWN))
    return Line(
        f"sign-in: {what}, known address",
        f"{known:.1f} ms",
        f"unknown {unknown:.1f} ms",
        f"{known / unknown:.2f}",
        "0.9 to 1.1",
    )
