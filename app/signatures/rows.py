"""Signatures of a mailbox: found, locked, opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select

from app.core import clock, crypto
from app.core.db import db
from app.signatures.models import Signature, SignatureState

QUIET_TIME = timedelta(minutes=10)
"""Within this time the same act again is the same act: one row, one mail."""


def of_mailbox(petition_id: Any, email_hash: Any) -> Select[Signature]:
    """Choose the rows of one mailbox, the confirmed one first, then the newest."""
    hers = Signature.petition_id == petition_id, Signature.email_hash == email_hash
    return select(Signature).where(*hers).order_by(Signature.state, Signature.id.desc())


def confirmed_of(petition_id: int, email_hash: bytes) -> Signature | None:
    """Give the signature that counts for a mailbox, or None."""
    is_confirmed = Signature.state == SignatureState.CONFIRMED
    return db.session.scalar(of_mailbox(petition_id, email_hash).where(is_confirmed))


def lock(row: Signature) -> bool:
    """Read a row as it is now and keep others from it until the transaction ends; False when it is gone."""
    claim = select(Signature).where(Signature.id == row.id).with_for_update()
    return db.session.scalar(claim.execution_options(populate_existing=True)) is not None


def person(row: Signature) -> dict[str, str]:
    """Unseal a signer's name and e-mail."""
    return crypto.unseal(row.petition.scope, row.uid, row.sealed)


def mailed_lately(row: Signature) -> bool:
    """Say whether a mail about it left just now."""
    return row.last_mail_at is not None and clock.now() - row.last_mail_at < QUIET_TIME


def mails_today(rows: Sequence[Signature]) -> int:
    """Count the mails about signatures in the last day."""
    since = clock.now() - timedelta(days=1)
    return sum(row.mails_sent for row in rows if row.last_mail_at and row.last_mail_at > since)
