"""The database: base class, engine habits and the one place that commits.

SQLite and PostgreSQL are both supported. On SQLite every writing transaction begins IMMEDIATE
and waits its turn in a queue that holds across processes: SQLite's own busy handler polls, and
with eight writers single waits of eight seconds were measured; a lock in the kernel has no such gaps.
Readers use plain deferred transactions and never wait.
"""

from __future__ import annotations

import fcntl
import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, cast

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    DateTime,
    Engine,
    LargeBinary,
    MetaData,
    ScalarSelect,
    Select,
    String,
    Table,
    event,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from app.core.pages import drop_kept

WRITES = "samling_writes"
OPEN = "samling_open"

COUNTED_TO = 10_000
"""What waits is counted up to this; above it a page says so (the filter ``some``)."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored as UTC without zone, always aware in Python."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an aware moment into naive UTC; a naive one is a mistake in the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment without a time zone cannot be stored.")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Say aloud that the stored moment is UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """What every table is made from."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        bytes: LargeBinary,
        str: String,
    }


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def init_app(app: Flask) -> None:
    """Tie the database to the application and teach its engine our habits."""
    settings = app.config["SETTINGS"]
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.database_url)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)


def engine_options(url: str) -> dict[str, Any]:
    """Give the engine options for one kind of database."""
    if url.startswith("sqlite"):
        return {"hide_parameters": True, "connect_args": {"timeout": 10, "check_same_thread": False}}
    return {
        "hide_parameters": True,
        "pool_pre_ping": True,
        "pool_size": 8,
        "max_overflow": 0,
        "connect_args": {"connect_timeout": 5},
    }


def prepare_engine(engine: Engine) -> None:
    """Listen to an engine, so that each connection gets its settings and each BEGIN its kind."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", _set_up_postgresql)


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",  # an acknowledged signature survives a power cut
        "foreign_keys=ON",
        "busy_timeout=10000",
        "secure_delete=ON",  # erased means erased: freed pages are overwritten
        "trusted_schema=OFF",
        "recursive_triggers=ON",  # INSERT OR REPLACE takes a row away too, see core.triggers
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute("SET statement_timeout = '30s'")
        cursor.execute("SET lock_timeout = '10s'")
    connection.commit()


class _WriterQueue:
    """One writer at a time, first come first served, over threads and processes."""

    def __init__(self) -> None:
        self._threads = threading.Lock()
        self._files: dict[str, Any] = {}

    @contextmanager
    def turn(self, path: str) -> Iterator[None]:
        with self._threads:
            handle = self._files.get(path)
            if handle is None:
                handle = self._files[path] = Path(path + ".writer").open("ab")  # noqa: SIM115 (kept open)
            fcntl.flock(handle, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(handle, fcntl.LOCK_UN)

    def forget(self) -> None:
        """Start over in a forked process: a lock inherited from the parent would be shared with it."""
        for handle in self._files.values():
            handle.close()
        self.__init__()  # type: ignore[misc]


_queue = _WriterQueue()


@contextmanager
def transaction(*, public: bool = True) -> Iterator[None]:
    """Do the acts inside as one durable whole, or not at all.

    Everything loaded before is expired, so that inside the database's present truth is read.
    ``public=False`` says that no public page shows what is changed, so that kept pages stay.
    This is the only place that commits.
    """
    session = db.session()
    if session.info.get(OPEN):
        # It would throw away what the outer one has done, and on SQLite wait for itself.
        raise RuntimeError("A transaction is open already: do all acts in the one.")
    session.rollback()
    session.expire_all()
    session.info[OPEN] = True
    engine = db.engine
    try:
        if engine.dialect.name == "sqlite" and engine.url.database:
            with _queue.turn(engine.url.database):
                session.connection(execution_options={WRITES: True})
                yield
                session.commit()
        else:
            yield
            session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[OPEN] = False
    if public:
        drop_kept()


def take_turn(name: str) -> None:
    """Wait until no other transaction holds this turn, and hold it to the end of the one in hand.

    On SQLite a writing transaction is alone already.
    """
    if db.engine.dialect.name == "postgresql":
        key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        db.session.execute(select(func.pg_advisory_xact_lock(key)))


def before_fork() -> None:
    """Close what is open, so that a forked child inherits no connection."""
    db.session.remove()
    db.engine.dispose()
    _queue.forget()


def after_fork() -> None:
    """Let go of what a parent process opened; call first in a forked child."""
    _queue.forget()
    db.engine.dispose(close=False)


def overwrite_log() -> None:
    """Let SQLite fold its write-ahead log into the database, so that the log's old pages are gone too."""
    if db.engine.dialect.name == "sqlite":
        connection = db.engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def count_some(rows: Select[Any]) -> ScalarSelect[int]:
    """Count rows up to one more than COUNTED_TO, so that no page reads a million for a number."""
    return select(func.count()).select_from(rows.limit(COUNTED_TO + 1).subquery()).scalar_subquery()


def insert_into(table: Any) -> Any:
    """Begin an INSERT that can be told what to do ON CONFLICT, in the dialect of the database in use."""
    dialect = db.engine.dialect.name
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


def insert_unless_taken(model: type[Base], unique: str) -> Any:
    """Give an INSERT that does nothing when the value of a unique column is taken; it returns the new id."""
    return _insert_unless_taken(db.engine.dialect.name, model, unique)


@cache
def _insert_unless_taken(dialect: str, model: type[Base], unique: str) -> Any:
    # Made once and run on the table, not the class: putting it together anew cost as much as running it.
    table = cast("Table", model.__table__)
    begun = sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)
    return begun.on_conflict_do_nothing(index_elements=[unique]).returning(table.c.id)


def add_to_count(model: type[Base], by: int, **key: Any) -> None:
    """Add to the ``count`` of the row with this primary key, made when missing; safe under concurrency."""
    statement = insert_into(model).values(**key, count=by)
    table = cast("Table", model.__table__)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=list(key), set_={"count": table.c.count + by})
    )
