"""Gone when promised: people are removed, counts stay."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select, update

from app.core import clock, crypto, periods
from app.core.apart import apart, is_up
from app.core.db import db, overwrite_log, transaction
from app.core.mail import OutboxMail
from app.fraud.models import Invalidation
from app.petitions import counting
from app.petitions.holding import hold
from app.petitions.models import UNOPENED, PaperTotal, Petition, PetitionState
from app.record import service as record
from app.signatures import withdrawing
from app.signatures.models import Signature, SignatureState, SigningHandle

log = logging.getLogger("samling.petitions")
BATCH = 500
_removed: Counter[int] = Counter()
"""How many have been removed of petitions that are being purged; only the record's number hangs on it."""


def forget_unconfirmed() -> int:
    """Remove signatures that nobody confirmed in time (14 days at most); return how many.

    And those stored at the very moment when their petition was purged.
    """
    is_old = Signature.created_at < clock.now() - periods.lasting("unconfirmed")
    purged = select(Petition.id).where(Petition.purged_at.is_not(None))
    return _in_batches(Signature.state == SignatureState.PENDING, is_old | Signature.petition_id.in_(purged))


def purge_due(*, until: float | None = None) -> list[int]:
    """Purge every petition whose day has come; return their ids. May be stopped anywhere and run again.

    ``until`` is a moment of the steady clock: what is not done by then is left to the next call. A petition
    that cannot be purged is tried again too, and does not stand before the others.
    """
    due = select(Petition.id).where(
        Petition.purge_on <= clock.today(),
        Petition.purged_at.is_(None),
        Petition.state.not_in(UNOPENED),
    )
    ids = list(db.session.scalars(due))
    db.session.rollback()
    purged = []
    for petition_id in ids:
        if is_up(until):
            break
        with apart(log, f"purge of petition {petition_id}"):
            if purge_petition(petition_id, until=until):
                purged.append(petition_id)
    return purged


def purge_petition(petition_id: int, *, until: float | None = None) -> bool:
    """Remove every signer of a petition, then destroy its keys, then write down that it is done.

    In this order a crash at any point leaves work that the next run finishes. False when time was up before.
    """
    with transaction():
        petition = db.session.get_one(Petition, petition_id)
        hold(petition)
        if petition.state == PetitionState.OPEN:
            petition.state, petition.closed_at = PetitionState.CLOSED, clock.now()
        petition.answer_told_to = None
    scope, of_it = petition.scope, Signature.petition_id == petition_id
    _removed[petition_id] += _in_batches(of_it, until=until)
    if is_up(until) and db.session.scalar(select(exists().where(of_it))):
        db.session.rollback()
        return False
    with transaction(public=False):
        db.session.execute(delete(OutboxMail).where(OutboxMail.scope == scope))
        for table in (PaperTotal, Invalidation):
            db.session.execute(update(table).where(table.petition_id == petition_id).values(sealed=b""))
        db.session.execute(delete(SigningHandle).where(SigningHandle.petition_id == petition_id))
    crypto.key_store().destroy(scope)
    with transaction():
        petition = db.session.get_one(Petition, petition_id)
        petition.purged_at = clock.now()
        facts = {"removed": _removed.pop(petition_id)}
        record.write_down("petition.purged", actor=None, petition_id=petition_id, facts=facts)
    overwrite_log()
    return True


def _in_batches(*which: ColumnElement[bool], until: float | None = None) -> int:
    removed = 0
    while True:
        with transaction():
            found = db.session.execute(select(Signature.id, Signature.petition_id).where(*which).limit(BATCH))
            batch = {row.id: row.petition_id for row in found}
            for petition_id in sorted(set(batch.values())):
                counting.lock(petition_id)
            # Which ones is asked again: one of them may have been confirmed in between.
            gone = delete(Signature).where(Signature.id.in_(batch), *which)
            was = Signature.uid, Signature.petition_id, Signature.state, Signature.mails_sent
            removed_now = db.session.execute(gone.returning(*was)).all()
            hers = OutboxMail.owner.in_([row.uid for row in removed_now])
            db.session.execute(delete(OutboxMail).where(hers))
            _count_expired(removed_now)
        removed += len(batch)
        if len(batch) < BATCH or is_up(until):
            return removed


def _count_expired(gone: Iterable[Any]) -> None:
    """Count those whom a mail had asked and who never confirmed: so the confirm rate outlives them."""
    unconfirmed = Counter(
        row.petition_id for row in gone if row.state == SignatureState.PENDING and row.mails_sent
    )
    for petition_id, count in unconfirmed.items():
        expired = Petition.expired_count + count
        db.session.execute(update(Petition).where(Petition.id == petition_id).values(expired_count=expired))


def reapply_erasures() -> int:
    """Remove again what was erased, after an older database was put back; return how many came back."""
    returned, erased = 0, crypto.key_store().erased("signature")
    for place in range(0, len(erased), BATCH):  # the journal grows for ever: no query for each line of it
        some = erased[place : place + BATCH]
        for found in db.session.scalars(select(Signature.id).where(Signature.uid.in_(some))).all():
            with transaction():
                row = db.session.get(Signature, found)
                if row is not None:  # else it went with another one of the same mailbox
                    withdrawing.withdraw_signature(row)
                    returned += 1
    db.session.rollback()
    return returned
