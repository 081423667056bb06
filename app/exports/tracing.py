"""Find out from the mark of a list that has gone astray who is in it, and who took it out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice

from sqlalchemy import select

from app.accounts.models import Account
from app.core import crypto
from app.core.db import db
from app.exports import queries
from app.exports.held import BLOCK, ids_in
from app.exports.models import Export
from app.petitions.models import Petition
from app.record.models import Act
from app.record.service import write_down
from app.signatures.models import Signature

BATCH = 500


@dataclass(frozen=True)
class Trace:
    """What is known about a list."""

    export: Export
    petition: Petition
    asker: str
    reason: str
    fetched: Sequence[datetime]
    """When it was fetched."""
    held: int
    """Signatures that stood in it."""
    left: int
    """How many of them are still kept: for the others no address is left to write to."""


def trace(export: Export) -> Trace:
    """Gather what is known about a list."""
    acts = select(Act).where(Act.petition_id == export.petition_id, Act.kind == "list.exported")
    fetched = [
        act.done_at
        for act in db.session.scalars(acts.order_by(Act.id))
        # The acts of before there was a table of exports have no mark: the list is known by its one act.
        if act.facts.get("mark") == export.mark or act.uid.hex() == export.options["act"]
    ]
    return Trace(
        export=export,
        petition=export.petition,
        asker=queries.asker_of(export),
        reason=queries.reason_of(export),
        fetched=fetched,
        held=export.done if export.held is not None or export.ready_at else 0,
        left=_count_kept(export),
    )


def write_down_addresses(export: Export, *, actor: Account | None) -> int:
    """Write down that the addresses of those in a list are given out for a notice; return how many."""
    count = sum(1 for _ in addresses(export))
    facts = {"export": export.id, "mark": export.mark, "addresses": count}
    write_down("list.traced", actor=actor, petition_id=export.petition_id, facts=facts)
    return count


def addresses(export: Export) -> Iterator[str]:
    """Give the address of each person in a list that still has one here, each once."""
    seen = set()
    scope = export.petition.scope
    for uid, sealed in _kept(export):
        try:
            email = str(crypto.unseal(scope, uid, sealed).get("email", ""))
        except (crypto.SealBroken, crypto.KeyProblem):
            continue
        if email and email not in seen:
            seen.add(email)
            yield email


def _count_kept(export: Export) -> int:
    """Count without reading a row of anybody: a page shows it, of a million too."""
    hers = select(Signature.id).where(Signature.petition_id == export.petition_id)
    count = 0
    for block, ids in groupby(ids_in(export.held), key=lambda number: number // BLOCK):
        there = hers.where(Signature.id >= block * BLOCK, Signature.id < (block + 1) * BLOCK)
        count += len(set(ids).intersection(db.session.scalars(there)))
    return count


def _kept(export: Export) -> Iterator[tuple[bytes, bytes]]:
    numbers = ids_in(export.held)
    while some := list(islice(numbers, BATCH)):
        rows = select(Signature.uid, Signature.sealed).where(Signature.id.in_(some)).order_by(Signature.id)
        yield from ((row.uid, row.sealed) for row in db.session.execute(rows))
