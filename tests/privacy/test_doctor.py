"""The doctor finds what would hurt somebody soon, and one fault does not hide the others."""

from __future__ import annotations

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import text, update

from app import create_app
from app.core import crypto, keystore
from app.core.config import load_settings
from app.core.db import db, transaction
from app.petitions.models import Petition
from app.site import doctor
from app.site.cli import doctor as command
from app.tasks import service as tasks
from app.volunteers import forgetting
from app.volunteers import service as volunteers
from app.volunteers.service import Contact
from tests.clocks import Clock
from tests.core.outbox import send_through, write
from tests.factories import make_petition, make_signature
from tests.mail import SmtpServer, free_port
from tests.servers import SAMLING, environment_for
from tests.shifts.makers import make_task


def told(app: Flask) -> tuple[int, dict[str, bool], str]:
    """Ask the doctor; give the exit code, each look's verdict, and all that was said."""
    db.session.remove()
    done = CliRunner().invoke(command, obj=lambda **_: app)
    assert done.exception is None or isinstance(done.exception, SystemExit), repr(done.exception)
    verdicts = {}
    for line in done.output.splitlines():
        verdict, _, rest = line.partition("  ")
        verdicts[rest.strip().partition(":")[0]] = verdict == "ok"
    return done.exit_code, verdicts, done.output


def ill(app: Flask) -> set[str]:
    code, verdicts, output = told(app)
    found = {what for what, is_well in verdicts.items() if not is_well}
    assert (code == 1) is bool(found)
    assert len(verdicts) >= 7, output
    return found


@pytest.fixture(autouse=True)
def by_smtp(app: Flask, smtp_server: SmtpServer) -> None:
    """Have a mail server, as an installation that is well has."""
    send_through(app, smtp_server.url)


def test_an_installation_that_is_well_is_told_so(app: Flask) -> None:
    make_signature()
    assert ill(app) == set()


def test_a_mail_server_that_does_not_answer_is_found(app: Flask) -> None:
    send_through(app, f"smtp://127.0.0.1:{free_port()}")
    assert ill(app) == {"mail"}


def test_mails_into_a_folder_are_found(app: Flask) -> None:
    send_through(app, f"maildir:{app.config['SETTINGS'].instance / 'mail'}")
    assert ill(app) == {"mail"}


def test_mails_that_wait_too_long_are_found(clock: Clock, app: Flask) -> None:
    write(1)
    clock.move(minutes=9)
    assert "outbox" not in ill(app)
    clock.move(minutes=2)
    assert ill(app) - {"clock"} == {"outbox"}  # PostgreSQL's clock does not stand still with ours


def test_a_purge_that_is_late_is_found(app: Flask) -> None:
    petition = make_petition(slug="torget")
    with transaction():
        db.session.execute(update(Petition).values(purge_on=petition.opened_at.date() - timedelta(days=2)))  # type: ignore[union-attr]
    assert ill(app) == {"purge"}
    assert "torget" in told(app)[2]


def test_somebody_who_is_not_forgotten_in_time_is_found(clock: Clock, app: Flask) -> None:
    with transaction():
        volunteers.find_or_add(Contact(name="Åsa Öberg", email="asa@example.org"))
        clock.move(days=366)
    assert "purge" not in ill(app)  # her day is just over: the worker has the day to do it
    clock.move(days=1)
    assert "purge" in ill(app)
    assert "overdue: 1 people who helped." in told(app)[2]
    assert "Åsa" not in told(app)[2]
    forgetting.forget_due()
    assert "purge" not in ill(app)


def test_whoever_still_holds_a_task_is_not_overdue(clock: Clock, app: Flask) -> None:
    task = make_task()
    with transaction():
        tasks.take(task, Contact(name="Åsa Öberg", phone="+46701740699"), units=1)
    clock.move(days=400)
    assert "purge" not in ill(app)


@pytest.mark.parametrize("use", ["seal", "index"])
def test_a_key_that_does_not_open_is_found(app: Flask, use: str) -> None:
    """People could sign, and nobody would ever read their names."""
    petition = make_signature().petition
    rows = keystore.data_key
    store = crypto.key_store()
    with store.engine.begin() as connection:
        damaged = update(rows).where(rows.c.scope == petition.scope, rows.c.use == use)
        connection.execute(damaged.values(wrapped=b"x" * 60))
    store.forget()
    assert ill(app) == {"keys"}


def test_looking_changes_nothing_in_the_key_store(app: Flask) -> None:
    store = crypto.key_store()
    store.sealing_key("petition:77")  # a scope without an index key
    with store.engine.connect() as connection:
        before = connection.execute(keystore.data_key.select()).all()
    told(app)
    with store.engine.connect() as connection:
        assert connection.execute(keystore.data_key.select()).all() == before


def test_a_full_disk_is_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LEAST_DISK", 10**18)
    assert ill(app) == {"disk"}


@pytest.mark.database("sqlite")
def test_a_database_that_was_never_migrated_is_found_and_hides_nothing_else(tmp_path: Path) -> None:
    app = create_app(load_settings({}, instance=tmp_path))
    found = ill(app)
    assert {"database", "mail"} <= found
    assert "disk" not in found
    with app.app_context():
        db.engine.dispose()


def test_a_table_that_is_missing_is_found_and_hides_nothing_else(app: Flask) -> None:
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE outbox_mail RENAME TO outbox_mail_away"))
    found = ill(app)
    assert "outbox" in found
    assert not {"disk", "keys", "mail", "purge"} & found


@pytest.mark.database("sqlite")
def test_a_damaged_database_file_is_found(app: Flask) -> None:
    for _ in range(30):
        make_signature()
    path = app.config["SETTINGS"].instance / "samling.db"
    with db.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    db.session.remove()
    db.engine.dispose()
    data = bytearray(path.read_bytes())
    data[4096 * (pages - 1) : 4096 * pages] = b"\xff" * 4096
    path.write_bytes(bytes(data))
    assert "database" in ill(app)


@pytest.mark.database("sqlite")
def test_a_database_that_does_not_answer_is_told_in_a_sentence(tmp_path: Path) -> None:
    url = f"postgresql://samling:hemligt@127.0.0.1:{free_port()}/samling"
    environment = environment_for(tmp_path, "http://localhost:1", database_url=url)
    done = subprocess.run([SAMLING, "doctor"], env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert "does not answer" in done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "hemligt" not in done.stdout + done.stderr
