"""Bring the database to the newest shape."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, text

from app.core.db import WRITES, db
from app.core.templates import folder

ADVISORY_LOCK = 7_261_424


def config_for() -> Config:
    """Give Alembic's configuration; the scripts lie in migrations/."""
    config = Config()
    config.set_main_option("script_location", str(Path(folder("migrations"))).replace("%", "%%"))
    return config


def upgrade(app: Flask, to: str = "head") -> None:
    """Migrate upwards; several processes may try at once, one does it."""
    _run(app, lambda config: command.upgrade(config, to))


def downgrade(app: Flask, to: str = "base") -> None:
    """Migrate downwards."""
    _run(app, lambda config: command.downgrade(config, to))


def _run(app: Flask, act: Callable[[Config], None]) -> None:
    config = config_for()
    with app.app_context():
        engine = db.engine
        writing = engine.connect().execution_options(**{WRITES: True})
        with writing as connection, _foreign_keys_off(connection), connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            config.attributes["connection"] = connection
            act(config)
            _check_foreign_keys(connection)


@contextmanager
def _foreign_keys_off(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild a table without deleting what points at it (sqlite.org/lang_altertable, 7)."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")  # outside a transaction, or it does nothing
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            raise RuntimeError(f"The migration would leave rows that point at nothing: {len(broken)}.")


def is_current(app: Flask) -> bool:
    """Say whether the database has the newest shape."""
    head = ScriptDirectory.from_config(config_for()).get_current_head()
    with app.app_context(), db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == head


def is_begun(app: Flask) -> bool:
    """Say whether the database has any tables of ours."""
    with app.app_context(), db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() is not None
