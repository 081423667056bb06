"""Say of many tasks at once that they are done, and undo it: one act in the record each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import select

from app.accounts import reach
from app.accounts.models import Account
from app.core import clock
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.record import service as record
from app.record.models import Act
from app.tasks import claims
from app.tasks.models import Task, TaskState
from app.tasks.refusals import TaskRefused

MOVED = "tasks.moved"


class NoTaskChosen(TaskRefused):
    """A press with nothing ticked."""

    message = _l("Tick at least one of the tasks first.")


class NoTaskToMove(TaskRefused):
    """Nothing is left to change, or to undo."""

    message = _l(
        "Nothing was changed: somebody else has changed these meanwhile, or somebody has them in hand. "
        "A task in hand is ended on its own page, where you see who is told."
    )


class AllInHand(TaskRefused):
    """Every task that was ticked is somebody's."""

    message = _l(
        "Nothing was changed: somebody has these in hand: %(titles)s. "
        "A task in hand is ended on its own page, where you see who is told."
    )


@dataclass(frozen=True)
class Moved:
    """What one press did."""

    act: Act
    done: int
    missed: int
    """Those that were not as the page had shown them."""
    in_hand: str = ""
    """Titles of those that were left because somebody has them in hand."""


def finish_many(ids: Iterable[int], *, actor: Account) -> Moved:
    """Say that open tasks which nobody has in hand are done. Raises NoTaskChosen, NoTaskToMove, AllInHand."""
    wanted = sorted(set(ids))
    if not wanted:
        raise NoTaskChosen
    done: list[int] = []
    held: list[str] = []
    for task in _tasks(wanted, actor):
        if _step(task, TaskState.OPEN, TaskState.DONE):
            done.append(task.id)
        elif task.state == TaskState.OPEN:
            held.append(_("“%(words)s”", words=task.title))
    titles = ", ".join(held)
    if held and not done:
        raise AllInHand(titles=titles)
    return replace(_written(done, len(wanted) - len(held), TaskState.DONE, actor), in_hand=titles)


def undo(act_id: int, *, actor: Account) -> Moved:
    """Open again what one press said was done, unless it has been changed since. Raises NoTaskToMove."""
    act = db.session.scalar(select(Act).where(Act.id == act_id, Act.kind == MOVED))
    ids: list[int] = act.facts["rows"] if act and act.facts["to"] == TaskState.DONE else []
    opened = [task.id for task in _tasks(ids, actor) if _step(task, TaskState.DONE, TaskState.OPEN)]
    return _written(opened, len(ids), TaskState.OPEN, actor)


def _tasks(ids: Iterable[int], actor: Account) -> Iterable[Task]:
    hers = Task.id.in_(list(ids)), reach.by_campaign(actor, Task.campaign_id)
    return db.session.scalars(select(Task).where(*hers).order_by(Task.id)).all()


def _step(task: Task, was: TaskState, to: TaskState) -> bool:
    claims.hold_task(task)
    if task.state != was or claims.list_in_hand(task):
        return False
    task.state = to
    task.sequence += 1
    task.changed_at = clock.now()
    db.session.flush()
    return True


def _written(moved: list[int], asked: int, to: TaskState, actor: Account) -> Moved:
    if not moved:
        raise NoTaskToMove
    act = record.write_down(MOVED, actor=actor, facts={"count": len(moved), "rows": moved, "to": to})
    return Moved(act, len(moved), asked - len(moved))
