"""See whether the chain of the record is whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.record.chain import BEGINNING, link, shown
from app.record.models import Act, RecordCut
from app.record.service import latest_link

AT_ONCE = 1_000
LEAST_DIGITS = 8
"""Fewer of a head could fit by chance."""

COLUMNS = (
    Act.id,
    Act.uid,
    Act.done_at,
    Act.account_id,
    Act.kind,
    Act.petition_id,
    Act.facts,
    Act.sealed,
    Act.chain_hash,
)


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found."""

    count: int
    """Acts that fit."""
    head: bytes
    """The link of the last one that fits."""
    wrong_id: int | None = None
    """The first act that does not fit; the one that was changed, or that follows one taken away."""
    wrong_at: datetime | None = None
    is_cut_unknown: bool = False
    """Whether acts were deleted without an act that says so."""
    is_expected: bool | None = None
    """Whether a head that was noted is in the chain; None when none was given."""

    @property
    def is_whole(self) -> bool:
        """Say whether everything fits."""
        return self.wrong_id is None and not self.is_cut_unknown and self.is_expected is not False


def shown_head() -> str:
    """Give the head of the chain as it is shown and noted."""
    return shown(latest_link())


def verify(expect: str = "") -> Verdict:
    """Walk the chain from the last cut on, in constant memory.

    A head that was noted elsewhere, in hex, is looked for on the way, and among the cuts.
    """
    cuts = db.session.execute(select(RecordCut).order_by(RecordCut.id)).scalars().all()
    last = cuts[-1] if cuts else None
    head, count, is_said = (last.chain_hash if last else BEGINNING), 0, last is None
    met = any(_fits(each, expect) for each in (BEGINNING, *(cut.chain_hash for cut in cuts)))
    for row in _acts():
        following = _link_of(head, row)
        if following != row.chain_hash or (last and row.id <= last.upto_id):
            return Verdict(count, head, row.id, row.done_at, is_expected=met if expect else None)
        head, count = following, count + 1
        met = met or _fits(head, expect)
        is_said = is_said or (row.kind == "record.cut" and last is not None and _says(row, last))
    return Verdict(count, head, is_cut_unknown=not is_said, is_expected=met if expect else None)


def verify_newest(most: int = AT_ONCE) -> Verdict:
    """Look at the newest acts only, for a check that runs often."""
    newest = select(*COLUMNS).order_by(Act.id.desc()).limit(most + 1)
    rows = db.session.execute(newest).all()[::-1]
    if len(rows) <= most:
        return verify()
    head, count = rows[0].chain_hash, 0
    for row in rows[1:]:
        if _link_of(head, row) != row.chain_hash:
            return Verdict(count, head, row.id, row.done_at)
        head, count = row.chain_hash, count + 1
    return Verdict(count, head)


def _acts() -> Iterator[Any]:
    after = -1  # from the very first: what should have been deleted must not come back unseen
    while rows := db.session.execute(
        select(*COLUMNS).where(Act.id > after).order_by(Act.id).limit(AT_ONCE)
    ).all():
        yield from rows
        after = rows[-1].id


def _link_of(previous: bytes, row: Any) -> bytes:
    return link(
        previous,
        uid=row.uid,
        done_at=row.done_at,
        account_id=row.account_id,
        kind=row.kind,
        petition_id=row.petition_id,
        facts=row.facts,
        sealed=row.sealed,
    )


def _says(row: Any, cut: RecordCut) -> bool:
    return bool(row.facts.get("upto") == cut.upto_id and row.facts.get("count") == cut.count)


def _fits(head: bytes, expect: str) -> bool:
    return bool(expect) and head.hex().startswith(expect)
