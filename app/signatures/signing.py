"""What a supporter does first: sign."""

from __future__ import annotations

from sqlalchemy import bindparam, or_

from app.core import clock, mail
from app.core.db import db, insert_unless_taken
from app.petitions.holding import check_open
from app.signatures import asking, handles, rows
from app.signatures.models import Signature
from app.signatures.sealing import SealedSignature

# Made once: putting them together anew for each signature cost as much as running them. What stands, and
# what this very form has left: of what else waits at a mailbox there may be any number.
_KNOWN = rows.of_mailbox(bindparam("petition_id"), bindparam("email_hash")).where(
    or_(Signature.state.in_(rows.STANDING), Signature.receipt == bindparam("receipt"))
)


def sign_petition(sealed: SealedSignature) -> None:
    """Store a signature that waits for its confirmation, and its mail.

    What a stranger sees is the same whether or not the address has signed: the mailbox's owner gets
    the truth by mail. Raises PetitionClosed, WordsChanged.
    """
    row, receipt = sealed.row, sealed.receipt
    check_open(row["petition_id"], row["consent_id"])
    hers = {"petition_id": row["petition_id"], "email_hash": row["email_hash"]}
    known = db.session.scalars(_KNOWN, hers | {"receipt": receipt}).all()
    # Her own signature, or that of whoever has this mailbox: a second person at home has room on it.
    stands = rows.standing_instead(known, name_hash=row["name_hash"], postcode=row["postcode"])
    same = next((each for each in known if each.receipt == receipt), None)
    if stands is not None:
        asking.tell_owner(stands, receipt)
        handles.keep(row)
    elif same is not None:
        _send_again(same)
    elif rows.has_room_for_mail(**hers, name_hash=row["name_hash"]):
        _store(sealed)
    else:
        handles.keep(row)


def _store(sealed: SealedSignature) -> None:
    # The same form sent twenty times at once gives one row: the others find its receipt taken.
    if db.session.scalar(insert_unless_taken(Signature, "receipt"), sealed.row) is not None:
        mail.put(sealed.letter)


def _send_again(row: Signature) -> None:
    """Mail the same link once more, when that was not done just now."""
    if asking.ask_again(row):
        row.created_at = clock.now()  # she has signed again: the days count from now
