"""Delivery of the outbox: by SMTP, or into a maildir where there is no mail server yet."""

from __future__ import annotations

import mailbox
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock
from app.core.config import LOOPBACK_NAMES, Settings
from app.core.crypto import SealBroken
from app.core.db import db, transaction
from app.core.errors import describe
from app.core.keystore import KeyGone
from app.core.mail import MailState, OutboxMail, compose, patient_kinds

BATCH = 50
PATIENT_BATCH = 5  # of mails that can wait: no other waits for more of them than that
CLAIM = timedelta(minutes=10)
"""How long a batch may take before another worker may take it over."""
SMTP_TIMEOUT = 20.0
BACK_OFF = tuple(timedelta(seconds=s) for s in (15, 60, 300, 900, 3600, 7200, 14400, 28800, 43200, 86400))
KEPT_AFTER_SENDING = timedelta(days=14)
PROMPT, LATELY, PUT_OFF = timedelta(minutes=1), timedelta(hours=1), 3
"""The post is behind when a mail is due since so long, or of those from so lately so many were put off."""


class Refused(Exception):
    """The receiver will never take this mail."""


class Unavailable(Exception):
    """The mail cannot be delivered now; trying later makes sense."""


class Unreachable(Unavailable):
    """The mail server itself does not take part: no other mail would fare better now."""


class Transport(Protocol):
    """Somewhere that a mail can be handed over."""

    def send(self, message: EmailMessage) -> None:
        """Hand over one mail; raises Refused or Unavailable."""


class Maildir:
    """A folder of mails, for the demonstration and for trying things out."""

    def __init__(self, path: Path) -> None:
        self._box = mailbox.Maildir(path, create=True)

    def send(self, message: EmailMessage) -> None:
        """Put the mail into the folder, durable before it returns; raises Unavailable."""
        try:
            self._box.add(message)
            self._box.flush()
        except OSError as error:
            raise Unavailable(type(error).__name__) from error


class Smtp:
    """One connection to a mail server, opened at the first mail and used for the batch."""

    def __init__(self, url: str) -> None:
        self._url = urlsplit(url)
        self._server: smtplib.SMTP | None = None

    def _connect(self) -> smtplib.SMTP:
        host = self._url.hostname or "localhost"
        context = ssl.create_default_context()
        if host in LOOPBACK_NAMES:
            # The self-signed certificate most of them have will do: nobody stands between us and ourselves.
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        server: smtplib.SMTP
        if self._url.scheme == "smtps":
            server = smtplib.SMTP_SSL(host, self._url.port or 465, timeout=SMTP_TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(host, self._url.port or 587, timeout=SMTP_TIMEOUT)
        try:
            self._introduce(server, host, context)
        except BaseException:
            server.close()
            raise
        return server

    def _introduce(self, server: smtplib.SMTP, host: str, context: ssl.SSLContext) -> None:
        server.ehlo()
        # Off this machine mail travels encrypted or not at all.
        if self._url.scheme == "smtp" and (host not in LOOPBACK_NAMES or server.has_extn("starttls")):
            server.starttls(context=context)
        if self._url.username:
            server.login(unquote(self._url.username), unquote(self._url.password or ""))

    def send(self, message: EmailMessage) -> None:
        """Send one mail; raises Refused for a lasting refusal (5xx), Unavailable for everything else."""
        try:
            if self._server is None:
                self._server = self._connect()
            self._server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            self._reset()
            raise _verdict(max(code for code, _ in error.recipients.values())) from error
        except (
            smtplib.SMTPAuthenticationError,
            smtplib.SMTPConnectError,
            smtplib.SMTPHeloError,
            smtplib.SMTPSenderRefused,
        ) as error:
            self.close()  # our own settings or their house, not this mail
            raise Unreachable(f"{type(error).__name__} {error.smtp_code}") from error
        except smtplib.SMTPResponseException as error:
            self._reset()
            raise _verdict(error.smtp_code) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            self.close()
            raise Unreachable(type(error).__name__) from error

    def _reset(self) -> None:
        """Ready the connection for the next mail of the batch, or drop it."""
        try:
            if self._server is not None:
                self._server.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def close(self) -> None:
        """Say goodbye to the server."""
        server, self._server = self._server, None
        if server is not None:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()


def _verdict(code: int) -> Exception:
    return Refused(f"refused {code}") if code >= 500 else Unavailable(f"put off {code}")


@contextmanager
def transport(settings: Settings) -> Iterator[Transport]:
    """Open the way that mails leave by."""
    if settings.mail_url.startswith("maildir:"):
        yield Maildir(maildir_path(settings))
        return
    smtp = Smtp(settings.mail_url)
    try:
        yield smtp
    finally:
        smtp.close()


def maildir_path(settings: Settings) -> Path:
    """Say where the maildir lies."""
    path = Path(settings.mail_url.removeprefix("maildir:"))
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def deliver_due(should_stop: Callable[[], bool] = lambda: False) -> int:
    """Deliver the mails that are due, one batch; return how many were tried.

    Stops early when told to, and when the mail server does not answer; the rest stay due.
    """
    until = clock.now() + CLAIM
    due = _claim(until)
    if not due:
        return 0
    tried = 0
    with transport(current_app.config["SETTINGS"]) as way:
        for mail_id in due:
            if clock.now() >= until:
                break  # it took so long that another worker may have taken over
            if should_stop():
                _give_back(until)
                break
            tried += 1
            if not _deliver(way, mail_id, until):
                _give_back(until)
                break
    return tried


def _give_back(until: datetime) -> None:
    """Let go of what was claimed and not tried."""
    with transaction(public=False):
        db.session.execute(
            update(OutboxMail)
            .where(OutboxMail.state == MailState.QUEUED, OutboxMail.next_try_at == until)
            .values(next_try_at=clock.now(), attempts=OutboxMail.attempts - 1)
        )


def _claim(until: datetime) -> list[int]:
    """Take a batch, so that no other worker sends it meanwhile; what can wait goes last, few at a time."""
    ready = OutboxMail.state == MailState.QUEUED, OutboxMail.next_try_at <= clock.now()
    if db.session.scalar(select(OutboxMail.id).where(*ready).limit(1)) is None:
        db.session.rollback()
        return []
    can_wait = OutboxMail.kind.in_(patient_kinds())
    with transaction(public=False):
        ids = _take(BATCH, *ready, ~can_wait) or _take(PATIENT_BATCH, *ready, can_wait)
        db.session.execute(
            update(OutboxMail)
            .where(OutboxMail.id.in_(ids))
            .values(next_try_at=until, attempts=OutboxMail.attempts + 1)
        )
    return ids


def _take(most: int, *which: ColumnElement[bool]) -> list[int]:
    due = select(OutboxMail.id).where(*which).order_by(OutboxMail.next_try_at)
    return list(db.session.scalars(due.limit(most).with_for_update(skip_locked=True)))


def _deliver(way: Transport, mail_id: int, until: datetime) -> bool:
    """Deliver one mail and write down what came of it; say whether going on makes sense."""
    row = db.session.get(OutboxMail, mail_id)
    if row is None or row.next_try_at != until:
        return True  # purged or taken over meanwhile
    is_reachable = True
    try:
        state, problem = _hand_over(way, row)
    except Unreachable as trouble:
        state, problem, is_reachable = MailState.QUEUED, str(trouble), False
    if state == MailState.QUEUED and row.attempts > len(BACK_OFF):
        state = MailState.FAILED
    wait = BACK_OFF[row.attempts - 1] if state == MailState.QUEUED else timedelta(0)
    values: dict[str, Any] = {"state": state, "problem": problem, "next_try_at": clock.now() + wait}
    if state != MailState.QUEUED:
        values |= {"sealed": None, "sent_at": clock.now() if state == MailState.SENT else None}
    with transaction(public=False):
        mine = OutboxMail.id == mail_id, OutboxMail.next_try_at == until
        db.session.execute(update(OutboxMail).where(*mine).values(values))
    return is_reachable


def _hand_over(way: Transport, row: OutboxMail) -> tuple[MailState, str | None]:
    """Write a mail and send it; whatever is wrong with it must not stop those behind it.

    Raises Unreachable when it is the server that is wrong.
    """
    try:
        way.send(compose(row))
    except Refused as refusal:
        return MailState.FAILED, str(refusal)
    except Unreachable:
        raise
    except Unavailable as trouble:
        return MailState.QUEUED, str(trouble)
    except (SealBroken, KeyGone) as loss:
        current_app.logger.error("mail %s cannot be opened: %s", row.id, describe(loss))
        return MailState.FAILED, type(loss).__name__
    except SQLAlchemyError:
        raise  # the database is away: then nothing can be written down either
    except Exception as fault:  # noqa: BLE001 (ours, perhaps mended by the next release: so it is not lost)
        current_app.logger.error("mail %s cannot be written: %s", row.id, describe(fault))
        return MailState.QUEUED, type(fault).__name__
    return MailState.SENT, None


def forget_old() -> int:
    """Delete the rows of mails that left or failed long ago, few at a time; return how many."""
    gone, limit = 0, clock.now() - KEPT_AFTER_SENDING
    is_old = OutboxMail.state != MailState.QUEUED, OutboxMail.next_try_at < limit
    while ids := db.session.scalars(select(OutboxMail.id).where(*is_old).limit(10 * BATCH)).all():
        with transaction(public=False):
            db.session.execute(delete(OutboxMail).where(OutboxMail.id.in_(ids)))
        gone += len(ids)
    return gone


def backlog() -> tuple[int, timedelta]:
    """Count the mails that wait and tell how long the oldest has waited."""
    count, oldest = db.session.execute(
        select(func.count(), func.min(OutboxMail.created_at)).where(OutboxMail.state == MailState.QUEUED)
    ).one()
    return count, (clock.now() - oldest if oldest else timedelta(0))


def is_behind() -> bool:
    """Say whether a mail written down now may take a while: others have waited, or the server puts off."""
    waits = OutboxMail.state == MailState.QUEUED, OutboxMail.kind.not_in(patient_kinds())
    overdue = select(OutboxMail.id).where(*waits, OutboxMail.next_try_at < clock.now() - PROMPT)
    lately = OutboxMail.problem.is_not(None), OutboxMail.created_at > clock.now() - LATELY
    put_off = select(OutboxMail.id).where(*waits, *lately).limit(PUT_OFF)
    is_late = db.session.scalar(overdue.limit(1)) is not None
    return is_late or len(db.session.scalars(put_off).all()) == PUT_OFF
