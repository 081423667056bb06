"""Each reminder once, whoever runs or dies meanwhile, and behind the mails that somebody waits for."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select, event, update

from app.core import clock as app_clock
from app.core import mail, postman
from app.core.db import db, transaction
from app.petitions.models import Petition
from app.signatures import confirming, reminders
from app.signatures.models import Signature
from tests.clocks import Clock
from tests.factories import confirmation_token, make_signature
from tests.mail import Mailbox
from tests.petitions.conftest import AtOnce
from tests.signatures.test_reminders import reminded

SQLITE = pytest.mark.database("sqlite")


def test_two_runs_at_once_remind_once(
    petition: Petition, mailbox: Mailbox, clock: Clock, at_once: AtOnce
) -> None:
    for _person in range(6):
        make_signature(petition, is_confirmed=False)
    mailbox.deliver()
    clock.move(days=2)
    assert sum(at_once(*[reminders.remind_due] * 4)) == 6
    assert len(reminded(mailbox)) == 6


def test_a_run_killed_anywhere_sends_each_once(
    petition: Petition, mailbox: Mailbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _person in range(5):
        make_signature(petition, is_confirmed=False)
    mailbox.deliver()
    clock.move(days=2)
    put = mail.put
    for when in range(1, 4):  # before its mail, in its transaction
        with monkeypatch.context() as until_killed:
            until_killed.setattr(mail, "put", killed_at(when, put))
            with pytest.raises(KeyboardInterrupt):
                reminders.remind_due()
        db.session.remove()
    reminders.remind_due()
    letters = reminded(mailbox)
    assert len(letters) == len({letter.to for letter in letters}) == 5


def killed_at(number: int, put: Any) -> Any:
    """Give a way to write mails down that is killed at the mail of this number."""
    written = 0

    def act(ready: dict[str, Any]) -> None:
        nonlocal written
        written += 1
        if written == number:
            raise KeyboardInterrupt
        put(ready)

    return act


@SQLITE
def test_a_confirmation_at_the_same_moment_wins_or_loses_cleanly(petition: Petition, clock: Clock) -> None:
    row = make_signature(petition, is_confirmed=False)
    clock.move(days=2)
    with transaction():
        confirming.confirm_signature(confirmation_token(row))
    with transaction():
        assert not reminders._remind(row.id, reminders.Stage.TWO_DAYS)


@SQLITE
def test_a_run_takes_a_batch_and_the_next_the_rest(
    petition: Petition, mailbox: Mailbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reminders, "BATCH", 4)
    for _person in range(6):
        make_signature(petition, is_confirmed=False)
    mailbox.deliver()
    clock.move(days=2)
    assert [reminders.remind_due() for _run in range(3)] == [4, 2, 0]


@SQLITE
def test_a_damaged_row_stops_nobody_behind_it(petition: Petition, mailbox: Mailbox, clock: Clock) -> None:
    make_signature(petition, is_confirmed=False)
    with transaction():
        db.session.execute(update(Signature).values(sealed=b"broken" * 10))
    make_signature(petition, is_confirmed=False)
    mailbox.deliver()
    clock.move(days=2)
    assert [reminders.remind_due(), reminders.remind_due()] == [1, 0]


@SQLITE
def test_none_is_added_while_confirmations_wait(petition: Petition, mailbox: Mailbox, clock: Clock) -> None:
    make_signature(petition, is_confirmed=False)
    mailbox.deliver()
    clock.move(days=2)
    make_signature(petition, is_confirmed=False)
    clock.move(minutes=2)
    assert reminders.remind_due() == 0
    mailbox.deliver()
    assert reminders.remind_due() == 1


@SQLITE
def test_confirmations_leave_before_reminders(petition: Petition, mailbox: Mailbox, clock: Clock) -> None:
    for _person in range(8):
        make_signature(petition, is_confirmed=False)
    mailbox.deliver()
    clock.move(days=2)
    assert reminders.remind_due() == 8
    clock.move(seconds=30)
    make_signature(petition, is_confirmed=False)
    done = [postman.deliver_due() for _batch in range(4)]
    assert done == [1, postman.PATIENT_BATCH, 3, 0]


@SQLITE
def test_looking_for_who_is_due_reads_what_waits_and_no_more(petition: Petition) -> None:
    for stage in reminders.Stage:
        statement, values = asked_of_the_database(reminders._which(stage, app_clock.now()))
        plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        assert "ix_signature_pending" in str(plan), plan


def asked_of_the_database(query: Select[int]) -> tuple[str, Any]:
    """Give a query as the driver gets it."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        seen.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        db.session.scalars(query).all()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return seen[-1]
