"""Decide about signatures that are held: they count, or they are taken out; and take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.accounts.models import Account
from app.core.db import db
from app.fraud import invalidating, moving
from app.fraud.models import Invalidation
from app.fraud.refusals import AlreadyEnded, NamesGone, NothingChosen, NothingLeft, NumberHandedOver
from app.petitions import counting
from app.petitions.models import Petition
from app.record.models import Act
from app.record.service import write_down
from app.signatures import rows
from app.signatures.models import Hold, Signature, SignatureState

RELEASED = "signatures.released"


@dataclass(frozen=True)
class Released:
    """What became of a press."""

    act: Act
    counted: int
    in_the_way: int
    """Those whose mailbox has another signature that counts."""


def release(petition: Petition, chosen: Sequence[Signature], *, actor: Account | None) -> Released:
    """Let held signatures count; raises NothingChosen, NothingLeft, NamesGone, NumberHandedOver."""
    locked = _lock(petition, chosen)
    if counting.is_settled(petition.id):
        raise NumberHandedOver
    before = {row.id: row.hold for row in locked}
    counted = [row for row in locked if moving.let_count(row)]
    undo = [[row.id, before[row.id]] for row in counted]
    facts: dict[str, Any] = {"count": len(counted), "rows": undo}
    if len(locked) == 1:
        facts["signature"] = locked[0].id
    act = write_down(RELEASED, actor=actor, petition_id=petition.id, facts=facts)
    return Released(act, len(counted), len(locked) - len(counted))


def take_out(
    petition: Petition, chosen: Sequence[Signature], *, reason: str, actor: Account | None
) -> Invalidation:
    """Take held signatures out; raises NothingChosen, NothingLeft, NamesGone."""
    locked = _lock(petition, chosen)
    made = invalidating.take_out(locked, petition=petition, reason=reason)
    made.account_id = actor.id if actor else None
    facts: dict[str, Any] = {"count": made.done, "invalidation": made.id}
    if len(locked) == 1:
        facts["signature"] = locked[0].id
    write_down("signatures.taken_out", actor=actor, petition_id=petition.id, facts=facts)
    return made


def undo_release(petition: Petition, act_id: int, *, actor: Account | None) -> int:
    """Hold again what a press let count; return how many. Raises AlreadyEnded when nothing is left of it."""
    act = db.session.scalar(
        select(Act).where(Act.id == act_id, Act.petition_id == petition.id, Act.kind == RELEASED)
    )
    holds = {row_id: Hold(hold) for row_id, hold in act.facts["rows"]} if act else {}
    counting.lock(petition.id)
    mine = select(Signature).where(
        Signature.id.in_(holds),
        Signature.petition_id == petition.id,
        Signature.state == SignatureState.CONFIRMED,
        Signature.hold.is_(None),
    )
    found = [row for row in db.session.scalars(mine.order_by(Signature.id)).all() if rows.lock(row)]
    found = [row for row in found if row.is_confirmed and row.hold is None]
    if not found:
        raise AlreadyEnded
    for row in found:
        moving.hold_again(row, holds[row.id])
    facts = {"count": len(found)}
    write_down("signatures.held_again", actor=actor, petition_id=petition.id, facts=facts)
    return len(found)


def _lock(petition: Petition, chosen: Sequence[Signature]) -> list[Signature]:
    """Lock those of the chosen that are held still."""
    if petition.purged_at:
        raise NamesGone
    if not chosen:
        raise NothingChosen
    counting.lock(petition.id)
    locked = [row for row in sorted(chosen, key=lambda each: each.id) if rows.lock(row)]
    locked = [row for row in locked if row.state == SignatureState.HELD]
    if not locked:
        raise NothingLeft
    return locked
