"""People from a spreadsheet: looked at, read in, undone; and not one mail."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import clock as app_clock
from app.core import crypto
from app.core.db import db
from app.core.mail import OutboxMail
from app.privacy import jobs
from app.record.models import Act
from app.volunteers import candidates, importing, service
from app.volunteers.candidates import Fault
from app.volunteers.models import Volunteer, VolunteerImport
from app.volunteers.service import Contact
from tests.clocks import Clock
from tests.mail import Mailbox
from tests.shifts.makers import make_shift
from tests.volunteers.people import book, find
from tests.volunteers.spreadsheet_files import CSV, add, begin, read_in, undo

ASA = Contact(name="Åsa Övningslund", email="asa@example.org", phone="+46701234567")
BASHIR = Contact(name="Bashir Testberg", email="bashir@example.org")


def count_people() -> int:
    """Count the register."""
    return db.session.scalar(select(func.count()).select_from(Volunteer)) or 0


def test_those_who_are_read_in_are_in_the_register_and_have_agreed_to_nothing(app: Flask) -> None:
    row = read_in()
    asa = find(ASA)
    assert service.person(asa) == {"name": ASA.name, "email": ASA.email, "phone": ASA.phone, "languages": ""}
    assert (asa.is_member, asa.may_be_asked, asa.import_id) == (True, False, row.id)
    assert asa.keep_until == app_clock.today() + service.KEPT_FOR
    assert not find(BASHIR).is_member
    assert row.sealed is None


def test_who_is_there_already_stays_as_she_is(app: Flask) -> None:
    book(Contact(name="Åsa Ö", email="ASA@example.org", may_be_asked=True), make_shift())
    row = read_in()
    assert row.count == 1
    asa = find(ASA)
    assert (service.person(asa)["name"], asa.import_id, asa.may_be_asked) == ("Åsa Ö", None, True)


@pytest.mark.database("sqlite")
def test_each_line_that_cannot_be_used_is_told_with_its_number_and_why(app: Flask) -> None:
    lines = (
        "Namn;E-post;Telefon\n;a@example.org;\nAlva;;\nEgon;fel;\nIvan;;123\n"
        + "x" * 101
        + ";x@example.org;\n"
        "www.köp.se;y@example.org;\nDalia;d@example.org;123\nDalia;D@example.org;\n"
    )
    found = candidates.find_people(importing.table_of(begin(lines)))
    assert found.faults == [
        (2, Fault.NO_NAME),
        (3, Fault.NO_WAY),
        (4, Fault.BAD_EMAIL),
        (5, Fault.BAD_PHONE),
        (6, Fault.LONG_NAME),
        (7, Fault.ODD_NAME),
        (9, Fault.TWICE),
    ]
    assert [(each.line, each.lacks) for each in found.people] == [(8, "phone")]


@pytest.mark.database("sqlite")
def test_no_mail_job_writes_to_those_who_were_read_in(app: Flask, mailbox: Mailbox, clock: Clock) -> None:
    read_in()
    for _day in range(3):
        jobs.housekeeping()
        jobs.keep_time()
        clock.move(days=1)
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 0
    assert not mailbox.deliver()


def test_pressed_twice_it_is_read_in_once(app: Flask) -> None:
    row = read_in()
    with pytest.raises(importing.ImportOver):
        add(row)
    assert count_people() == 2


def test_undoing_takes_away_those_who_have_done_nothing_since(app: Flask) -> None:
    row = read_in()
    book(ASA, make_shift())
    assert importing.count_undoable(row) == 1
    assert undo(row) == 1
    assert [service.person(each)["name"] for each in importing.list_of(row)] == [ASA.name]
    assert find(ASA).import_id == row.id
    with pytest.raises(importing.NotToBeUndone):
        undo(row)
    assert len(crypto.key_store().erased("volunteer")) == 1  # no backup brings her back


@pytest.mark.database("sqlite")
def test_after_a_week_it_stays(app: Flask, clock: Clock) -> None:
    row = read_in()
    clock.move(days=7, seconds=1)
    with pytest.raises(importing.NotToBeUndone):
        undo(row)


@pytest.mark.database("sqlite")
def test_rows_that_nobody_reads_in_are_wiped_after_a_day(app: Flask, clock: Clock) -> None:
    row = begin()
    clock.move(hours=23)
    assert importing.forget_waiting() == 0
    clock.move(hours=2)
    with pytest.raises(importing.ImportOver):
        importing.table_of(row)
    assert importing.forget_waiting() == 1
    assert db.session.scalars(select(VolunteerImport.sealed)).one() is None


@pytest.mark.database("sqlite")
def test_what_waits_is_sealed_and_the_record_names_nobody(app: Flask) -> None:
    row = begin()
    add(row)
    acts = db.session.scalars(select(Act).where(Act.kind.startswith("import.")).order_by(Act.id)).all()
    assert [act.kind for act in acts] == ["import.begun", "import.read_in"]
    assert not any("asa" in str(act.facts) for act in acts)
    assert b"asa@" not in (begin(CSV).sealed or b"")


def test_five_thousand_are_read_in_within_seconds(app: Flask) -> None:
    lines = "\n".join(f"Person {n};p{n}@example.org;07012{n:05d}" for n in range(5000))
    row = begin(f"Namn;E-post;Telefon\n{lines}\n")
    began = app_clock.now()
    assert add(row) == 5000
    assert app_clock.now() - began < timedelta(seconds=20)
    assert undo(row) == 5000
    assert count_people() == 0
