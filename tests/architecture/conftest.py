"""The application without a database, for rules on its addresses and commands."""

from __future__ import annotations

import pytest
from flask import Flask

from app import create_app
from app.core.config import load_settings


@pytest.fixture(scope="session")
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Make the application on an instance folder with nothing in it."""
    return create_app(load_settings({}, instance=tmp_path_factory.mktemp("bare")))
