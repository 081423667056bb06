"""Delivery of the outbox, a batch at a time, never more than the mailbox lets out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.exc import SQLAlchemyError

from app.core import clock, mail_ceiling, mail_way, periods
from app.core.crypto import SealBroken
from app.core.db import db, take_turn, transaction
from app.core.errors import describe
from app.core.keystore import KeyGone
from app.core.mail import MailState, OutboxMail, compose, patient_kinds
from app.core.mail_way import Ceiling
from app.core.transports import (
    Maildir,
    Refused,
    Smtp,
    Transport,
    Unavailable,
    Unreachable,
    maildir_path,
    transport,
)

BATCH = 50
PATIENT_BATCH = 5  # of mails that can wait: no other waits for more of them than that
CLAIM = timedelta(minutes=10)
"""How long a batch may take before another worker may take it over."""
BACK_OFF = tuple(timedelta(seconds=s) for s in (15, 60, 300, 900, 3600, 7200, 14400, 28800, 43200, 86400))
PROMPT, LATELY, PUT_OFF = timedelta(minutes=1), timedelta(hours=1), 3
"""The post is behind when a mail is due since so long, or of those from so lately so many were put off."""


def deliver_due(should_stop: Callable[[], bool] = lambda: False) -> int:
    """Deliver the mails that are due, one batch; return how many were tried.

    Stops early when told to, and when the mail server does not answer; the rest stay due.
    """
    until = clock.now() + CLAIM
    out = mail_way.way_out()
    due = _claim(until, out.ceiling)
    if not due:
        return 0
    tried = 0
    with transport(current_app.config["SETTINGS"], out) as way:
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


def _claim(until: datetime, ceiling: Ceiling | None) -> list[int]:
    """Take a batch, so that no other worker sends it meanwhile; what can wait goes last, few at a time.

    Never more than the mailbox lets out: whoever takes counts what others have taken, in turn.
    """
    ready = OutboxMail.state == MailState.QUEUED, OutboxMail.next_try_at <= clock.now()
    if db.session.scalar(select(OutboxMail.id).where(*ready).limit(1)) is None:
        db.session.rollback()
        return []
    can_wait = OutboxMail.kind.in_(patient_kinds())
    with transaction(public=False):
        prompt, patient = BATCH, PATIENT_BATCH
        if ceiling is not None:
            take_turn("mail ceiling")
            left = mail_ceiling.left(ceiling)
            prompt, patient = min(BATCH, left), min(PATIENT_BATCH, left - mail_ceiling.kept_free(ceiling))
        ids = _take(prompt, *ready, ~can_wait) or _take(patient, *ready, can_wait)
        db.session.execute(
            update(OutboxMail)
            .where(OutboxMail.id.in_(ids))
            .values(next_try_at=until, attempts=OutboxMail.attempts + 1)
        )
    return ids


def _take(most: int, *which: ColumnElement[bool]) -> list[int]:
    if most <= 0:
        return []
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
    gone, limit = 0, clock.now() - periods.lasting("mails")
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


__all__ = [
    "BATCH",
    "Maildir",
    "Refused",
    "Smtp",
    "Unavailable",
    "Unreachable",
    "backlog",
    "deliver_due",
    "forget_old",
    "is_behind",
    "maildir_path",
    "transport",
]
