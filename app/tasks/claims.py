"""Rows of claims: locked in the order of the house (people before tasks), added to, ended."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, update

from app.core import clock
from app.core.db import db
from app.tasks.models import Claim, ClaimState, Task
from app.tasks.refusals import NotYours, TakenThisMoment
from app.volunteers import keeping


def hold(claim: Claim) -> None:
    """Wait for other acts of whoever has a claim, then for those on its task, and read it anew."""
    keeping.hold([claim.volunteer_id])
    hold_task(claim.task)
    db.session.refresh(claim)


def hold_task(task: Task) -> None:
    """Wait for other acts on a task and read it anew; who acts is held before, never after."""
    held = select(Task).where(Task.id == task.id).with_for_update(key_share=True)
    db.session.scalars(held.execution_options(populate_existing=True)).one()


def hold_in_hand(task: Task) -> Sequence[Claim]:
    """Hold everyone who has a task in hand, then the task; give what they hold. Raises TakenThisMoment."""
    known = {claim.volunteer_id for claim in list_in_hand(task)}
    keeping.hold(known)
    hold_task(task)
    in_hand = list_in_hand(task)
    if any(claim.volunteer_id not in known for claim in in_hand):
        raise TakenThisMoment  # to wait for her now, with the task held, could be a ring
    return in_hand


def list_in_hand(task: Task) -> Sequence[Claim]:
    """List the claims on a task that are in hand, as the database has them now."""
    in_hand = select(Claim).where(Claim.task_id == task.id, Claim.state == ClaimState.TAKEN)
    return db.session.scalars(in_hand.order_by(Claim.id).execution_options(populate_existing=True)).all()


def add(claim: Claim, units: int, key: bytes) -> None:
    """Let a claim in hand hold so much more; raises NotYours."""
    more = update(Claim).where(Claim.id == claim.id, Claim.state == ClaimState.TAKEN)
    more = more.values(
        units=Claim.units + units, natural_key=key, sequence=Claim.sequence + 1, changed_at=clock.now()
    )
    if db.session.scalar(more.returning(Claim.id).execution_options(synchronize_session=False)) is None:
        raise NotYours
    db.session.refresh(claim)


def end(claim: Claim, to: ClaimState) -> None:
    """End a claim that is held, the numbers of its task following; raises NotYours."""
    ended = update(Claim).where(Claim.id == claim.id, Claim.state == ClaimState.TAKEN)
    ended = ended.values(state=to, changed_at=clock.now(), sequence=Claim.sequence + 1)
    # What the statement found, not what was read before it: it may have waited while more was taken.
    units = db.session.scalar(ended.returning(Claim.units).execution_options(synchronize_session=False))
    if units is None:
        raise NotYours
    counted = {"done": Task.done + units} if to == ClaimState.DONE else {"taken": Task.taken - units}
    follow = update(Task).where(Task.id == claim.task_id).values(**counted)
    db.session.execute(follow.execution_options(synchronize_session=False))
    db.session.refresh(claim)
    db.session.refresh(claim.task)
