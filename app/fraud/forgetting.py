"""Forget what was kept against cheating when it has served: spent proofs, networks and domains."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from app.core import clock, periods
from app.core.db import db, transaction
from app.fraud.models import Invalidation, SpentProof
from app.signatures.models import Signature

BATCH = 1000
BATCHES = 20
"""At one time; the rest the next."""
HASHES = ("network", "domain")


def forget_due() -> None:
    """Forget what has had its time, a bounded lot a transaction; run often, does little."""
    for forget in (_forget_proofs, _forget_networks):
        for _batch in range(BATCHES):
            if forget() < BATCH:
                break
    _forget_conditions()


def _forget_proofs() -> int:
    """Forget one batch of proofs that are too old to be sent again; return how many they were."""
    old = select(SpentProof.digest).where(SpentProof.expires_at < clock.now()).limit(BATCH)
    digests = db.session.scalars(old).all()
    if digests:
        with transaction(public=False):
            db.session.execute(delete(SpentProof).where(SpentProof.digest.in_(digests)))
    return len(digests)


def _forget_networks() -> int:
    """Let one batch of old signatures forget where they came from; return how many they were."""
    # Who has a domain has a network too: the one index serves both.
    old = (
        select(Signature.id)
        .where(
            Signature.network_hash.is_not(None),
            Signature.created_at < clock.now() - periods.lasting("networks"),
        )
        .limit(BATCH)
    )
    ids = db.session.scalars(old).all()
    if ids:
        with transaction(public=False):
            gone = {"network_hash": None, "domain_hash": None}
            db.session.execute(update(Signature).where(Signature.id.in_(ids)).values(gone))
    return len(ids)


def _forget_conditions() -> None:
    """Take networks and domains out of what invalidations were made by, once they have ended."""
    old = select(Invalidation).where(
        Invalidation.ended_at.is_not(None),
        Invalidation.created_at < clock.now() - periods.lasting("networks"),
    )
    holding = [row.id for row in db.session.scalars(old) if any(name in row.conditions for name in HASHES)]
    if not holding:
        return
    with transaction(public=False):
        for row in db.session.scalars(select(Invalidation).where(Invalidation.id.in_(holding))):
            row.conditions = {name: each for name, each in row.conditions.items() if name not in HASHES}
