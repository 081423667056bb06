"""Erased means erased: an older database that is put back does not bring anybody back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import crypto
from app.core.db import Base, db, transaction
from app.core.mail import OutboxMail
from app.petitions import counting, purging
from app.petitions.models import Petition
from app.privacy import jobs
from app.signatures import withdrawing
from app.signatures.models import Signature
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.core.callers import Caller
from tests.factories import make_petition, make_signature
from tests.mail import Mailbox
from tests.privacy.conftest import Killed, kept_of, killed_at, mails_of, make_full_petition, people_of
from tests.servers import LiveServer, running_server

ORDER = (
    "petition", "signature", "signer_link",
    "petition_day", "petition_hour", "petition_area", "petition_source", "outbox_mail",
)  # fmt: skip
"""What an act of a signer changes, parents first."""


def backup() -> Callable[[], None]:
    """Remember the database as it stands; calling the answer puts it back."""
    tables = [Base.metadata.tables[name] for name in ORDER]
    with db.engine.connect() as connection:
        kept: dict[str, list[dict[str, Any]]] = {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in tables
        }

    def put_back() -> None:
        with transaction():
            for table in reversed(tables[1:]):
                db.session.execute(table.delete())
            for row in kept["petition"]:
                db.session.execute(tables[0].update().where(tables[0].c.id == row["id"]).values(**row))
            for table in tables[1:]:
                if kept[table.name]:
                    db.session.execute(table.insert(), kept[table.name])

    return put_back


def withdraw(row: Signature) -> None:
    with transaction():
        withdrawing.withdraw_signature(db.session.get_one(Signature, row.id))


def total(petition_id: int) -> int:
    db.session.rollback()
    return db.session.get_one(Petition, petition_id).online_count


def test_who_withdrew_stays_gone_when_an_older_database_is_put_back(app: Flask) -> None:
    petition_id = make_petition().id
    petition = db.session.get_one(Petition, petition_id)
    stays, leaves = make_signature(petition), make_signature(petition)
    pending = make_signature(petition, is_confirmed=False)
    put_back = backup()
    withdraw(leaves)
    withdraw(pending)
    assert total(petition_id) == 1
    put_back()
    assert (total(petition_id), people_of(petition_id)) == (2, 3)
    assert purging.reapply_erasures() == 2
    assert (total(petition_id), people_of(petition_id)) == (1, 1)
    assert db.session.scalars(select(Signature.uid)).all() == [stays.uid]
    assert counting.check(db.session.get_one(Petition, petition_id)).is_right
    assert purging.reapply_erasures() == 0


def test_where_nothing_came_back_nothing_is_done(app: Flask) -> None:
    petition = make_petition()
    withdraw(make_signature(petition))
    make_signature(petition)
    before = snapshot()
    assert purging.reapply_erasures() == 0
    assert snapshot() == before


def test_killed_while_putting_right_the_next_run_goes_on(app: Flask) -> None:
    petition_id = make_petition().id
    rows = [make_signature(db.session.get_one(Petition, petition_id)) for _ in range(3)]
    make_signature(db.session.get_one(Petition, petition_id))
    put_back = backup()
    for row in rows:
        withdraw(row)
    step, is_done = 0, False
    while not is_done:
        step += 5
        put_back()
        with killed_at(step):
            try:
                purging.reapply_erasures()
            except Killed:
                pass
            else:
                is_done = True
        purging.reapply_erasures()
        assert (total(petition_id), people_of(petition_id)) == (1, 1)
        assert counting.check(db.session.get_one(Petition, petition_id)).is_right
    assert step > 20


def test_killed_while_withdrawing_she_is_whole_or_gone(app: Flask) -> None:
    """The journal is written first: what it names is removed at the next start at the latest."""
    petition_id = make_petition().id
    row = make_signature(db.session.get_one(Petition, petition_id))
    row_id, put_back = row.id, backup()
    step = 0
    while people_of(petition_id):
        step += 1
        with killed_at(step):
            try:
                with transaction():
                    withdrawing.withdraw_signature(db.session.get_one(Signature, row_id))
            except Killed:
                pass
        assert (total(petition_id), people_of(petition_id)) in {(1, 1), (0, 0)}
        assert counting.check(db.session.get_one(Petition, petition_id)).is_right
    put_back()
    assert purging.reapply_erasures() == 1
    assert (total(petition_id), people_of(petition_id)) == (0, 0)


def test_nothing_about_her_is_left_when_she_has_withdrawn(
    app: Flask, client: Client, mailbox: Mailbox, clock: Clock
) -> None:
    petition = make_petition(slug="torget")
    other = make_signature(petition)
    row = make_signature(petition, email="alva@example.org")
    client.post("/namninsamlingar/torget/min-underskrift", data={"email": "alva@example.org"})
    path = mailbox.last().links[0].removeprefix("http://localhost:8000")
    clock.move(minutes=11)
    client.post("/namninsamlingar/torget/min-underskrift", data={"email": "alva@example.org"})
    hers = {
        bytes(value)
        for value in (row.uid, row.email_hash, row.name_hash, row.receipt, row.token_hash, row.sealed)
    }
    hers -= {bytes(other.name_hash)}
    assert client.submit(path, {"sure": "y"}, button="Ta bort min underskrift").status_code == 303
    kept = snapshot()
    kept.pop("alembic_version")
    for name, rows in kept.items():
        found = [value for each in rows for value in each if isinstance(value, bytes) and value in hers]
        assert not found, f"{name} still holds something of hers"
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == mails_of(petition.scope) == 1
    assert list(db.session.scalars(select(OutboxMail.about))) == [other.receipt]


def test_the_journal_holds_nothing_personal(app: Flask) -> None:
    row = make_signature(name="Zebediah Kvist", email="zebbe@example.org")
    withdraw(row)
    assert crypto.key_store().erased("signature") == [row.uid]
    folder: Path = app.config["SETTINGS"].instance
    data = b"".join(path.read_bytes() for path in (folder / "keys").iterdir())
    for word in (b"Zebediah", b"zebbe", row.email_hash, row.name_hash):
        assert word not in data


def test_people_purged_long_ago_do_not_come_back_either(clock: Clock, app: Flask) -> None:
    petition_id = make_full_petition().id
    put_back = backup()
    before = kept_of(petition_id)
    clock.move(days=90)
    jobs.housekeeping()
    put_back()
    assert people_of(petition_id) == 3
    jobs.housekeeping()
    assert people_of(petition_id) == 0
    assert kept_of(petition_id) == before


@pytest.mark.database("sqlite")
def test_the_server_removes_them_before_its_first_answer(tmp_path: Path) -> None:
    """The database as it was yesterday, the key store of today, and the first reader of the page."""
    instance, older = tmp_path / "server", tmp_path / "older.db"
    page, names = "/namninsamlingar/kop-tillbaka-ragsveds-centrum", []
    person = {"name": "Zebediah Kvist", "email": "zebbe@example.org", "postcode": "12465"}
    with running_server(instance, demo=True) as server:
        caller = Caller(server.url)
        caller.submit(page, {**person, "consent_sign": "y", "show_name": "y"})
        links = server.wait_for_letter("zebbe@example.org").links
        caller.confirm(links[0].removeprefix(server.url))
        caller.submit(f"{page}/min-underskrift", {"email": "zebbe@example.org"})
        own = own_page(server)
        names.append("Zebediah" in caller.get(page).text)
        own_path = own.removeprefix(server.url)
    shutil.copy(instance / "samling.db", older)
    with running_server(instance, demo=True) as server:
        Caller(server.url).submit(own_path, {"sure": "y"}, button="Ta bort min underskrift")
        names.append("Zebediah" in Caller(server.url).get(page).text)
    for leftover in instance.glob("samling.db-*"):
        leftover.unlink()
    shutil.copy(older, instance / "samling.db")
    with running_server(instance, demo=True) as server:
        names.append("Zebediah" in Caller(server.url).get(page).text)
    assert names == [True, False, False]


def own_page(server: LiveServer) -> str:
    """Wait for the mail with the link to her own page."""
    until = time.monotonic() + 15
    while time.monotonic() < until:
        for letter in server.letters():
            for link in letter.links:
                if "/mina-underskrifter/" in link and letter.to == "zebbe@example.org":
                    return str(link)
        time.sleep(0.1)
    raise AssertionError("no link to her own page")
