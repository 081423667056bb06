"""What the mailbox's owner does: confirm, or say that it was not she."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app.core import clock, crypto
from app.core.db import db
from app.kiosks import twins
from app.petitions import counting
from app.petitions.models import Petition
from app.signatures import rows, withdrawing
from app.signatures.models import Hold, Signature, SignatureState
from app.signatures.refusals import LinkExpired, LinkUnknown, PetitionClosed

UNSUSPECTED = {None, Hold.BURST}
"""What a mailbox that confirms speaks for: nothing odd, or merely many at once from one network."""
GRACE = timedelta(hours=24)
"""Who signed in time may confirm for so long after closing."""


def find_by_token(token: str) -> Signature:
    """Find the signature that a confirmation link is about; raises LinkUnknown, LinkExpired."""
    row = db.session.scalar(select(Signature).where(Signature.token_hash == crypto.token_hash(token)))
    if row is None:
        raise LinkUnknown
    if row.state == SignatureState.PENDING and row.token_expires_at < clock.now():
        raise LinkExpired
    return row


def confirm_signature(token: str) -> Signature:
    """Count a signature, once however often the button is pressed; return the one that stands.

    One with a pattern is held for an organizer instead; one from a busy network is counted, since its
    mailbox has spoken for it. A person counts once: when another signature of hers stands already, or when
    her mailbox is full, that one is returned. Raises LinkUnknown, LinkExpired, PetitionClosed.
    """
    row = find_by_token(token)
    counting.lock(row.petition_id)
    if not rows.lock(row):
        raise LinkUnknown  # withdrawn or purged while we waited
    other = counted_instead(row)
    if other is not None:
        return other
    seat = rows.free_seat(row)
    assert seat is not None  # else another one would stand instead
    if not can_confirm(row.petition):
        raise PetitionClosed
    row.confirmed_at = clock.now()
    if row.hold in UNSUSPECTED and twins.has_signed_at_stand(row.petition_id, row.name_hash, row.postcode):
        row.hold = Hold.TWIN  # perhaps the same person, who gave no address at the stand
    if row.hold not in UNSUSPECTED:
        row.state = SignatureState.HELD
    else:
        row.state, row.hold, row.seat = SignatureState.CONFIRMED, None, seat
        row.number = counting.count_one(row, by=1)
    db.session.flush()
    return row


def counted_instead(row: Signature) -> Signature | None:
    """Give the signature that stands for a link's person: this one or another, or None while none does."""
    if row.state in rows.STANDING:
        return row
    known = db.session.scalars(rows.of_mailbox(row.petition_id, row.email_hash)).all()
    return rows.standing_instead(known, name_hash=row.name_hash, postcode=row.postcode, but=row.id)


def can_confirm(petition: Petition) -> bool:
    """Say whether signatures given in time may still be confirmed."""
    if petition.is_open:
        return True
    is_late = petition.ended_at is None or clock.now() > petition.ended_at + GRACE
    return petition.is_confirmable and not is_late


def disown_signature(token: str) -> bool:
    """Remove a signature that somebody typed with another's address; say whether it is gone.

    One confirmed meanwhile stands: it is withdrawn on her own page. Raises LinkUnknown, LinkExpired.
    """
    row = find_by_token(token)
    counting.lock(row.petition_id)  # as whoever sends the mail again, who has what was tried before the row
    if not rows.lock(row):
        return True
    if row.state != SignatureState.PENDING:
        return False
    withdrawing.erase(row)
    return True
