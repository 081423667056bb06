"""The real server on the database of a test, and many acts at the same moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core.config import Settings
from app.core.db import db
from app.petitions.models import Petition
from tests.factories import make_association, make_petition
from tests.servers import LiveServer, running_server

AtOnce = Callable[..., list[Any]]


@pytest.fixture
def petition(app: Flask) -> Petition:
    """Give an open petition."""
    make_association()
    return make_petition(title="Köp tillbaka centrum", slug="kop-tillbaka-centrum")


@pytest.fixture
def at_once(app: Flask) -> AtOnce:
    """Do acts at the same moment, each in a thread and a session of its own: `at_once(act, act, …)`.

    Gives what each returned, or the error that it raised.
    """

    def run(*acts: Callable[[], Any]) -> list[Any]:
        start = threading.Barrier(len(acts))

        def one(act: Callable[[], Any]) -> Any:
            with app.app_context():
                try:
                    start.wait(10)
                    return act()
                except Exception as error:  # noqa: BLE001 (the test looks at it)
                    return error
                finally:
                    db.session.remove()

        db.session.rollback()
        with ThreadPoolExecutor(len(acts)) as threads:
            return list(threads.map(one, acts))

    return run


@pytest.fixture
def served(app: Flask, settings: Settings, tmp_path: Path) -> Iterator[LiveServer]:
    """Serve the database of this test with the real server, in two processes."""
    db.session.rollback()
    with running_server(
        settings.instance, database_url=settings.database_url, workers="2", rate_limits="off"
    ) as server:
        yield server
