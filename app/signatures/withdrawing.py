"""Take a signature back: the person goes, the counts follow."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from sqlalchemy import delete

from app.accounts.models import Account
from app.core import clock, crypto
from app.core.db import db
from app.core.mail import OutboxMail
from app.petitions import counting
from app.record import service as record
from app.signatures import own_emails, rows
from app.signatures.models import Report, Signature, SignatureState, SignerLink, SigningHandle


class Way(StrEnum):
    """How somebody asks the association to take her signature away."""

    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    IN_PERSON = "in person"


class Told(StrEnum):
    """What becomes of telling somebody whose signature was removed for her."""

    MAILED = "mailed"
    NO_ADDRESS = "no address"
    UNCONFIRMED = "unconfirmed"
    """An address that nobody has confirmed may be anybody's: it gets no mail."""
    GONE = "gone"
    """Somebody else was quicker."""


def withdraw_signature(row: Signature) -> bool:
    """Remove one person's signature and everything about her; counts follow downwards. False: it was gone.

    What was typed with the same address and name and never confirmed goes too; the other person on a
    mailbox stays.
    """
    counting.lock(row.petition_id)
    if not rows.lock(row):
        return False  # pressed twice: the first press did it
    erase_slips(row)
    if row.is_confirmed:
        counting.count_one(row, by=-1)
    erase(row)
    return True


def erase_slips(row: Signature) -> None:
    """Remove what was typed beside a signature with its address and name, and never confirmed.

    Only with the petition locked (petitions.counting).
    """
    slips = rows.of_mailbox(row.petition_id, row.email_hash).where(
        Signature.name_hash == row.name_hash,
        Signature.state == SignatureState.PENDING,
        Signature.id != row.id,
    )
    for slip in db.session.scalars(slips).all():
        erase(slip)


def withdraw_all(found: Iterable[Signature]) -> None:
    """Remove everything that a link opens, in one order, so that two never wait for each other."""
    for row in sorted(found, key=lambda each: (each.petition_id, each.id)):
        withdraw_signature(row)


def withdraw_for(row: Signature, *, way: Way, actor: Account | None) -> Told:
    """Remove the signature of somebody who asks by phone, letter, e-mail or in person, and tell her by mail.

    A logged act, without anything about her.
    """
    petition, person, locale = row.petition, rows.person(row), row.consent.locale
    had, was_kiosk = row.state, not person.get("email")
    if not withdraw_signature(row):
        return Told.GONE
    facts = {"way": way, "was": had}
    record.write_down("signature.withdrawn_at_desk", actor=actor, petition_id=petition.id, facts=facts)
    if was_kiosk:
        return Told.NO_ADDRESS
    if had == SignatureState.PENDING:
        return Told.UNCONFIRMED
    own_emails.withdrawn(petition, person["email"], way=way, locale=locale)
    return Told.MAILED


def erase(row: Signature) -> None:
    """Remove one row with the mails, links and reports about it, and write the erasure down."""
    # Written down outside the database first: a backup put back later must not bring her back.
    crypto.key_store().note_erasure("signature", row.uid, clock.now())
    db.session.execute(delete(SigningHandle).where(SigningHandle.receipt == row.receipt))
    take_away(row)


def take_away(row: Signature) -> None:
    """Remove a row that another one replaces, with what hangs on it.

    It is not in the journal: should the other one fail, this row stands, and what the journal says cannot be
    taken back. What was tried at its page stays, since that page leads on.
    """
    for model in (SignerLink, Report):
        db.session.execute(delete(model).where(model.signature_id == row.id))
    db.session.execute(delete(OutboxMail).where(OutboxMail.owner == row.uid))
    db.session.delete(row)
    db.session.flush()
