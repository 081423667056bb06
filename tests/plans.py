"""How SQLite finds what is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event

from app.core.db import db


def plans_of(read: Callable[[], object]) -> str:
    """Do a read and give the plans of its queries, as one text."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        read()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert asked
    explain = db.session.connection().exec_driver_sql
    return "\n".join(str(explain(f"EXPLAIN QUERY PLAN {each}", values).all()) for each, values in asked)
