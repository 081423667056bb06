"""What a supporter does: sign, confirm, see what is kept, withdraw."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, delete, select

from app.core import addresses, clock, crypto, mail
from app.core.db import db, insert_unless_taken
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.mail import OutboxMail
from app.petitions import counting, emails, sealing
from app.petitions.models import (
    Petition,
    PetitionState,
    Signature,
    SignatureState,
    SignerLink,
)
from app.petitions.sealing import SealedSignature, confirmation_token

SIGNER_LINK_LASTS = timedelta(hours=1)
QUIET_TIME = timedelta(minutes=10)
"""Within this time the same act again is the same act: one row, one mail."""
MAILS_PER_MAILBOX = 5
"""To one mailbox about one petition in a day, so that nobody floods another's. After a day of rest more
are sent, so that nobody keeps another from signing by typing her address first."""
GRACE = timedelta(hours=24)
"""Who signed in time may confirm for so long after closing."""


class SigningRefused(DomainError):
    """Why a petition cannot be signed."""


class PetitionClosed(SigningRefused):
    """The petition takes no signatures."""

    message = _l("This petition is closed and takes no more signatures. Yours was not counted.")
    status = 410


class LinkUnknown(SigningRefused):
    """The link's token belongs to nothing."""

    message = _l(
        "This link does not work. Perhaps it was cut off in the e-mail: then copy the whole link. "
        "Perhaps the signature has been removed."
    )
    status = 404


class LinkExpired(SigningRefused):
    """The link's time is out."""

    message = _l(
        "This link is too old. To get a new one, go to the petition and sign again, "
        "or choose “See or remove my signature” there."
    )
    status = 410


def sign_petition(sealed: SealedSignature) -> None:
    """Store a signature that waits for its confirmation, and its mail.

    What a stranger sees is the same whether or not the address has signed: the mailbox's owner gets
    the truth by mail. Raises PetitionClosed.
    """
    row, receipt = sealed.row, sealed.receipt
    if db.session.scalar(_STATE, {"petition_id": row["petition_id"]}) != PetitionState.OPEN:
        raise PetitionClosed
    hers = {"petition_id": row["petition_id"], "email_hash": row["email_hash"]}
    known = db.session.scalars(_KNOWN, hers).all()
    confirmed = next((each for each in known if each.is_confirmed), None)
    same = next((each for each in known if each.receipt == receipt), None)
    if confirmed is not None:
        _tell_owner(confirmed, receipt)
    elif same is not None:
        _send_again(same)
    elif _mails_today(known) < MAILS_PER_MAILBOX:
        _store(sealed)


def _store(sealed: SealedSignature) -> None:
    # The same form sent twenty times at once gives one row: the others find its receipt taken.
    if db.session.scalar(insert_unless_taken(Signature, "receipt"), sealed.row) is not None:
        mail.put(sealed.letter)


def _send_again(row: Signature) -> None:
    """Mail the same link once more, when that was not done just now."""
    moment = clock.now()
    # Looked at again under a lock, so that the same form twenty times at once sends one mail.
    if not _lock(row) or _mailed_lately(row) or row.mails_sent >= MAILS_PER_MAILBOX:
        return
    row.mails_sent += 1
    row.last_mail_at = row.created_at = moment  # she has signed again: the days count from now
    row.token_expires_at = moment + sealing.TOKEN_LASTS
    token = confirmation_token(row.petition.scope, row.uid)
    mail.put(emails.confirm(row.petition, person(row)["email"], token, about=row.receipt, owner=row.uid))


def _tell_owner(row: Signature, receipt: bytes) -> None:
    """Tell the mailbox's owner that the address has signed already."""
    if not _lock(row) or _mailed_lately(row) or _mails_today([row]) >= MAILS_PER_MAILBOX:
        return
    row.mails_sent += 1
    row.last_mail_at = clock.now()
    link = _signer_link(row)
    emails.already_signed(row.petition, person(row)["email"], link, about=receipt, owner=row.uid)


def _mails_today(rows: Sequence[Signature]) -> int:
    since = clock.now() - timedelta(days=1)
    return sum(row.mails_sent for row in rows if row.last_mail_at and row.last_mail_at > since)


def _lock(row: Signature) -> bool:
    """Read a row as it is now and keep others from it until the transaction ends; False when it is gone."""
    claim = select(Signature).where(Signature.id == row.id).with_for_update()
    return db.session.scalar(claim.execution_options(populate_existing=True)) is not None


def _mailed_lately(row: Signature) -> bool:
    return row.last_mail_at is not None and clock.now() - row.last_mail_at < QUIET_TIME


def person(row: Signature) -> dict[str, str]:
    """Unseal a signer's name and e-mail."""
    return crypto.unseal(row.petition.scope, row.uid, row.sealed)


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
    if not _lock(row):
        raise LinkUnknown  # withdrawn or purged while we waited
    if row.is_confirmed:
        return row
    other = _confirmed_of(row.petition_id, row.email_hash)
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
    return row if row.is_confirmed else _confirmed_of(row.petition_id, row.email_hash)


def _check_time(petition: Petition) -> None:
    if petition.is_open:
        return
    if petition.closed_at is None or petition.purged_at or clock.now() > petition.closed_at + GRACE:
        raise PetitionClosed


def _of_mailbox(petition_id: Any, email_hash: Any) -> Select[Signature]:
    """Choose the rows of one mailbox, the confirmed one first, then the newest."""
    hers = Signature.petition_id == petition_id, Signature.email_hash == email_hash
    return select(Signature).where(*hers).order_by(Signature.state, Signature.id.desc())


# Made once: putting them together anew for each signature cost as much as running them.
_KNOWN = _of_mailbox(bindparam("petition_id"), bindparam("email_hash")).limit(50)
_PETITION = cast("Table", Petition.__table__).c
_STATE = select(_PETITION.state).where(_PETITION.id == bindparam("petition_id"))


def _confirmed_of(petition_id: int, email_hash: bytes) -> Signature | None:
    is_confirmed = Signature.state == SignatureState.CONFIRMED
    return db.session.scalar(_of_mailbox(petition_id, email_hash).where(is_confirmed))


def ask_for_signer_link(petition: Petition, email: str) -> None:
    """Mail the way to her own page to someone who has signed; the answer is the same for everyone."""
    if petition.purged_at:
        return
    email_hash = crypto.keyed_hash(petition.scope, "email", addresses.canonical(email))
    row = _confirmed_of(petition.id, email_hash)
    if row is None or not _lock(row) or _linked_lately(row):
        mail.write_down_nothing(petition.scope)
        return
    emails.own_page(petition, person(row)["email"], _signer_link(row), about=row.receipt, owner=row.uid)


def disown_signature(token: str) -> None:
    """Remove a signature that somebody typed with another's address, as the owner of the mailbox.

    A confirmed one is withdrawn on her own page instead. Raises LinkUnknown, LinkExpired.
    """
    row = find_by_token(token)
    if _lock(row) and not row.is_confirmed:
        _erase(row)


def _linked_lately(row: Signature) -> bool:
    since = clock.now() + SIGNER_LINK_LASTS - QUIET_TIME
    lately = select(SignerLink.id).where(SignerLink.signature_id == row.id, SignerLink.expires_at > since)
    return db.session.scalar(lately.limit(1)) is not None


def _signer_link(row: Signature) -> str:
    token, moment = crypto.new_token(), clock.now()
    db.session.execute(delete(SignerLink).where(SignerLink.expires_at < moment))
    link = SignerLink(token_hash=crypto.token_hash(token), signature_id=row.id)
    link.expires_at = moment + SIGNER_LINK_LASTS
    db.session.add(link)
    return token


def find_by_signer_link(token: str) -> Signature:
    """Find the signature whose own page a link opens; raises LinkUnknown, LinkExpired."""
    with_link = select(Signature, SignerLink.expires_at).join(SignerLink)
    wanted = with_link.where(SignerLink.token_hash == crypto.token_hash(token))
    found = db.session.execute(wanted).one_or_none()
    if found is None:
        raise LinkUnknown
    row, expires_at = found
    if expires_at < clock.now():
        raise LinkExpired
    return row


def withdraw_signature(row: Signature) -> None:
    """Remove a signature and everything about the person; counts follow downwards.

    What was typed with the same address and never confirmed goes too.
    """
    counting.lock(row.petition_id)
    if not _lock(row):
        return  # pressed twice: the first press did it
    for each in db.session.scalars(_of_mailbox(row.petition_id, row.email_hash)).all():
        if each.is_confirmed:
            counting.count_one(each, by=-1)
        _erase(each)
    db.session.flush()


def _erase(row: Signature) -> None:
    # Written down outside the database first: a backup put back later must not bring her back.
    crypto.key_store().note_erasure("signature", row.uid, clock.now())
    db.session.execute(delete(SignerLink).where(SignerLink.signature_id == row.id))
    db.session.execute(delete(OutboxMail).where(OutboxMail.owner == row.uid))
    db.session.delete(row)
    db.session.flush()
