"""Find a signature for somebody who calls: by exact address, by exact name, by a part of it, or by receipt.

Names lie sealed, so a part of one is looked for by opening rows, a bounded number at a time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, select

from app.core import addresses, crypto
from app.core.db import db
from app.kiosks import receipts
from app.petitions.models import Petition
from app.signatures import masking, register, rows
from app.signatures.masking import Line
from app.signatures.models import Signature

MOST_FOUND = 50
LOOKED_AT = 2_000
"""Envelopes that one search for a part of a name opens."""


class By(StrEnum):
    """Ways to search."""

    EMAIL = "email"
    NAME = "name"
    PART = "part"
    RECEIPT = "receipt"
    """The code that somebody was given at the stand."""


@dataclass(frozen=True)
class Hits:
    """What a search came upon, by number; who it is gets read when the search has been written down."""

    by: By
    ids: Sequence[int]
    looked_at: int = 0
    """How many rows were opened for it; none where a hash led to them."""
    older: int | None = None
    """Where a search for a part of a name can go on; None when everything has been looked at."""
    is_cut: bool = False
    """Whether there are more than are given."""


def find(petition: Petition, by: By, words: str, *, before: int | None = None) -> Hits:
    """Search a petition's signatures, in whatever state."""
    if by == By.PART:
        return _look_through(petition, words, before)
    if by == By.RECEIPT:
        given = receipts.find_by_receipt_code(petition, words)
        return Hits(by, [given.id] if given else [])
    scope = petition.scope
    if by == By.EMAIL:
        hers = rows.of_mailbox(petition.id, crypto.keyed_hash(scope, "email", addresses.canonical(words)))
        return _hits(by, hers.with_only_columns(Signature.id))
    name_hash = crypto.keyed_hash(scope, "name", addresses.canonical_name(words))
    of_name = Signature.petition_id == petition.id, Signature.name_hash == name_hash
    return _hits(by, select(Signature.id).where(*of_name).order_by(Signature.id.desc()))


def _hits(by: By, wanted: Select[Any]) -> Hits:
    ids = db.session.scalars(wanted.limit(MOST_FOUND + 1)).all()
    return Hits(by, ids[:MOST_FOUND], is_cut=len(ids) > MOST_FOUND)


def _look_through(petition: Petition, words: str, before: int | None) -> Hits:
    scope, part = petition.scope, addresses.canonical_name(words)
    window = register.newest_ids(petition.id, before=before, limit=LOOKED_AT)
    # Only what is needed: objects of the whole class take four times longer.
    envelopes = select(Signature.id, Signature.uid, Signature.sealed).join(
        window, Signature.id == window.c.id
    )
    ids: list[int] = []
    looked_at, last = 0, None
    row: Any
    for row in db.session.execute(envelopes.order_by(Signature.id.desc())):
        looked_at, last = looked_at + 1, row.id
        if part in addresses.canonical_name(masking.name_in(scope, row)):
            ids.append(last)
            if len(ids) == MOST_FOUND:
                break
    is_all = looked_at < LOOKED_AT and len(ids) < MOST_FOUND
    return Hits(By.PART, ids, looked_at, older=None if is_all else last)


def open_lines(petition: Petition, hits: Hits) -> list[Line]:
    """Read who was found, in the open."""
    found = select(Signature).where(Signature.id.in_(hits.ids)).order_by(Signature.id.desc())
    return [masking.line_of(row, petition.scope, is_shown=True) for row in db.session.scalars(found)]
