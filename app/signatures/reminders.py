"""Reminders to those who have not confirmed: after two days, after five, and the day before closing."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import IntEnum

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    distinct,
    exists,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from app.core import clock, i18n, mail, postman
from app.core.crypto import SealBroken
from app.core.db import db, transaction
from app.core.errors import describe
from app.core.keystore import KeyGone
from app.core.mail import MailState, OutboxMail
from app.petitions.models import Petition, PetitionState
from app.signatures import asking, emails, rows, sealing
from app.signatures.models import Hold, Signature, SignatureState

BATCH = 100
"""In one run, which comes each ten minutes: a storm of signatures is not a storm of reminders later."""
BEFORE_CLOSING = timedelta(days=1)
REST, REST_BEFORE_CLOSING = timedelta(days=1), timedelta(hours=12)
"""So long after the latest mail about it nobody is reminded."""


class Stage(IntEnum):
    """How far reminding has come, as a signature's row has it; none is gone back to."""

    TWO_DAYS = 1
    FIVE_DAYS = 2
    CLOSING = 3


AFTER = {Stage.TWO_DAYS: timedelta(days=2), Stage.FIVE_DAYS: timedelta(days=5)}
log = logging.getLogger("samling.signatures")


def remind_due() -> int:
    """Write down the reminders that are due, at most one batch; return how many. Run often, does little.

    Each is written down in one transaction with the mark that it was, so a run that is killed or that runs
    twice sends none twice. While confirmations wait to leave, no reminder is added behind them.
    """
    db.session.rollback()
    moment, left = clock.now(), BATCH
    stages = () if postman.is_behind() else (Stage.CLOSING, Stage.FIVE_DAYS, Stage.TWO_DAYS)
    due = [(stage, list(db.session.scalars(_which(stage, moment)))) for stage in stages]
    db.session.rollback()
    for stage, ids in due:
        for signature_id in ids[:left]:
            with transaction(public=False):
                left -= _remind(signature_id, stage)
    return BATCH - left


def _which(stage: Stage, moment: datetime) -> Select[int]:
    """Choose the signatures that a stage is due for, the oldest first."""
    statement = select(Signature.id).join(Petition).where(_is_pending(), *_is_due(stage, moment))
    statement = statement.where(~_is_answered_elsewhere(), ~_was_refused())
    return statement.order_by(Signature.created_at, Signature.id).limit(BATCH)


def _is_pending() -> ColumnElement[bool]:
    # Written out, since SQLite uses the index of what is pending for the same words only.
    return Signature.state == literal_column(f"'{SignatureState.PENDING}'")


def _is_due(stage: Stage, moment: datetime) -> Sequence[ColumnElement[bool]]:
    rest = REST_BEFORE_CLOSING if stage is Stage.CLOSING else REST
    always = (
        # An organizer looks at those that are held, not their mailbox; but for the one kind it releases.
        or_(Signature.hold.is_(None), Signature.hold == Hold.BURST),
        Signature.reminders < stage,
        Signature.mails_sent.between(1, asking.MOST_MAILS - 1),
        Signature.last_mail_at <= moment - rest,
        Petition.state == PetitionState.OPEN,
    )
    if stage is Stage.CLOSING:
        return *always, Petition.closes_at > moment, Petition.closes_at <= moment + BEFORE_CLOSING
    return *always, Signature.created_at <= moment - AFTER[stage]


def _is_answered_elsewhere() -> ColumnElement[bool]:
    """Say whether she has signed already, or whether a later one of hers waits in her mailbox.

    Of the people on a mailbox as many are reminded as may share it, the latest: a stranger's invented
    names are no more mails than that.
    """
    other = aliased(Signature)
    same = other.petition_id == Signature.petition_id, other.email_hash == Signature.email_hash
    is_later = other.state == SignatureState.PENDING, other.mails_sent > 0, other.id > Signature.id
    is_hers = other.name_hash == Signature.name_hash
    answered = exists().where(*same, is_hers, or_(other.state.in_(rows.STANDING), and_(*is_later)))
    others = select(func.count(distinct(other.name_hash))).where(*same, *is_later).scalar_subquery()
    return or_(answered, others >= rows.SEATS)


def _was_refused() -> ColumnElement[bool]:
    """Say whether the mailbox has refused a mail about it for good."""
    return exists().where(OutboxMail.owner == Signature.uid, OutboxMail.state == MailState.FAILED)


def _remind(signature_id: int, stage: Stage) -> bool:
    """Mark a signature as reminded of and write the mail down, in the transaction in hand; False: not due."""
    moment = clock.now()
    marked = (
        update(Signature)
        .where(Signature.id == signature_id, Signature.state == SignatureState.PENDING)
        .where(Signature.reminders < stage, Signature.mails_sent < asking.MOST_MAILS)
        .values(reminders=stage, mails_sent=Signature.mails_sent + 1, last_mail_at=moment)
        .values(token_expires_at=moment + sealing.TOKEN_LASTS)
        .returning(Signature.id)
    )
    if db.session.execute(marked).first() is None:
        return False
    row = db.session.get_one(Signature, signature_id)
    try:
        to = rows.person(row)["email"]
    except (SealBroken, KeyGone) as loss:
        log.error("signature %s cannot be opened: %s", row.id, describe(loss))
        return False  # marked all the same: it must not stop those behind it again
    token = sealing.confirmation_token(row.petition.scope, row.uid)
    with i18n.in_language(row.consent.locale):
        mail.put(
            emails.remind(
                row.petition,
                to,
                token,
                about=row.receipt,
                owner=row.uid,
                signed_on=clock.local(row.created_at).date(),
                last=stage is Stage.CLOSING,
            )
        )
    return True
