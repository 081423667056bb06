"""One of the sizes that are held against each other in one process, each with a visitor."""

from __future__ import annotations

import time
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Visited:
    """An installation of one size, and a visitor who asks it without a server between."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.base = app.config["SETTINGS"].base_url
        self.visitor: FlaskClient = app.test_client(use_cookies=False)


def timed(ask: Callable[[], TestResponse], status: int) -> float:
    """Ask, and give the seconds that it took; the answer must have this status."""
    began = time.perf_counter()
    answer = ask()
    took = time.perf_counter() - began
    assert answer.status_code == status, answer.status
    return took
