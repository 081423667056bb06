"""What a supporter does first: sign."""

from __future__ import annotations

from typing import cast

from sqlalchemy import Table, bindparam, select

from app.core import clock, mail
from app.core.db import db, insert_unless_taken
from app.petitions.models import Petition, PetitionState
from app.signatures import emails, links, rows, sealing
from app.signatures.models import Signature
from app.signatures.refusals import PetitionClosed
from app.signatures.sealing import SealedSignature, confirmation_token

MAILS_PER_MAILBOX = 5
"""To one mailbox about one petition in a day, so that nobody floods another's. After a day of rest more
are sent, so that nobody keeps another from signing by typing her address first."""

# Made once: putting them together anew for each signature cost as much as running them.
_KNOWN = rows.of_mailbox(bindparam("petition_id"), bindparam("email_hash")).limit(50)
_PETITION = cast("Table", Petition.__table__).c
_STATE = select(_PETITION.state).where(_PETITION.id == bindparam("petition_id"))


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
    elif rows.mails_today(known) < MAILS_PER_MAILBOX:
        _store(sealed)


def _store(sealed: SealedSignature) -> None:
    # The same form sent twenty times at once gives one row: the others find its receipt taken.
    if db.session.scalar(insert_unless_taken(Signature, "receipt"), sealed.row) is not None:
        mail.put(sealed.letter)


def _send_again(row: Signature) -> None:
    """Mail the same link once more, when that was not done just now."""
    moment = clock.now()
    # Looked at again under a lock, so that the same form twenty times at once sends one mail.
    if not rows.lock(row) or rows.mailed_lately(row) or row.mails_sent >= MAILS_PER_MAILBOX:
        return
    row.mails_sent += 1
    row.last_mail_at = row.created_at = moment  # she has signed again: the days count from now
    row.token_expires_at = moment + sealing.TOKEN_LASTS
    token = confirmation_token(row.petition.scope, row.uid)
    mail.put(emails.confirm(row.petition, rows.person(row)["email"], token, about=row.receipt, owner=row.uid))


def _tell_owner(row: Signature, receipt: bytes) -> None:
    """Tell the mailbox's owner that the address has signed already."""
    if not rows.lock(row) or rows.mailed_lately(row) or rows.mails_today([row]) >= MAILS_PER_MAILBOX:
        return
    row.mails_sent += 1
    row.last_mail_at = clock.now()
    link = links.make_signer_link(row)
    emails.already_signed(row.petition, rows.person(row)["email"], link, about=receipt, owner=row.uid)
