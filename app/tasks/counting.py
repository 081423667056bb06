"""What is taken and done of a task must be what the claims say: the counters beside the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from app.core.db import db
from app.tasks.models import Claim, ClaimState, Task


@dataclass(frozen=True)
class Wrong:
    """A task whose counters say other numbers than its claims."""

    task_id: int
    task: str
    """The task's name in addresses."""
    taken: int
    taken_rows: int
    done: int
    done_rows: int


def count_tasks() -> int:
    """Count the tasks there are."""
    return db.session.scalar(select(func.count()).select_from(Task)) or 0


def list_wrong() -> Sequence[Wrong]:
    """List the tasks whose counters are not what their claims say, read in one statement."""
    taken, done = _units(ClaimState.TAKEN, ClaimState.DONE), _units(ClaimState.DONE)
    found = (
        select(Task.id, Task.slug, Task.taken, taken, Task.done, done)
        .outerjoin(Claim, Claim.task_id == Task.id)
        .group_by(Task.id, Task.slug, Task.taken, Task.done)
        .having(or_(taken != Task.taken, done != Task.done))
        .order_by(Task.id)
    )
    return [Wrong(*row) for row in db.session.execute(found)]


def _units(*states: ClaimState) -> ColumnElement[Any]:
    """Add up the units of the claims in these states."""
    return func.coalesce(func.sum(case((Claim.state.in_(states), Claim.units), else_=0)), 0)


def repair(task_id: int) -> None:
    """Make a task's counters what its claims say.

    Whoever has taken something keeps it: when it is more than was wanted, so much is wanted now.
    """
    task = db.session.scalars(select(Task).where(Task.id == task_id).with_for_update(key_share=True)).one()
    units = select(_units(ClaimState.TAKEN, ClaimState.DONE), _units(ClaimState.DONE))
    task.taken, task.done = db.session.execute(units.where(Claim.task_id == task_id)).one()
    task.wanted = max(task.wanted, task.taken)
    db.session.flush()
