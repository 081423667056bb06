"""How long an answer takes tells nobody whether an address is an organizer's."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import pytest
from flask import Flask

from tests.accounts.people import GATE, make_alva, type_password
from tests.clients import Client
from tests.factories import make_association

pytestmark = pytest.mark.database("sqlite")
KNOWN, UNKNOWN = "alva@example.org", "nobody@example.org"


def ratio(act: Callable[[str], object], times: int) -> float:
    """Give the median time for a known address as a part of that for an unknown one, taken in turns."""
    taken: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for number in range(times):
        for email in (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN):
            begun = time.process_time()  # of this process alone: others on the machine do not count
            act(email)
            taken[email].append(time.process_time() - begun)
    return statistics.median(taken[KNOWN]) / statistics.median(taken[UNKNOWN])


def test_a_wrong_password_takes_as_long_for_everybody(app: Flask) -> None:
    """Without the hash that is made for nobody it would be a fiftieth."""
    make_association()
    make_alva(has_totp=True)
    client = Client(app)
    found = ratio(lambda email: type_password(client, "fel lösenord helt", email), 9)
    assert 0.8 < found < 1.25, found


def test_asking_for_a_mail_takes_as_long_for_everybody(app: Flask) -> None:
    make_association()
    make_alva(has_totp=True)
    client = Client(app)
    found = ratio(lambda email: client.post(f"{GATE}/lank", data={"email": email}), 60)
    assert 0.7 < found < 1.4, found
