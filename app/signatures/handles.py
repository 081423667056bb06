"""The handle in the address after signing: a receipt, of known addresses too, and what was tried with it.

Behind a handle stands a signature that waits. Where the mailbox has its signature already, and where it
has got its mails of the day, what was typed is kept all the same, for fourteen days as any other, but no
mail asks to confirm it: so the page after signing does the same for every address, correcting it included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, delete, or_, select

from app.core import clock, crypto, periods
from app.core.db import db, insert_into, insert_unless_taken, transaction
from app.core.slugs import bytes_of
from app.petitions.models import Petition, scope_of
from app.signatures.models import Signature, SignatureState, SigningHandle

MOST_TRIES = 5
"""Of 25 thousand million codes."""
MOST_RESENDS = 4
"""With the first mail five; reminders take what is left."""
MOST_CORRECTIONS = 2
QUIET = timedelta(minutes=2)
"""Between two resends."""
KEPT = timedelta(days=periods.PERIODS["unconfirmed"].own)
BATCH = 500


def parse_receipt(text: str) -> bytes | None:
    """Read a receipt as it stands in an address; None for what is none."""
    receipt = bytes_of(text)
    return receipt if len(receipt) == crypto.HASH_BYTES and receipt.hex() == text else None


@dataclass(frozen=True)
class Left:
    """What can still be tried with a handle."""

    tries: int = MOST_TRIES
    resends: int = MOST_RESENDS
    corrections: int = MOST_CORRECTIONS
    resend_at: datetime | None = None
    """The whole minute from which another resend is counted; None where that is now."""


def get_left(receipt: bytes) -> Left:
    """Give what can still be tried with a receipt, one that nothing was tried with too."""
    found = db.session.get(SigningHandle, receipt)
    if found is None:
        return Left()
    rested_at = found.created_at + found.resends * QUIET
    return Left(
        MOST_TRIES - found.code_tries,
        MOST_RESENDS - found.resends,
        MOST_CORRECTIONS - found.corrections,
        _whole_minute(rested_at) if rested_at > clock.now() else None,
    )


def _whole_minute(moment: datetime) -> datetime:
    """Round a moment up, since people are told minutes."""
    return (moment + timedelta(seconds=59, microseconds=999_999)).replace(second=0, microsecond=0)


def count_corrections(receipt: bytes) -> int | None:
    """Count the corrections made with a receipt; None for one that neither was tried nor led to."""
    return db.session.scalar(select(SigningHandle.corrections).where(SigningHandle.receipt == receipt))


def find_row(petition_id: int, receipt: bytes) -> Signature | None:
    """Give the signature that a mail has been sent about under this receipt, whatever its state, or None."""
    hers = Signature.receipt == receipt, Signature.petition_id == petition_id
    return db.session.scalar(select(Signature).where(*hers))


def find_waiting(petition_id: int, receipt: bytes) -> Signature | None:
    """Give the signature that waits behind a receipt, one kept without a mail too, or None."""
    either = Signature.receipt.in_((receipt, kept_under(petition_id, receipt)))
    waits = Signature.petition_id == petition_id, Signature.state == SignatureState.PENDING
    return db.session.scalars(select(Signature).where(either, *waits).order_by(Signature.id.desc())).first()


def kept_under(petition_id: int, receipt: bytes) -> bytes:
    """Give the receipt that is stored for what was typed and not mailed: its own stays free."""
    return crypto.keyed_hash(scope_of(petition_id), "receipt-kept", receipt.hex())


def keep(row: dict[str, Any]) -> None:
    """Keep what was typed, so that its address can be put right, without asking anybody to confirm it."""
    receipt = kept_under(row["petition_id"], row["receipt"])
    kept = row | {"receipt": receipt, "mails_sent": 0, "last_mail_at": None}
    db.session.execute(insert_unless_taken(Signature, "receipt"), kept)


def spend_try(petition_id: int, receipt: bytes) -> bool:
    """Count a try of a code; False when all are spent, also when many come at once."""
    return _spend(petition_id, receipt, SigningHandle.code_tries, SigningHandle.code_tries < MOST_TRIES)


def spend_resend(petition_id: int, receipt: bytes) -> bool:
    """Count a resend; False when all are spent, or when the one before was just now.

    The quiet time is told from when the handle was made, since it must be the same for known addresses.
    """
    moment, count, made_at = clock.now(), SigningHandle.resends, SigningHandle.created_at
    rested = [and_(count == made, made_at <= moment - made * QUIET) for made in range(1, MOST_RESENDS)]
    return _spend(petition_id, receipt, count, or_(count == 0, *rested))


def spend_correction(petition_id: int, receipt: bytes) -> bool:
    """Count a correction of the address; False when all are spent."""
    allowed = SigningHandle.corrections < MOST_CORRECTIONS
    return _spend(petition_id, receipt, SigningHandle.corrections, allowed)


def _spend(petition_id: int, receipt: bytes, column: Any, allowed: Any) -> bool:
    """Add one in one statement, which makes the row where there is none; say whether it was allowed."""
    first = {"code_tries": 0, "resends": 0, "corrections": 0} | {column.key: 1}
    statement = insert_into(SigningHandle).values(
        receipt=receipt, petition_id=petition_id, created_at=clock.now(), **first
    )
    counted = statement.on_conflict_do_update(
        index_elements=["receipt"], set_={column.key: column + 1}, where=allowed
    )
    return db.session.execute(counted.returning(column)).first() is not None


def carry_corrections(petition_id: int, old: bytes, new: bytes) -> None:
    """Count the corrections made with one receipt at the one that they lead to: its page allows no more."""
    made = count_corrections(old) or 0
    statement = insert_into(SigningHandle).values(
        receipt=new,
        petition_id=petition_id,
        created_at=clock.now(),
        code_tries=0,
        resends=0,
        corrections=made,
    )
    count = SigningHandle.corrections
    carried = statement.on_conflict_do_update(
        index_elements=["receipt"], set_={"corrections": made}, where=count < made
    )
    db.session.execute(carried)


def forget_old() -> int:
    """Remove what was tried fourteen days ago, and of purged petitions; return how many."""
    gone, purged = 0, select(Petition.id).where(Petition.purged_at.is_not(None))
    is_old = SigningHandle.created_at < clock.now() - periods.lasting("unconfirmed")
    which = select(SigningHandle.receipt).where(is_old | SigningHandle.petition_id.in_(purged)).limit(BATCH)
    while receipts := db.session.scalars(which).all():
        with transaction(public=False):
            db.session.execute(delete(SigningHandle).where(SigningHandle.receipt.in_(receipts)))
        gone += len(receipts)
    db.session.rollback()
    return gone
