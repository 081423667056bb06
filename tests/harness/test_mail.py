"""The mail server of the tests behaves, and misbehaves, as told."""

from __future__ import annotations

import smtplib
import time
from email.message import EmailMessage

import pytest
from flask import Flask

from tests.core.outbox import write
from tests.mail import Mailbox, SmtpServer, as_if_mails_were_sent, read_letter


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "samling@example.org"
    message["To"] = "alva@example.org"
    message["Subject"] = "Hej på dig"
    message["Date"] = "Sat, 14 Mar 2026 12:00:00 +0100"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Hej å ä ö\nhttps://example.org/a?b=c\n")
    message.add_alternative(
        "<!doctype html><html><head><title>x</title></head><body>Hej</body></html>", subtype="html"
    )
    return message


def send(server: SmtpServer) -> None:
    with smtplib.SMTP(server.host, server.port, timeout=2) as connection:
        connection.send_message(mail())


def test_a_mail_arrives_and_is_taken_apart(smtp_server: SmtpServer) -> None:
    send(smtp_server)
    (letter,) = smtp_server.letters
    assert (letter.to, letter.subject) == ("alva@example.org", "Hej på dig")
    assert letter.links == ["https://example.org/a?b=c"]
    assert "å ä ö" in letter.text
    assert "Hej" in letter.html


def test_it_refuses_for_now_or_for_ever(smtp_server: SmtpServer) -> None:
    for code in (451, 550):
        smtp_server.answer = f"{code} not now"
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(smtp_server)
        assert refused.value.smtp_code == code
    smtp_server.answer = ""
    smtp_server.answers_by_receiver["alva@example.org"] = "550 nobody"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(smtp_server)
    assert smtp_server.letters == []


def test_it_is_slow_down_and_up_again(smtp_server: SmtpServer) -> None:
    smtp_server.wait = 0.3
    before = time.monotonic()
    send(smtp_server)
    assert time.monotonic() - before >= 0.3
    smtp_server.stop()
    with pytest.raises(ConnectionRefusedError):
        send(smtp_server)
    smtp_server.start()
    send(smtp_server)
    assert len(smtp_server.letters) == 2


@pytest.mark.parametrize("missing", ["Subject", "Message-ID", "Date"])
def test_a_mail_without_what_it_needs_is_seen(missing: str) -> None:
    message = mail()
    del message[missing]
    with pytest.raises(AssertionError, match=missing):
        read_letter(message.as_bytes())


@pytest.mark.database("sqlite")
def test_a_mailbox_takes_what_a_server_that_is_only_named_would_get(
    app: Flask, mail_server: None, mailbox: Mailbox
) -> None:
    given = app.config["SETTINGS"]
    assert given.sends_mail
    write()
    assert len(mailbox.deliver()) == 1
    assert app.config["SETTINGS"] is given


@pytest.mark.database("sqlite")
def test_acts_that_promise_mails_can_be_done_for_a_while(app: Flask) -> None:
    given = app.config["SETTINGS"]
    with as_if_mails_were_sent():
        assert app.config["SETTINGS"].sends_mail
    assert app.config["SETTINGS"] is given
    assert not given.sends_mail
