"""What the mailbox's owner does: confirm, or say that it was not she."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.core import clock, crypto
from app.core.db import db
from app.petitions import counting
from app.petitions.models import Petition
from app.signatures import rows, withdrawing
from app.signatures.models import Signature, SignatureState
from app.signatures.refusals import LinkExpired, LinkUnknown, PetitionClosed

GRACE = timedelta(hours=24)
"""Who signed in time may confirm for so long after closing."""


def find_by_token(token: str) -> Signature:
    """Find the signature that a confirmation link is about; raises LinkUnknown, LinkExpired."""
    row = db.session.scalar(select(Signature).where(Signature.token_hash == crypto.token_hash(token)))
    if row is None:
        raise LinkUnknown
    if not row.is_confirmed and row.token_expires_at < clock.now():
        raise LinkExpired
    return row


def confirm_signature(token: str) -> Signature:
    """Count a signature, once however often the button is pressed; return the counted one.

    A mailbox counts once: when another signature of hers is confirmed already, that one is returned.
    Raises LinkUnknown, LinkExpired, PetitionClosed.
    """
    row = find_by_token(token)
    counting.lock(row.petition_id)
    if not rows.lock(row):
        raise LinkUnknown  # withdrawn or purged while we waited
    if row.is_confirmed:
        return row
    other = rows.confirmed_of(row.petition_id, row.email_hash)
    if other is not None:
        return other
    _check_time(row.petition)
    row.state = SignatureState.CONFIRMED
    row.confirmed_at = clock.now()
    row.number = counting.count_one(row, by=1)
    db.session.flush()
    return row


def counted_instead(row: Signature) -> Signature | None:
    """Give the confirmed signature that counts for a link's mailbox: this one or another, or None."""
    return row if row.is_confirmed else rows.confirmed_of(row.petition_id, row.email_hash)


def _check_time(petition: Petition) -> None:
    if petition.is_open:
        return
    if petition.closed_at is None or petition.purged_at or clock.now() > petition.closed_at + GRACE:
        raise PetitionClosed


def disown_signature(token: str) -> None:
    """Remove a signature that somebody typed with another's address, as the owner of the mailbox.

    A confirmed one is withdrawn on her own page instead. Raises LinkUnknown, LinkExpired.
    """
    row = find_by_token(token)
    if rows.lock(row) and not row.is_confirmed:
        withdrawing.erase(row)
