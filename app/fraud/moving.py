"""One signature out of the count, or back into it. Call with the petition locked, then the row."""

from __future__ import annotations

from app.core import clock
from app.core.db import db
from app.fraud.models import Invalidation
from app.petitions import counting
from app.signatures import rows
from app.signatures.models import Hold, Signature, SignatureState

MARKABLE = (None, Hold.BURST)
"""What the mailbox's confirmation alone would let count."""


def put_out(row: Signature, invalidation: Invalidation) -> bool:
    """Take a signature out of the count; False when there is nothing to take.

    One that waits for its mailbox waits on, so that it goes in time if nobody confirms it; it is marked, and
    looked at when it is confirmed.
    """
    if row.state == SignatureState.PENDING:
        if row.hold not in MARKABLE:
            return False
        row.hold = Hold.PATTERN
    elif row.state in (SignatureState.CONFIRMED, SignatureState.HELD):
        if row.is_confirmed:
            counting.count_one(row, by=-1)
        row.state_before = row.state
        row.state = SignatureState.INVALID
    else:
        return False
    row.invalidation_id = invalidation.id
    return True


def put_back(row: Signature) -> bool:
    """Make a signature what it was; False when another one from its mailbox counts meanwhile."""
    if row.state == SignatureState.INVALID:
        if row.state_before == SignatureState.CONFIRMED and not _count(row):
            return False
        row.state = row.state_before or SignatureState.HELD
    elif row.state == SignatureState.PENDING:
        row.hold = None
    elif row.state == SignatureState.HELD and not let_count(row):
        return False
    row.invalidation_id = row.state_before = None
    return True


def let_count(row: Signature) -> bool:
    """Count a held signature; False when another one from its mailbox counts already."""
    if not _count(row):
        return False
    row.state, row.hold, row.invalidation_id = SignatureState.CONFIRMED, None, None
    return True


def hold_again(row: Signature, hold: Hold) -> None:
    """Take a signature that was let count just now back to those that are looked at."""
    counting.count_one(row, by=-1)
    row.state, row.hold = SignatureState.HELD, hold
    db.session.flush()


def _count(row: Signature) -> bool:
    seat = rows.free_seat(row)
    if seat is None:
        return False
    row.seat = seat
    row.confirmed_at = row.confirmed_at or clock.now()
    total = counting.count_one(row, by=1)
    row.number = row.number or total
    return True
