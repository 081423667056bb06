"""The real server on the database of a test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.core.config import Settings
from app.core.db import db
from tests.factories import make_association
from tests.servers import LiveServer, running_server


@pytest.fixture
def served(app: Flask, settings: Settings) -> Iterator[LiveServer]:
    """Serve the database of this test, with the worker that sends its mail."""
    make_association()
    db.session.rollback()
    with running_server(
        settings.instance, database_url=settings.database_url, workers="1", rate_limits="off"
    ) as server:
        yield server
