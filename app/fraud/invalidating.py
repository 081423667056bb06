"""Take signatures out of the count: one, some, or by a rule that runs in the background; and undo it.

Order of locks everywhere: petition, invalidation, signatures in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import func, or_, select, update

from app.accounts.models import Account
from app.core import clock, crypto
from app.core.db import db, insert_unless_taken
from app.fraud import choosing, moving
from app.fraud.choosing import Conditions
from app.fraud.models import Invalidation, InvalidationState
from app.fraud.refusals import (
    AlreadyEnded,
    EverythingChosen,
    NamesGone,
    NothingFound,
    NothingLeft,
    NumberHandedOver,
)
from app.petitions import counting
from app.petitions.models import Petition, scope_of
from app.record.queries import first_done
from app.record.service import write_down
from app.signatures import rows
from app.signatures.models import Signature, SignatureState

AT_ONCE = 50
"""So few are put back while the organizer waits; more are work for the background."""
CHOSEN = "chosen"
"""In the conditions of an invalidation of rows that were pointed at."""
TOP = "top"
"""In the conditions of one by rule: the last signature that it can mean."""
HANDED_OVER = "petition.handed_over"
LIVE = (InvalidationState.RUNNING, InvalidationState.UNDOING)


def invalidate_one(row: Signature, *, reason: str, actor: Account | None) -> Invalidation:
    """Take one signature out of the count; raises NothingLeft when it is out already."""
    made = take_out([row], petition=row.petition, reason=reason)
    facts = {"signature": row.id, "invalidation": made.id}
    # Why stands in the invalidation alone, which the purge empties; the record is kept for ever.
    write_down("signature.invalidated", actor=actor, petition_id=row.petition_id, facts=facts)
    made.account_id = actor.id if actor else None
    db.session.flush()
    return made


def take_out(chosen: Sequence[Signature], *, petition: Petition, reason: str) -> Invalidation:
    """Take signatures out that were pointed at, together; raises NothingLeft when none could be."""
    counting.lock(petition.id)
    made = _new(petition, {CHOSEN: len(chosen)}, reason=reason, uid=crypto.new_uid())
    locked = [row for row in sorted(chosen, key=lambda each: each.id) if rows.lock(row)]
    made.found = made.done = sum([moving.put_out(row, made) for row in locked])
    if not made.done:
        raise NothingLeft
    made.state, made.ended_at = InvalidationState.DONE, clock.now()
    db.session.flush()
    return made


def start_invalidation(
    petition: Petition,
    said: Conditions,
    *,
    total: int,
    top_id: int,
    reason: str,
    once: bytes,
    actor: Account | None,
) -> Invalidation:
    """Begin to take out what a rule means, up to one signature; the worker does the rest.

    How many that is, and the last of them, was counted before by choosing.preview.
    The same form sent twice begins once. Raises EverythingChosen, NothingFound, NamesGone.
    """
    if petition.purged_at:
        raise NamesGone
    if said.is_empty:
        raise EverythingChosen
    counting.lock(petition.id)
    known = db.session.scalar(select(Invalidation).where(Invalidation.uid == once))
    if known is not None:
        return known
    if not total:
        raise NothingFound
    conditions = said.to_json() | {TOP: top_id}
    made = _new(petition, conditions, reason=reason, uid=once)
    made.account_id, made.found = actor.id if actor else None, total
    facts = {"count": total, "invalidation": made.id}
    write_down("invalidation.started", actor=actor, petition_id=petition.id, facts=facts)
    return made


def _new(petition: Petition, conditions: dict[str, object], *, reason: str, uid: bytes) -> Invalidation:
    row = {
        "uid": uid,
        "petition_id": petition.id,
        "state": InvalidationState.RUNNING,
        "conditions": conditions,
        "sealed": crypto.seal(petition.scope, b"invalidation|" + uid, {"reason": reason}),
        "created_at": clock.now(),
    }
    made = db.session.scalar(insert_unless_taken(Invalidation, "uid"), row)
    known = select(Invalidation).where(Invalidation.uid == uid if made is None else Invalidation.id == made)
    return db.session.scalars(known).one()


def reason_of(invalidation: Invalidation) -> str:
    """Unseal why; empty when the names are gone."""
    bound = b"invalidation|" + invalidation.uid
    try:
        opened = crypto.unseal(scope_of(invalidation.petition_id), bound, invalidation.sealed)
    except (crypto.SealBroken, crypto.KeyProblem):
        return ""
    return str(opened["reason"])


def cancel_invalidation(invalidation: Invalidation, *, actor: Account | None) -> None:
    """Stop one that runs: what it has taken out stays out, and can be undone. Raises AlreadyEnded."""
    _step(invalidation, (InvalidationState.RUNNING,), InvalidationState.CANCELLED)
    facts = {"invalidation": invalidation.id, "count": invalidation.done}
    petition_id = invalidation.petition_id
    write_down("invalidation.cancelled", actor=actor, petition_id=petition_id, facts=facts)


def undo_invalidation(invalidation: Invalidation, *, actor: Account | None) -> None:
    """Put back what was taken out: at once when it is little, else in the background.

    It can be done again for those that found no room the first time. Raises AlreadyEnded, NumberHandedOver.
    """
    counting.lock(invalidation.petition_id)
    if would_raise_settled(invalidation):
        raise NumberHandedOver
    before = [InvalidationState.DONE, InvalidationState.CANCELLED]
    if count_out(invalidation):
        before.append(InvalidationState.UNDONE)
    _step(invalidation, before, InvalidationState.UNDOING)
    facts = {"invalidation": invalidation.id, "count": invalidation.done}
    write_down("invalidation.undone", actor=actor, petition_id=invalidation.petition_id, facts=facts)
    if count_out(invalidation) <= AT_ONCE:
        put_back_after(invalidation, limit=AT_ONCE + 1)


def would_raise_settled(invalidation: Invalidation) -> bool:
    """Say whether an undo would add to a number that had been handed over when the rows were taken out of it.

    What was taken out only after the hand-over was in that number, so it may come back.
    """
    if not counting.is_settled(invalidation.petition_id):
        return False
    handed_over_at = first_done(invalidation.petition_id, HANDED_OVER)
    if handed_over_at is not None and handed_over_at <= invalidation.created_at:
        return False
    counts_then = or_(
        Signature.state_before == SignatureState.CONFIRMED, Signature.state == SignatureState.HELD
    )
    mine = Signature.invalidation_id == invalidation.id
    return db.session.scalar(select(Signature.id).where(mine, counts_then).limit(1)) is not None


def _step(invalidation: Invalidation, before: Sequence[InvalidationState], state: InvalidationState) -> None:
    """Go from one state to the next, once, whoever else tries."""
    ended = None if state in LIVE else clock.now()
    moved = (
        update(Invalidation)
        .where(Invalidation.id == invalidation.id, Invalidation.state.in_(before))
        .values(state=state, ended_at=ended, **({"last_id": 0} if state is InvalidationState.UNDOING else {}))
        .returning(Invalidation.id)
    )
    if db.session.scalar(moved) is None:
        raise AlreadyEnded
    db.session.refresh(invalidation)


def count_out(invalidation: Invalidation) -> int:
    """Count the signatures that it keeps out, or marks, now."""
    mine = select(func.count()).where(Signature.invalidation_id == invalidation.id)
    return db.session.scalar(mine) or 0


def put_back_after(invalidation: Invalidation, *, limit: int) -> None:
    """Put the next ones back, with petition and invalidation locked; the last one ends it."""
    mine = select(Signature).where(
        Signature.invalidation_id == invalidation.id, Signature.id > invalidation.last_id
    )
    if would_raise_settled(invalidation):  # handed over on the way
        invalidation.state, invalidation.ended_at = InvalidationState.CANCELLED, clock.now()
        return
    found = db.session.scalars(
        mine.order_by(Signature.id).limit(limit).with_for_update().execution_options(populate_existing=True)
    ).all()
    invalidation.done -= sum([moving.put_back(row) for row in found])
    if found:
        invalidation.last_id = found[-1].id
    if len(found) < limit:
        invalidation.state, invalidation.ended_at = InvalidationState.UNDONE, clock.now()
    db.session.flush()


def take_out_after(invalidation: Invalidation, ids: Sequence[int], *, up_to: int) -> None:
    """Take the next ones out, with petition and invalidation locked; reaching the last one ends it."""
    said = Conditions.from_json(invalidation.conditions)
    meant = choosing.where(invalidation.petition_id, said)
    mine = select(Signature).where(Signature.id.in_(ids), *meant).order_by(Signature.id)
    found = db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)).all()
    invalidation.done += sum([moving.put_out(row, invalidation) for row in found])
    invalidation.last_id = up_to
    if up_to >= cast("int", invalidation.conditions[TOP]):
        invalidation.state, invalidation.ended_at = InvalidationState.DONE, clock.now()
    db.session.flush()
