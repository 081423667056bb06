"""Triggers that keep rows as they were written, on both databases; used by migrations.

Alembic's batch mode copies a SQLite table and silently drops its triggers: a migration that rebuilds a
kept table must put them back, and a test looks for them in the migrated database.
"""

from __future__ import annotations

from typing import Any

KEPT_TABLES = ("act", "booking_step", "consent_text", "help_consent", "petition_wording", "record_cut")


def keep(op: Any, table: str) -> None:
    """Forbid changing and deleting the rows of a table."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_kept_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are kept as written'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION 'rows of {table} are kept as written'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_kept_rows BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_kept()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_kept_all BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_kept()"
    )


def keep_until_cut(op: Any, table: str, cuts: str) -> None:
    """Forbid changing the rows of a table, and deleting any beyond the number that its cuts allow."""
    last = f"(SELECT coalesce(max(upto_id), 0) FROM {cuts})"  # noqa: S608 (a name of our own)
    if op.get_bind().dialect.name == "sqlite":
        keep(op, table)
        op.execute(f"DROP TRIGGER {table}_kept_delete")
        op.execute(
            f"CREATE TRIGGER {table}_kept_delete BEFORE DELETE ON {table} WHEN OLD.id > {last} "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are kept as written'); END"
        )
        return
    keep(op, table)
    op.execute(
        f"CREATE OR REPLACE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'DELETE' THEN IF OLD.id <= {last} THEN RETURN OLD; END IF; END IF; "
        f"RAISE EXCEPTION 'rows of {table} are kept as written'; END $$"
    )


def release(op: Any, table: str) -> None:
    """Allow it again."""
    if op.get_bind().dialect.name == "sqlite":
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS {table}_kept_{act}")
        return
    op.execute(f"DROP TRIGGER IF EXISTS {table}_kept_rows ON {table}")
    op.execute(f"DROP TRIGGER IF EXISTS {table}_kept_all ON {table}")
    op.execute(f"DROP FUNCTION IF EXISTS {table}_kept()")
