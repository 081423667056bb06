"""Take a signature back: the person goes, the counts follow."""

from __future__ import annotations

from sqlalchemy import delete

from app.core import clock, crypto
from app.core.db import db
from app.core.mail import OutboxMail
from app.petitions import counting
from app.signatures import rows
from app.signatures.models import Signature, SignerLink


def withdraw_signature(row: Signature) -> None:
    """Remove a signature and everything about the person; counts follow downwards.

    What was typed with the same address and never confirmed goes too.
    """
    counting.lock(row.petition_id)
    if not rows.lock(row):
        return  # pressed twice: the first press did it
    for each in db.session.scalars(rows.of_mailbox(row.petition_id, row.email_hash)).all():
        if each.is_confirmed:
            counting.count_one(each, by=-1)
        erase(each)
    db.session.flush()


def erase(row: Signature) -> None:
    """Remove one row and the mails and links about it, and write the erasure down."""
    # Written down outside the database first: a backup put back later must not bring her back.
    crypto.key_store().note_erasure("signature", row.uid, clock.now())
    db.session.execute(delete(SignerLink).where(SignerLink.signature_id == row.id))
    db.session.execute(delete(OutboxMail).where(OutboxMail.owner == row.uid))
    db.session.delete(row)
    db.session.flush()
