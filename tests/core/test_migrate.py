"""The migrations make what the models say, down and up again, with the triggers that keep the record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from flask import Flask
from sqlalchemy import Engine, create_engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.core import clock, migrate
from app.core.config import load_settings
from app.core.db import Base, db, transaction
from app.core.triggers import KEPT_TABLES
from app.petitions import counting, purging, wordings
from app.petitions.models import HourCount, Petition, PetitionState, Wording
from app.record.chain import BEGINNING
from app.record.models import RecordCut
from app.signatures import withdrawing
from app.signatures.models import Signature
from tests.clocks import Clock
from tests.core.crowd import crowd
from tests.databases import Database
from tests.factories import make_association, make_paper_total, make_petition, make_signature
from tests.shifts.makers import make_shift, make_task
from tests.volunteers.people import ASA, book, take

MADE = "made_by_models"


@pytest.fixture
def made(app: Flask, tmp_path: Path) -> Iterator[tuple[Engine, str | None]]:
    """Make the tables a second time, by the models: in another file, or in a schema of their own."""
    if db.engine.dialect.name == "sqlite":
        engine = create_engine(f"sqlite:///{tmp_path / 'made.db'}")
        Base.metadata.create_all(engine)
        yield engine, None
        engine.dispose()
        return
    with db.engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {MADE}"))
        connection = connection.execution_options(schema_translate_map={None: MADE})
        Base.metadata.create_all(connection)
    yield db.engine, MADE


def described(engine: Engine, schema: str | None = None) -> dict[str, Any]:
    """Describe every table: columns, keys, checks, and indexes with their conditions."""
    found = inspect(engine)
    reads: dict[str, Callable[..., Any]] = {
        "columns": found.get_columns,
        "primary key": found.get_pk_constraint,
        "foreign keys": found.get_foreign_keys,
        "checks": found.get_check_constraints,
        "unique": found.get_unique_constraints,
        "indexes": found.get_indexes,
    }
    tables = [name for name in found.get_table_names(schema=schema) if name != "alembic_version"]
    return {
        f"{table} {what}": in_words(read(table, schema=schema))
        for table in tables
        for what, read in reads.items()
    }


def in_words(found: Any) -> list[str]:
    """Write down a description so that two can be compared: without order, without the schema's name."""
    parts = found if isinstance(found, list) else [found]
    written = [json.dumps(part, default=str, sort_keys=True) for part in parts]
    return sorted(each.replace(f'"{MADE}"', "null").replace(f"{MADE}.", "") for each in written)


def test_the_migrations_make_what_the_models_say(app: Flask, made: tuple[Engine, str | None]) -> None:
    by_migrations, by_models = described(db.engine), described(*made)
    assert by_migrations.keys() == by_models.keys()
    for name, description in by_models.items():
        assert by_migrations[name] == description, name
    assert "'confirmed'" in " ".join(by_models["signature indexes"])
    assert "online_count" in str(by_models["petition checks"])


def test_a_new_migration_would_have_nothing_to_do(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert migrate.is_current(app)


def test_a_table_that_only_the_models_know_would_be_seen(app: Flask, made: tuple[Engine, str | None]) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("DROP INDEX uq_signature_confirmed"))
    by_migrations, by_models = described(db.engine), described(*made)
    assert [name for name in by_models if by_models[name] != by_migrations[name]] == ["signature indexes"]


def leftovers() -> list[str]:
    """List what stands in the database besides Alembic's own table: tables, triggers, functions."""
    if db.engine.dialect.name == "sqlite":
        asked = "SELECT name FROM sqlite_master WHERE tbl_name NOT IN ('alembic_version', 'sqlite_sequence')"
    else:
        asked = (
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
            "AND relname NOT LIKE 'alembic_version%' "
            "UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
            "UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        )
    with db.engine.connect() as connection:
        return list(connection.execute(text(asked)).scalars())


def test_down_to_nothing_and_up_again_with_people_in_it(app: Flask) -> None:
    make_association()
    make_paper_total(make_signature(show_name=True).petition)
    book(ASA, make_shift())
    take(ASA, make_task())
    before, things = described(db.engine), sorted(leftovers())
    db.session.remove()
    migrate.downgrade(app)
    assert leftovers() == []
    assert not migrate.is_current(app)
    migrate.upgrade(app)
    assert (described(db.engine), sorted(leftovers())) == (before, things)
    assert migrate.is_current(app)


def test_petitions_from_before_get_their_wording_and_every_series(app: Flask, clock: Clock) -> None:
    petition, emptied, draft = make_petition(), make_petition(), make_petition(state=PetitionState.DRAFT)
    for hours in (0, 1, 30):
        clock.move(hours=hours)
        make_signature(petition)
        make_signature(emptied)
    row = make_signature(petition)
    make_signature(petition, is_confirmed=False)
    make_paper_total(petition)
    purging.purge_petition(emptied.id)
    ids, draft_id, row_id = (petition.id, emptied.id), draft.id, row.id
    body, opened_at = petition.body, petition.opened_at
    hours_before = hours_of(petition.id)
    db.session.remove()
    migrate.downgrade(app, "0002")
    migrate.upgrade(app)
    for petition_id in ids:
        found = counting.check(db.session.get_one(Petition, petition_id))
        assert (found.is_right, found.shown) == (True, 4 if petition_id == ids[0] else 3)
        wording = db.session.scalars(select(Wording).where(Wording.petition_id == petition_id)).one()
        assert (wording.number, wording.locale, wording.body) == (1, "sv", body)
    assert hours_of(ids[0]) == hours_before
    assert db.session.scalars(select(Wording).where(Wording.petition_id == draft_id)).all() == []
    first = select(Wording.created_at).where(Wording.petition_id == ids[0])
    assert db.session.scalars(first).one() == opened_at
    with transaction():
        withdrawing.withdraw_signature(db.session.get_one(Signature, row_id))
        fresh = db.session.get_one(Petition, ids[0])
        wordings.change_body(fresh, "Bättre sagt.", reason="Tydligare", actor=None)
    assert counting.check(fresh).is_right
    assert min(hours_of(ids[0]).values()) >= 0
    assert [earlier.body for _new, earlier in fresh.changes] == [body]


def hours_of(petition_id: int) -> dict[datetime, int]:
    """Give the series of hours of a petition."""
    rows = select(HourCount.began_at, HourCount.count).where(HourCount.petition_id == petition_id)
    return {row.began_at: row[1] for row in db.session.execute(rows)}


@pytest.mark.database("sqlite")
def test_no_signature_gets_the_id_of_one_that_is_gone(app: Flask) -> None:
    petition = make_petition()
    make_signature(petition)
    newest = make_signature(petition)
    with transaction():
        withdrawing.withdraw_signature(newest)
    assert make_signature(petition).id == newest.id + 1


def test_migrating_what_is_migrated_changes_nothing(app: Flask) -> None:
    make_signature()
    db.session.remove()
    before = described(db.engine)
    migrate.upgrade(app)
    assert described(db.engine) == before
    assert len(db.session.execute(text("SELECT id FROM signature")).all()) == 1


def check_kept(table: str, statement: str) -> None:
    """Try a statement on a table with rows, and see that it is refused and changes nothing."""
    make_signature()
    book(ASA, make_shift())
    with transaction(public=False):  # of acts that stood before the first one here
        cut = RecordCut(upto_id=0, chain_hash=BEGINNING, count=0, cut_at=clock.now())
        db.session.add(cut)
    db.session.remove()
    rows = select(Base.metadata.tables[table])
    with db.engine.connect() as connection:
        before = connection.execute(rows).all()
    assert before
    refused = pytest.raises(DBAPIError, match=f"rows of {table} are kept as written")
    with refused, db.engine.begin() as connection:
        connection.execute(text(statement.format(table=table)))
    with db.engine.connect() as connection:
        assert connection.execute(rows).all() == before


@pytest.mark.parametrize("table", KEPT_TABLES)
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {table} SET id = id + 1000", "UPDATE {table} SET id = id", "DELETE FROM {table} WHERE id = 1"],
)
def test_what_is_kept_can_neither_be_changed_nor_taken_away(app: Flask, table: str, statement: str) -> None:
    check_kept(table, statement)


@pytest.mark.database("postgres")
@pytest.mark.parametrize("table", KEPT_TABLES)
def test_what_is_kept_cannot_be_emptied(app: Flask, table: str) -> None:
    check_kept(table, "TRUNCATE {table} CASCADE")


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("table", KEPT_TABLES)
def test_what_is_kept_cannot_be_replaced(app: Flask, table: str) -> None:
    check_kept(table, "INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_the_record_can_be_added_to(app: Flask) -> None:
    make_signature()
    make_signature()
    assert len(db.session.execute(text("SELECT id FROM act")).all()) > 4


@pytest.mark.database("sqlite")
def test_several_processes_migrate_at_once_and_one_does_it(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'samling.db'}"
    assert crowd("upgrade", 4, str(tmp_path), url) == [True] * 4


@pytest.mark.database("postgres")
def test_several_processes_migrate_a_postgresql_at_once_and_one_does_it(
    app: Flask, database: Database
) -> None:
    db.session.remove()
    migrate.downgrade(app)
    db.engine.dispose()
    assert crowd("upgrade", 4, str(database.instance), database.url) == [True] * 4


@pytest.mark.database("sqlite")
def test_an_empty_database_is_not_current(tmp_path: Path) -> None:
    app = create_app(load_settings({}, instance=tmp_path))
    assert not migrate.is_current(app)
    migrate.upgrade(app)
    assert migrate.is_current(app)
    with app.app_context():
        db.engine.dispose()


@pytest.mark.database("sqlite")
def test_a_migration_that_fails_leaves_the_database_as_it_was(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_signature()
    db.session.remove()
    before = sorted(leftovers())
    with db.engine.begin() as connection:
        connection.execute(text("CREATE VIEW in_the_way AS SELECT 1"))
        connection.execute(text("DROP TABLE petition_area"))
    with pytest.raises(DBAPIError):
        migrate.downgrade(app)
    assert sorted(leftovers()) == sorted(
        {*before, "in_the_way"} - {"petition_area", "sqlite_autoindex_petition_area_1"}
    )
    assert migrate.is_current(app)
