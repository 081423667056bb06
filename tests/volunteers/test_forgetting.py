"""Forgetting: at once when asked for, and when the time is out; what has been stays without names."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.core import clock as core_clock
from app.core import crypto
from app.core.config import Settings
from app.core.db import db, transaction
from app.core.mail import OutboxMail
from app.privacy import jobs
from app.shifts import booking
from app.shifts.models import Booking, BookingReceipt, BookingStep
from app.shifts.states import BookingState
from app.tasks import service as tasks
from app.tasks.models import Claim, ClaimState, TaskState
from app.volunteers import forgetting, service
from app.volunteers.models import Volunteer, VolunteerLink
from app.volunteers.service import Contact
from tests.clients import Client
from tests.clocks import Clock
from tests.mail import Mailbox
from tests.shifts.makers import make_shift, make_task
from tests.shifts.pages import bookings, said, taken
from tests.volunteers.people import ASA, BO, SIV, book, find, fresh, here, known, page_of, take

MARKS = (b"\xc3\x85sa", "Öberg".encode(), b"asa@example.org", b"701740699")


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let time stand still."""
    return clock


def names() -> list[str]:
    """List the names that are stored about people, bookings and claims."""
    db.session.rollback()
    db.session.expire_all()
    people = [service.person(row)["name"] for row in db.session.query(Volunteer)]
    booked = [booking.typed(row)["name"] for row in db.session.query(Booking)]
    took = [tasks.typed(row)["name"] for row in db.session.query(Claim)]
    return [name for name in people + booked + took if name]


def count(table: type[object]) -> int:
    """Count the rows of a table."""
    return int(db.session.scalar(db.select(db.func.count()).select_from(table)) or 0)


def erase(client: Client) -> None:
    """Erase Åsa as she does it."""
    untouched = client.submit(page_of(ASA), button=said("Remove everything about me"))
    assert untouched.status_code == 422
    assert ASA.name in untouched.text
    answer = client.submit(page_of(ASA), {"sure": "y"}, button=said("Remove everything about me"))
    assert answer.status_code == 303
    assert said("You are forgotten") in client.get(answer.location).text


def test_erasing_frees_what_is_held_and_leaves_no_name(client: Client, mailbox: Mailbox) -> None:
    coming, task = make_shift(), make_task()
    book(ASA, coming)
    claim = take(ASA, task, 3)
    book(BO, fresh(coming))
    where = page_of(ASA)
    uid = find(ASA).uid
    erase(client)
    assert names() == [BO.name, BO.name]
    assert taken(coming) == 1
    assert fresh(task).taken == 0
    assert fresh(claim).state == ClaimState.RETURNED
    assert uid in crypto.key_store().erased("volunteer")
    assert client.get(where).status_code == 404
    assert [letter.to for letter in mailbox.deliver()] == [BO.email]
    assert (count(BookingReceipt), count(VolunteerLink)) == (1, 2)


def test_history_stays_without_a_name(client: Client, clock: Clock) -> None:
    past = make_shift()
    [row] = book(ASA, past)
    task = make_task()
    claim = take(ASA, task, 3)
    client.post(f"{page_of(ASA)}/hjalp/{claim.uid.hex()}/klar", data={"note": "Ring Åsa"})
    clock.move(days=2)
    erase(client)
    assert fresh(row).state == BookingState.BOOKED
    assert taken(past) == 1
    assert (fresh(task).taken, fresh(task).done) == (3, 3)
    assert tasks.typed(fresh(claim)) == {"name": "", "phone": "", "note": ""}
    assert count(BookingStep) == 1
    person = fresh(row).volunteer
    assert (person.identity, person.phone_hash, person.has_email) == (None, None, False)


@pytest.mark.database("sqlite")
def test_nothing_of_her_is_left_in_the_files(app: Flask, settings: Settings, clock: Clock) -> None:
    [row] = book(ASA, make_shift())
    claim = take(ASA, make_task())
    with transaction():
        tasks.give_back(here(claim))
    person = find(ASA)
    gone = [person.sealed, fresh(row).sealed, person.identity]
    gone += [receipt.natural_key for receipt in db.session.query(BookingReceipt)]
    gone += [claim.sealed for claim in db.session.query(Claim)]
    db.session.rollback()
    assert all(_is_in_files(settings, mark) for mark in gone if mark)
    clock.move(days=400)
    assert forgetting.forget_due() == 1
    db.session.rollback()
    assert not any(_is_in_files(settings, mark) for mark in (*gone, *MARKS) if mark)


def _is_in_files(settings: Settings, mark: bytes) -> bool:
    files = [path for path in Path(settings.instance).rglob("*") if path.is_file()]
    return any(mark in path.read_bytes() for path in files if "mail" not in path.parts)


def test_mails_that_wait_go_with_her_and_others_stay(client: Client) -> None:
    shift = make_shift()
    book(ASA, shift)
    book(BO, shift)
    client.post("/mina-pass/", data={"email": ASA.email})
    row = bookings()[0]
    client.post(f"{page_of(ASA)}/avboka/{row.uid.hex()}")
    assert count(OutboxMail) == 4
    erase(client)
    [left] = db.session.query(OutboxMail)
    assert left.sealed is not None
    assert crypto.unseal(left.scope, b"mail|" + left.uid, left.sealed)["to"] == BO.email


def test_she_can_come_back_as_somebody_new(client: Client, mailbox: Mailbox) -> None:
    shift = make_shift()
    [old] = book(ASA, shift)
    erase(client)
    [new] = book(ASA, shift)
    assert fresh(old).volunteer_id != fresh(new).volunteer_id
    assert forgetting.reapply_erasures() == 0
    assert fresh(new).is_live
    assert client.get(page_of(ASA)).status_code == 200


def test_an_older_database_does_not_bring_her_back(app: Flask) -> None:
    shift = make_shift()
    book(ASA, shift)
    uid = find(ASA).uid
    # As after a restore: noted in the key store, and there again in the database.
    crypto.key_store().note_erasure("volunteer", uid, core_clock.now())
    assert jobs.reapply_erasures() == 1
    assert names() == []
    assert taken(shift) == 0
    assert jobs.reapply_erasures() == 0


def test_it_is_noted_before_it_is_done(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    book(ASA, make_shift())
    uid = find(ASA).uid

    def break_down(_person: Volunteer, **_more: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(forgetting, "forget", break_down)
        with pytest.raises(RuntimeError):
            _erase(ASA)
    assert uid in crypto.key_store().erased("volunteer")
    assert forgetting.reapply_erasures() == 1


def _erase(contact: Contact) -> None:
    with transaction():
        forgetting.erase(known(contact))


def test_erasing_twice_is_harmless(app: Flask) -> None:
    shift = make_shift()
    book(ASA, shift)
    person = find(ASA)
    for _time in range(2):
        with transaction():
            forgetting.erase(here(person))
    assert taken(shift) == 0


def test_whoever_helped_long_ago_is_forgotten_by_itself(app: Flask, clock: Clock) -> None:
    shift, task = make_shift(), make_task()
    book(ASA, shift)
    book(SIV, shift)
    clock.move(days=200)
    take(SIV, task)
    clock.move(days=166)
    jobs.housekeeping()
    assert names().count(ASA.name) == 2  # the last day: 365 days after the shift are not over yet
    clock.move(days=1)
    jobs.housekeeping()
    assert ASA.name not in names()
    assert SIV.name in names()
    assert taken(shift) == 2
    assert forgetting.forget_due() == 0


def test_whoever_holds_something_is_kept_until_it_is_over(app: Flask, clock: Clock) -> None:
    task = make_task(deadline=core_clock.today() + timedelta(days=500))
    far = make_shift(starts_at=core_clock.now() + timedelta(days=400))
    book(ASA, far)
    take(BO, task)
    clock.move(days=400 + 365)
    assert forgetting.forget_due() == 0
    clock.move(days=1)
    assert forgetting.forget_due() == 1
    assert ASA.name not in names()
    clock.move(days=99)
    assert forgetting.forget_due() == 0
    clock.move(days=1)
    assert forgetting.forget_due() == 1
    assert names() == []
    assert fresh(task).taken == 0


def test_a_closed_task_keeps_nobody(app: Flask, clock: Clock) -> None:
    task = make_task()
    take(ASA, task)
    with transaction():
        tasks.move_task(here(task), TaskState.CANCELLED, actor=None)
    clock.move(days=366)
    assert forgetting.forget_due() == 1


def test_a_booking_renews_the_time(app: Flask, clock: Clock) -> None:
    book(ASA, make_shift())
    clock.move(days=300)
    book(ASA, make_shift())
    clock.move(days=100)
    assert forgetting.forget_due() == 0
    assert find(ASA).keep_until == core_clock.today() + timedelta(days=266)


def test_forgetting_can_be_stopped_anywhere(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    shift = make_shift()
    for contact in (ASA, BO, SIV):
        book(contact, shift)
    clock.move(days=400)
    real = forgetting.forget
    done: list[Volunteer] = []

    def stop_after_one(person: Volunteer, **_more: object) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(person)
        real(person)

    with monkeypatch.context() as patched:
        patched.setattr(forgetting, "forget", stop_after_one)
        with pytest.raises(KeyboardInterrupt):
            forgetting.forget_due()
    assert forgetting.forget_due() == 2
    assert names() == []
