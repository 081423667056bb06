"""A mail with something wrong in it stops none of those behind it."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core import crypto, postman
from app.core.config import Settings
from app.core.db import transaction
from app.core.mail import MailState, OutboxMail
from tests.clocks import Clock
from tests.core.outbox import BROKEN, is_waiting, row_of, settings_with, write
from tests.databases import Database
from tests.mail import SmtpServer


@pytest.fixture
def settings(database: Database, smtp_server: SmtpServer) -> Settings:
    """Send by the server on the real socket."""
    return settings_with(database, smtp_server.url)


def break_seal(row: OutboxMail) -> None:
    assert row.sealed is not None
    row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])


def test_a_mail_that_cannot_be_opened_does_not_stop_those_behind_it(
    app: Flask, smtp_server: SmtpServer, clock: Clock
) -> None:
    before, broken, gone, behind = write(1), write(2), write(4, scope="petition:9"), write(3)
    with transaction(public=False):
        break_seal(row_of(broken))
    crypto.key_store().destroy("petition:9")
    postman.deliver_due()
    assert [row_of(each).state for each in (before, behind)] == [MailState.SENT] * 2
    for mail_id, problem in ((broken, "SealBroken"), (gone, "KeyGone")):
        row = row_of(mail_id)
        assert (row.state, row.problem, row.sealed) == (MailState.FAILED, problem, None)
    assert len(smtp_server.letters) == 2


@pytest.mark.parametrize("fault", ["type", "key", "runtime"])
def test_a_mail_that_cannot_be_written_waits_and_does_not_stop_those_behind_it(
    app: Flask, smtp_server: SmtpServer, clock: Clock, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    """The fault is ours: a mended release still finds it."""
    broken, behind = write(fault, kind=BROKEN), write(2)
    unknown = write(3)
    with transaction(public=False):
        row_of(unknown).kind = "tests.of-a-later-release"
    postman.deliver_due()
    assert row_of(behind).state == MailState.SENT
    assert is_waiting(broken)
    assert is_waiting(unknown)
    assert "Provström" not in caplog.text
    assert "cannot be written" in caplog.text


@pytest.mark.database("sqlite")
def test_an_address_that_no_server_takes_does_not_stop_those_behind_it(
    app: Flask, smtp_server: SmtpServer, clock: Clock
) -> None:
    write(1, to="a@example.org\r\nRCPT TO:<all@example.org>")
    write(2, to="not an address")
    behind = write(3)
    postman.deliver_due()
    assert row_of(behind).state == MailState.SENT
    assert [letter.to for letter in smtp_server.letters] == ["person3@example.org"]
