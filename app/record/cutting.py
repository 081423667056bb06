"""Delete the acts whose time is over: the one way in which an act leaves the record."""

from __future__ import annotations

import time
from datetime import timedelta

from sqlalchemy import delete, func, select

from app.core import clock, periods
from app.core.db import db, take_turn, transaction
from app.record.models import Act, RecordCut
from app.record.service import write_down

PIECE = 1_000
"""Acts that go in one transaction."""


def cut_old(*, until: float | None = None) -> int:
    """Delete what was done before the time that acts are kept for; return how many acts went.

    Piece by piece, each with a row that says where the chain goes on and an act of its own; ends at a moment
    of the monotonic clock.
    """
    gone = 0
    while until is None or time.monotonic() < until:
        with transaction(public=False):
            piece = _cut_piece(periods.lasting("record"))
        gone += piece
        if piece < PIECE:
            break
    return gone


def _cut_piece(kept: timedelta) -> int:
    take_turn("record")
    limit = clock.now() - kept
    newest = db.session.scalar(select(func.max(Act.id))) or 0
    # Not the newest one: SQLite would give its number again.
    oldest = select(Act.id, Act.done_at, Act.chain_hash).where(Act.id < newest)
    last, count = None, 0
    for row in db.session.execute(oldest.order_by(Act.id).limit(PIECE)):
        if row.done_at >= limit:
            break
        last, count = row, count + 1
    if last is None:
        return 0
    cut = RecordCut(upto_id=last.id, chain_hash=last.chain_hash, count=count, cut_at=clock.now())
    db.session.add(cut)
    db.session.flush()
    db.session.execute(delete(Act).where(Act.id <= last.id).execution_options(synchronize_session=False))
    write_down("record.cut", actor=None, facts={"count": count, "upto": last.id})
    return count
