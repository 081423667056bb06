"""How many mails a mailbox still lets out: counted over every process, from the outbox itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.core import clock, mail_way
from app.core.db import count_some, db
from app.core.mail import MailState, OutboxMail
from app.core.mail_way import Ceiling

IN_HAND = timedelta(minutes=10)
"""So long a mail that was taken to be sent, or that the server has put off, counts as if it had gone."""
STUCK_AFTER = 2
"""Tries, after which somebody has to look: one refusal is every day (greylisting)."""
KEPT_FREE = 10
"""One in so many is left for mails that somebody waits for: reminders never take the last ones."""


@dataclass(frozen=True)
class Forecast:
    """When the mails that wait will leave."""

    waiting: int
    count: int
    """How many the mailbox lets out in its window."""
    window: timedelta
    next_at: datetime
    last_at: datetime


def left(ceiling: Ceiling) -> int:
    """Count how many mails may go now; never under none."""
    return max(0, ceiling.count - _sent(ceiling) - _in_hand())


def kept_free(ceiling: Ceiling) -> int:
    """Count how many are left for what cannot wait."""
    return max(1, ceiling.count // KEPT_FREE)


def _sent(ceiling: Ceiling) -> int:
    since = clock.now() - ceiling.window
    went = OutboxMail.state == MailState.SENT, OutboxMail.sent_at > since
    return db.session.scalar(select(func.count()).select_from(OutboxMail).where(*went)) or 0


def _in_hand() -> int:
    moment = clock.now()
    taken = (
        OutboxMail.state == MailState.QUEUED,
        OutboxMail.attempts > 0,
        OutboxMail.next_try_at > moment,
        OutboxMail.next_try_at <= moment + IN_HAND,
    )
    return db.session.scalar(select(func.count()).select_from(OutboxMail).where(*taken)) or 0


def count_stuck() -> int:
    """Count mails that wait though they have been tried twice: the mailbox, or we, cannot get them off."""
    stuck = OutboxMail.state == MailState.QUEUED, OutboxMail.attempts >= STUCK_AFTER
    return db.session.scalar(select(count_some(select(OutboxMail.id).where(*stuck)))) or 0


def forecast() -> Forecast | None:
    """Say when the mails that wait will leave; None where nothing waits for the mailbox's ceiling."""
    ceiling = mail_way.way_out().ceiling
    if ceiling is None:
        return None
    moment = clock.now()
    due = OutboxMail.state == MailState.QUEUED, OutboxMail.next_try_at <= moment
    waiting = db.session.scalar(select(func.count()).select_from(OutboxMail).where(*due)) or 0
    free = left(ceiling)
    if waiting <= free:
        return None
    went = OutboxMail.state == MailState.SENT, OutboxMail.sent_at > moment - ceiling.window
    times = db.session.scalars(select(OutboxMail.sent_at).where(*went).order_by(OutboxMail.sent_at)).all()
    next_at = moment if free else (times[0] + ceiling.window if times and times[0] else moment + IN_HAND)
    whole, rest = divmod(waiting - free - 1, ceiling.count)
    nth = times[rest] if rest < len(times) else None
    last_at = (nth or moment) + ceiling.window * (whole + 1)
    return Forecast(waiting, ceiling.count, ceiling.window, next_at, max(next_at, last_at))
