"""The fixtures that every test may use; tests/README.md explains them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from flask import Flask

from app import create_app
from app.core import migrate
from app.core.access import Role
from app.core.config import Settings, load_settings
from app.core.db import before_fork, db
from tests.clients import Client
from tests.compiled import compile_once, share_compiled
from tests.databases import KINDS, Database, PostgresTemplates, SqliteTemplates, make_hasty, running_postgres
from tests.dialects import share_dialects
from tests.factories import make_account
from tests.memory import work_in_memory
from translations.catalogue import compile_catalogues

pytest_plugins = ["tests.clocks", "tests.mail", "tests.servers", "tests.browsers"]

BASE_URL = "http://localhost:8000"
compile_once(Flask)
share_dialects()
POSTGRES = pytest.StashKey[str]()
EXIT = pytest.StashKey[ExitStack]()

# The same examples each time, so that what passes here passes there; TEST_SEARCH=1 looks for new ones.
hypothesis.settings.register_profile(
    "samling", deadline=None, max_examples=50, derandomize="TEST_SEARCH" not in os.environ
)
hypothesis.settings.load_profile("samling")
hypothesis.configuration.set_hypothesis_home_dir(Path(".cache/hypothesis").absolute())


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let one database be chosen."""
    parser.addoption("--database", choices=[*KINDS, "both"], default="both", help="run on this database only")


def pytest_configure(config: pytest.Config) -> None:
    """Choose where files lie, compile the words, and keep a stack of what is stopped at the end."""
    work_in_memory()
    if not hasattr(config, "workerinput"):
        compile_catalogues()
    config.stash[EXIT] = ExitStack()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    config.stash[EXIT].close()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what touches a database once on each."""
    if "database_kind" in metafunc.fixturenames:
        marked = metafunc.definition.get_closest_marker("database")
        chosen = metafunc.config.getoption("--database")
        kinds = marked.args if marked else KINDS
        metafunc.parametrize(
            "database_kind", [kind for kind in kinds if chosen in {kind, "both"}], scope="session"
        )


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give every worker of a parallel run the one PostgreSQL."""
    config: pytest.Config = node.config
    if config.getoption("--database") != "sqlite":
        node.workerinput["postgres"] = _start_postgres(config)


def _start_postgres(config: pytest.Config) -> str:
    if POSTGRES not in config.stash:
        address = config.stash[EXIT].enter_context(running_postgres())
        make_hasty(address)
        config.stash[POSTGRES] = address
    return config.stash[POSTGRES]


@pytest.fixture(scope="session")
def postgres_address(request: pytest.FixtureRequest) -> str:
    """Give the address of the PostgreSQL of this run, started when first asked for."""
    given: dict[str, str] = getattr(request.config, "workerinput", {})
    return given.get("postgres") or _start_postgres(request.config)


def _migrate(url: str, folder: Path) -> None:
    """Make the tables of one template by the real migrations."""
    app = create_app(load_settings({}, instance=folder, database_url=url, base_url=BASE_URL))
    migrate.upgrade(app)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def templates(
    database_kind: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> SqliteTemplates | PostgresTemplates:
    """Migrate one template a database and worker."""
    folder = tmp_path_factory.mktemp(database_kind)
    if database_kind == "sqlite":
        return SqliteTemplates(folder, _migrate)
    worker = getattr(request.config, "workerinput", {}).get("workerid", "main")
    return PostgresTemplates(request.getfixturevalue("postgres_address"), worker, folder, _migrate)


@pytest.fixture
def database(templates: SqliteTemplates | PostgresTemplates, tmp_path: Path) -> Iterator[Database]:
    """Give this test an instance folder and an empty, migrated database."""
    with templates.copy(tmp_path / "instance") as database:
        yield database


@pytest.fixture
def settings(request: pytest.FixtureRequest, database: Database) -> Settings:
    """Give the settings of this test; `@pytest.mark.settings(demo=True)` changes some."""
    changes = {
        name: value for mark in request.node.iter_markers("settings") for name, value in mark.kwargs.items()
    }
    given = {"base_url": BASE_URL, "database_url": database.url, "rate_limits": False, **changes}
    return load_settings({}, instance=database.instance, **given)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """Give the application on an empty database, with its context open for factories and services."""
    app = create_app(settings)
    app.config["TESTING"] = True
    with app.app_context():
        share_compiled(app)
        yield app
        before_fork()  # closes the database and the queue before it


@pytest.fixture
def client(app: Flask) -> Client:
    """Give a visitor without cookies, whose every page is checked."""
    return Client(app)


@pytest.fixture
def organizer(app: Flask) -> Client:
    """Give an organizer who has signed in."""
    return Client(app).sign_in(make_account(Role.ORGANIZER))


@pytest.fixture
def administrator(app: Flask) -> Client:
    """Give an administrator who has signed in."""
    return Client(app).sign_in(make_account(Role.ADMINISTRATOR))
