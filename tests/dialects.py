"""One dialect of each database for all engines of a process, though each test has an engine of its own.

What SQLAlchemy compiles it keeps by dialect; with a new one for each test every statement was compiled anew.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import Engine
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Connection
from sqlalchemy.util import LRUCache

STATEMENTS = 5000
_statements: LRUCache[Any, Any] = LRUCache(STATEMENTS)


class _OneEach(type):
    """Makes one object of a class for the same arguments."""

    _made: dict[tuple[Any, ...], Any]

    def __call__(cls, **given: Any) -> Any:
        key = tuple(sorted(given.items()))
        if key not in cls._made:
            cls._made[key] = super().__call__(**given)
        return cls._made[key]


class _Sharing:
    """What a shared dialect does once, and what its engines share."""

    _is_ready = False

    def initialize(self, connection: Connection) -> None:
        """Ask the server what it is, the first time alone."""
        if not self._is_ready:
            super().initialize(connection)  # type: ignore[misc]
            self._is_ready = True

    @classmethod
    def engine_created(cls, engine: Engine) -> None:
        """Let an engine find what was compiled for another."""
        engine.update_execution_options(compiled_cache=_statements)


class SharedSqlite(_Sharing, SQLiteDialect_pysqlite, metaclass=_OneEach):
    """SQLite, as it is."""

    supports_statement_cache = True
    _made: ClassVar[dict[tuple[Any, ...], Any]] = {}


class SharedPostgres(_Sharing, PGDialect_psycopg, metaclass=_OneEach):
    """PostgreSQL, as it is."""

    supports_statement_cache = True
    _made: ClassVar[dict[tuple[Any, ...], Any]] = {}


def share_dialects() -> None:
    """Let engines made from now on share what they compile."""
    registry.register("sqlite", __name__, "SharedSqlite")
    registry.register("postgresql.psycopg", __name__, "SharedPostgres")
