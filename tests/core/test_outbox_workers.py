"""Several workers at one outbox: each mail leaves once, and what a dead worker left behind is taken over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import postman
from app.core.config import Settings
from app.core.db import db, transaction
from app.core.mail import MailState, OutboxMail
from app.core.postman import Maildir
from tests.clocks import Clock
from tests.core.outbox import in_worker, send_through, settings_with, states, write
from tests.databases import Database
from tests.mail import SmtpServer

MAILS = 40


class Killed(BaseException):
    """What a killed worker does not live to catch."""


@pytest.fixture
def settings(database: Database, smtp_server: SmtpServer) -> Settings:
    """Send by the server on the real socket."""
    return settings_with(database, smtp_server.url)


def write_many(count: int) -> list[int]:
    return [write(number) for number in range(count)]


def deliver_all() -> None:
    while postman.deliver_due():
        pass


def receivers(server: SmtpServer) -> Counter[str]:
    return Counter(letter.to for letter in server.letters)


def test_three_workers_at_once_deliver_each_mail_once(app: Flask, smtp_server: SmtpServer) -> None:
    write_many(MAILS)
    smtp_server.wait = 0.005
    batch, postman.BATCH = postman.BATCH, 5  # so that all three have something to do
    try:
        workers = [in_worker(app, deliver_all) for _ in range(3)]
        for worker in workers:
            worker.join(60)
    finally:
        postman.BATCH = batch
    assert receivers(smtp_server) == {f"person{n}@example.org": 1 for n in range(MAILS)}
    assert states() == {MailState.SENT: MAILS}


def test_what_a_dead_worker_had_taken_is_taken_over_after_a_while(
    app: Flask, smtp_server: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_many(4)
    with monkeypatch.context() as until_killed:
        until_killed.setattr(postman.Smtp, "send", killed_at(3, postman.Smtp.send))
        with pytest.raises(Killed):
            postman.deliver_due()
    db.session.remove()
    assert states() == {MailState.SENT: 2, MailState.QUEUED: 2}
    clock.move(seconds=postman.CLAIM.total_seconds() - 1)
    assert postman.deliver_due() == 0
    clock.move(seconds=1)
    assert postman.deliver_due() == 2
    assert receivers(smtp_server) == {f"person{n}@example.org": 1 for n in range(4)}


def killed_at(number: int, send: Callable[..., None]) -> Callable[..., None]:
    """Give a way to send that kills the worker at the mail of this number, before it is sent."""
    sent = 0

    def act(*args: Any) -> None:
        nonlocal sent
        sent += 1
        if sent == number:
            raise Killed
        send(*args)

    return act


def test_a_worker_that_was_too_slow_leaves_the_rest_to_others(
    app: Flask, smtp_server: SmtpServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a server that takes ten minutes over one mail, the claim on those behind it has run out."""
    write_many(3)
    send = postman.Smtp.send

    def slowly(way: postman.Smtp, message: Any) -> None:
        send(way, message)
        monkeypatch.setattr(postman.Smtp, "send", send)
        clock.move(seconds=postman.CLAIM.total_seconds() + 1)
        other = in_worker(app, deliver_all)
        other.join(30)

    monkeypatch.setattr(postman.Smtp, "send", slowly)
    postman.deliver_due()
    assert states() == {MailState.SENT: 3}
    counted = receivers(smtp_server)
    assert (counted["person1@example.org"], counted["person2@example.org"]) == (1, 1)
    deliver_all()
    assert receivers(smtp_server) == counted


def test_a_mail_removed_while_it_was_to_be_sent_does_not_stop_those_behind_it(
    app: Flask, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A purge takes a petition's mails away, perhaps in another process."""
    first, second, third = write_many(3)
    send = postman.Smtp.send

    def and_purge(way: postman.Smtp, message: Any) -> None:
        send(way, message)
        monkeypatch.setattr(postman.Smtp, "send", send)
        in_worker(app, lambda: remove(first, second)).join(30)

    monkeypatch.setattr(postman.Smtp, "send", and_purge)
    postman.deliver_due()
    assert receivers(smtp_server) == {"person0@example.org": 1, "person2@example.org": 1}
    db.session.rollback()
    assert list(db.session.scalars(select(OutboxMail.id))) == [third]


def remove(*mail_ids: int) -> None:
    with transaction(public=False):
        for mail_id in mail_ids:
            db.session.delete(db.session.get_one(OutboxMail, mail_id))


@pytest.mark.database("sqlite")
def test_a_full_disk_under_the_maildir_costs_no_mail(
    app: Flask, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = settings.instance / "mail"
    send_through(app, f"maildir:{folder}")
    write_many(2)
    Maildir(folder)
    for part in ("tmp", "new"):
        (folder / part).rmdir()
        (folder / part).write_text("in the way")
    postman.deliver_due()
    assert states() == {MailState.QUEUED: 2}
    for part in ("tmp", "new"):
        (folder / part).unlink()
        (folder / part).mkdir()
    clock.move(seconds=15)
    postman.deliver_due()
    assert states() == {MailState.SENT: 2}
    assert len(list(folder.glob("new/*"))) == 2
