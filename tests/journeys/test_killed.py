"""When the page says “Tack”, the signature survives kill -9 of any process, under load, again and again.

This cannot show a power cut: what the kernel has taken outlives the process. That each commit is synced
before it is acknowledged follows from the database's settings, which tests/core checks.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.core.config import Settings
from app.core.db import db
from app.core.mail import OutboxMail
from app.petitions import counting
from app.petitions.models import Petition
from app.signatures.models import Signature, SignatureState
from tests.factories import confirmation_token, make_association, make_petition, make_signature
from tests.servers import LiveServer, running_server

CLIENTS = 6
PREPARED = 40
"""Signatures that wait in each round for their confirmation."""


@dataclass
class Load:
    """Supporters who sign and confirm at one server, and what they were told."""

    url: str
    path: str
    tokens: list[str]
    signed: set[str] = field(default_factory=set)
    thanked: set[str] = field(default_factory=set)
    answers: Counter[int] = field(default_factory=Counter)
    _numbers: Iterator[int] = field(default_factory=count)
    _over: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Send forms from many threads until the block ends."""
        threads = [threading.Thread(target=self._supporter) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._over.set()
            for thread in threads:
                thread.join()

    def _supporter(self) -> None:
        while not self._over.is_set():
            number = next(self._numbers)
            typed = {
                "name": f"Person {number}",
                "email": f"p{number}-{time.time_ns()}@example.org",
                "postcode": "12465",
                "consent_sign": "y",
            }
            status, location = self._press(self.path, typed)
            if status == 303:
                self.signed.add(location.rpartition("/")[2])
            token = self.tokens[number] if number < len(self.tokens) else ""
            if token:
                status, _ = self._press(f"/namninsamlingar/bekrafta/{token}", {})
                if status == 303:
                    self.thanked.add(token)

    def _press(self, path: str, typed: dict[str, str]) -> tuple[int, str]:
        """Send a form, and when the connection breaks press again, as a person does."""
        for _try in range(3):
            if self._over.is_set():
                break
            with suppress(OSError, http.client.HTTPException):
                status, location = self._post(path, typed)
                self.answers[status] += 1
                return status, location
            time.sleep(0.05)
        return 0, ""

    def _post(self, path: str, typed: dict[str, str]) -> tuple[int, str]:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=10)
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
            connection.request("POST", path, urlencode(typed), headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.headers.get("Location", "")
        finally:
            connection.close()


def children_of(pid: int) -> list[int]:
    """List the processes that a server has started."""
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def kill_all_of(server: LiveServer) -> None:
    """Kill the parent; the others must follow by themselves."""
    server.process.kill()
    server.process.wait()
    until = time.monotonic() + 15
    while time.monotonic() < until:
        try:
            os.killpg(server.process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    raise AssertionError("Processes outlived their killed parent.")


def check_kept(petition: Petition, load: Load) -> None:
    """Fail when anything that was acknowledged is not there exactly once."""
    db.session.rollback()
    rows = Counter(receipt.hex() for receipt in db.session.scalars(select(Signature.receipt)))
    mails = Counter(about.hex() for about in db.session.scalars(select(OutboxMail.about)) if about)
    assert load.signed, load.answers
    assert {rows[receipt] for receipt in load.signed} == {1}
    assert {mails[receipt] for receipt in load.signed} == {1}
    assert set(rows) == set(mails)  # and no half of anything
    confirmed = [row for row in db.session.scalars(select(Signature)) if row.is_confirmed]
    assert load.thanked <= {confirmation_token(row) for row in confirmed}
    db.session.refresh(petition)
    assert counting.check(petition).is_right
    numbers = sorted(row.number or 0 for row in confirmed)
    assert numbers == list(range(1, len(confirmed) + 1))
    assert db.session.execute(text("PRAGMA quick_check")).scalar() == "ok"


def endure(settings: Settings, petition: Petition, *, rounds: int, dice: random.Random) -> Counter[str]:
    """Kill one process a round, under load, and look after each."""
    killed: Counter[str] = Counter()
    while sum(killed.values()) < rounds:
        with running_server(settings.instance, workers="2", rate_limits="off") as server:
            while sum(killed.values()) < rounds:
                pending = [make_signature(petition, is_confirmed=False) for _ in range(PREPARED)]
                tokens = [confirmation_token(row) for row in pending]
                load = Load(server.url, f"/namninsamlingar/{petition.slug}", tokens)
                db.session.rollback()
                is_parent = sum(killed.values()) % 3 == 2
                with load.running():
                    time.sleep(dice.uniform(0.2, 0.7))
                    if is_parent:
                        kill_all_of(server)
                    else:
                        os.kill(dice.choice(children_of(server.process.pid)), signal.SIGKILL)
                        time.sleep(dice.uniform(0.3, 0.8))
                killed["parent" if is_parent else "child"] += 1
                check_kept(petition, load)
                assert set(load.answers) <= {303, 503}, load.answers
                if is_parent:
                    break
    return killed


@pytest.fixture
def petition(app: Flask) -> Petition:
    """Give an open petition on this test's database."""
    make_association()
    return make_petition()


@pytest.mark.database("sqlite")
def test_nothing_acknowledged_is_lost(settings: Settings, petition: Petition) -> None:
    killed = endure(settings, petition, rounds=3, dice=random.Random(3))
    assert killed == {"child": 2, "parent": 1}


@pytest.mark.endure
@pytest.mark.database("sqlite")
@pytest.mark.parametrize("part", range(6))
def test_nothing_acknowledged_is_lost_in_sixty_rounds(
    settings: Settings, petition: Petition, part: int
) -> None:
    killed = endure(settings, petition, rounds=10, dice=random.Random())
    assert killed == {"child": 7, "parent": 3}
    kept = select(func.count()).where(Signature.state == SignatureState.CONFIRMED)
    assert (db.session.scalar(kept) or 0) > 20
