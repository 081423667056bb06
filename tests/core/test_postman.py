"""Mail leaves by a real mail server that is down, slow, wrong or rude, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import mail, postman, transports
from app.core.config import Settings
from app.core.db import db
from app.core.mail import MailState, OutboxMail
from tests.clocks import Clock
from tests.core.outbox import is_waiting, row_of, send_through, settings_with, write
from tests.core.rude_smtp import HANG_UP, rude_server
from tests.databases import Database
from tests.factories import make_association
from tests.mail import SmtpServer, read_letter


@pytest.fixture
def settings(database: Database, smtp_server: SmtpServer) -> Settings:
    """Send by the server on the real socket."""
    return settings_with(database, smtp_server.url)


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Give mails a sender."""
    make_association()


def test_a_mail_is_delivered_once_and_then_forgotten(
    app: Flask, smtp_server: SmtpServer, clock: Clock
) -> None:
    mail_id = write(7)
    assert postman.deliver_due() == 1
    assert postman.deliver_due() == 0
    (letter,) = smtp_server.letters
    assert (letter.to, letter.text.split()[:2]) == ("person7@example.org", ["Till", "7."])
    row = row_of(mail_id)
    assert (row.state, row.sealed, row.sent_at, row.problem) == (MailState.SENT, None, clock.now(), None)


def test_a_mail_for_later_waits(app: Flask, smtp_server: SmtpServer, clock: Clock) -> None:
    write(delay=timedelta(hours=1))
    clock.move(minutes=59)
    assert postman.deliver_due() == 0
    clock.move(minutes=1)
    assert postman.deliver_due() == 1


def test_while_the_server_is_down_mails_wait_longer_each_time_and_none_is_lost(
    app: Flask, smtp_server: SmtpServer, clock: Clock
) -> None:
    mail_id = write()
    name = mail.message_id(row_of(mail_id))
    smtp_server.stop()
    for tries, wait in enumerate(postman.BACK_OFF[:5], start=1):
        assert postman.deliver_due() == 1
        row = row_of(mail_id)
        assert (row.attempts, row.problem) == (tries, "ConnectionRefusedError")
        assert row.next_try_at == clock.now() + wait
        clock.move(seconds=wait.total_seconds() - 1)
        assert postman.deliver_due() == 0
        clock.move(seconds=1)
    smtp_server.start()
    postman.deliver_due()
    (letter,) = smtp_server.letters
    assert letter.message["Message-ID"] == name
    assert row_of(mail_id).problem is None


def test_after_some_days_it_is_given_up_and_wiped(app: Flask, smtp_server: SmtpServer, clock: Clock) -> None:
    mail_id = write()
    smtp_server.stop()
    begun = clock.now()
    for wait in postman.BACK_OFF:
        postman.deliver_due()
        assert is_waiting(mail_id)
        clock.move(seconds=wait.total_seconds())
    assert timedelta(days=1) < clock.now() - begun < timedelta(days=7)
    postman.deliver_due()
    row = row_of(mail_id)
    assert (row.state, row.sealed, row.attempts) == (MailState.FAILED, None, len(postman.BACK_OFF) + 1)


@pytest.mark.parametrize(
    ("code", "state"), [("421", "queued"), ("451", "queued"), ("550", "failed"), ("554", "failed")]
)
@pytest.mark.parametrize("step", ["body", "receiver"])
def test_refused_for_now_is_tried_again_refused_for_ever_is_not(
    app: Flask, smtp_server: SmtpServer, clock: Clock, code: str, state: str, step: str
) -> None:
    mail_id, behind = write(1), write(2)
    if step == "body":
        smtp_server.answer = f"{code} no"
        postman.deliver_due()
        assert row_of(behind).state == state
    else:
        smtp_server.answers_by_receiver["person1@example.org"] = f"{code} no"
        postman.deliver_due()
        assert row_of(behind).state == MailState.SENT
    row = row_of(mail_id)
    assert row.state == state
    assert row.problem is not None
    assert row.problem.endswith(code)
    assert (row.sealed is None) == (state == MailState.FAILED)
    smtp_server.answer, smtp_server.answers_by_receiver = "", {}
    clock.move(minutes=1)
    postman.deliver_due()
    assert (row_of(mail_id).state == MailState.SENT) == (state == MailState.QUEUED)


@pytest.mark.database("sqlite")
def test_a_server_that_is_too_slow_is_left_and_asked_again(
    app: Flask, smtp_server: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transports, "SMTP_TIMEOUT", 0.2)
    mail_id = write()
    smtp_server.wait = 1.0
    postman.deliver_due()
    assert is_waiting(mail_id)
    smtp_server.wait = 0.0
    clock.move(seconds=15)
    postman.deliver_due()
    assert row_of(mail_id).state == MailState.SENT
    # It may have taken the first as well: then the receiver sees by the name that it is the same.
    assert len({letter.message["Message-ID"] for letter in smtp_server.letters}) == 1


@pytest.mark.parametrize("step", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY", "QUIT"])
@pytest.mark.database("sqlite")
def test_a_server_that_hangs_up_at_any_step_loses_nothing(app: Flask, clock: Clock, step: str) -> None:
    with rude_server() as server:
        send_through(app, f"smtp://127.0.0.1:{server.port}")
        first, second = write(1), write(2)
        server.answers[step] = HANG_UP
        if step == "EHLO":
            server.answers["HELO"] = HANG_UP
        postman.deliver_due()
        arrived = step == "QUIT"
        assert is_waiting(first) is is_waiting(second) is not arrived
        server.answers.clear()
        clock.move(seconds=15)
        postman.deliver_due()
        assert row_of(first).state == row_of(second).state == MailState.SENT
        names = {read_letter(each).message["Message-ID"] for each in server.taken}
        assert names == {mail.message_id(row_of(first)), mail.message_id(row_of(second))}
        assert step == "BODY" or len(server.taken) == 2


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("CONNECT", "554 no service here"),
        ("EHLO", "500 no"),
        ("MAIL", "530 sign in first"),
        ("MAIL", "550 not your address"),
        ("AUTH", "535 wrong password"),
        ("AUTH", "454 not now"),
    ],
)
@pytest.mark.database("sqlite")
def test_a_fault_in_our_own_settings_costs_no_mail(app: Flask, clock: Clock, step: str, answer: str) -> None:
    """An administrator mends a wrong password, or a sender that the server does not know, within days."""
    with rude_server() as server:
        server.offers = ("AUTH PLAIN",)
        send_through(app, f"smtp://samling:hemligt@127.0.0.1:{server.port}")
        mail_ids = [write(number) for number in range(3)]
        server.answers[step] = answer
        if step == "EHLO":
            server.answers["HELO"] = answer
        postman.deliver_due()
        assert all(map(is_waiting, mail_ids))
        server.answers.clear()
        clock.move(seconds=15)
        postman.deliver_due()
        assert [row_of(each).state for each in mail_ids] == [MailState.SENT] * 3


@pytest.mark.parametrize("login", ["samling:l%C3%B6senord@", "s%C3%A5mling:x@", "samling:x@"])
@pytest.mark.database("sqlite")
def test_a_password_that_cannot_be_sent_costs_no_mail(app: Flask, clock: Clock, login: str) -> None:
    with rude_server() as server:
        server.offers = () if login == "samling:x@" else ("AUTH LOGIN PLAIN",)
        send_through(app, f"smtp://{login}127.0.0.1:{server.port}")
        mail_id = write()
        postman.deliver_due()
        assert is_waiting(mail_id)
        assert server.taken == []


@pytest.mark.database("sqlite")
def test_a_server_that_offers_encryption_without_a_certificate_for_its_name_gets_no_mail(
    app: Flask, clock: Clock
) -> None:
    with rude_server() as server:
        server.offers = ("STARTTLS",)
        server.answers["STARTTLS"] = "220 go on"
        send_through(app, f"smtp://127.0.0.1:{server.port}")
        mail_id = write()
        postman.deliver_due()
        assert is_waiting(mail_id)
        assert "MAIL" not in server.heard


def test_old_mails_are_forgotten_and_waiting_ones_are_not(
    app: Flask, smtp_server: SmtpServer, clock: Clock
) -> None:
    smtp_server.answers_by_receiver["person2@example.org"] = "550 no"
    write(1)
    write(2)
    postman.deliver_due()
    waits = write(3)
    clock.move(days=13)
    assert postman.forget_old() == 0
    clock.move(days=1, seconds=1)
    assert postman.forget_old() == 2
    assert list(db.session.scalars(select(OutboxMail.id))) == [waits]


def test_the_backlog_tells_how_many_wait_and_how_long(
    app: Flask, smtp_server: SmtpServer, clock: Clock
) -> None:
    assert postman.backlog() == (0, timedelta(0))
    write(1)
    clock.move(minutes=4)
    write(2)
    assert postman.backlog() == (2, timedelta(minutes=4))
    postman.deliver_due()
    assert postman.backlog() == (0, timedelta(0))
