"""Counting what a page costs and what it changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from sqlalchemy import Engine, MetaData, event, select

from app.core.db import db

WITHOUT_COST = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ")


@contextmanager
def at_most(queries: int) -> Iterator[list[str]]:
    """Fail when the block asks the database more often than this."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.upper().startswith(WITHOUT_COST):
            asked.append(statement)

    engine: Engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)
    shown = "\n".join(" ".join(each.split())[:160] for each in asked)
    assert len(asked) <= queries, f"{len(asked)} queries, at most {queries} are allowed:\n{shown}"


def snapshot() -> dict[str, list[tuple[Any, ...]]]:
    """Give every row of every table, to compare before and after something that must change nothing."""
    with db.engine.connect() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in _tables(db.engine.dialect.name).sorted_tables
        }


@cache
def _tables(_dialect: str) -> MetaData:
    """Read which tables there are, once for each database: every test has the same."""
    found = MetaData()
    found.reflect(db.engine)
    return found
