"""The doors of what is done with many tasks at once, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.db import db, transaction
from app.record.models import Act
from app.tasks import together
from app.tasks.models import Task, TaskState
from tests.factories import make_account
from tests.shifts.doors import Row
from tests.shifts.makers import make_task
from tests.volunteers.doors import numbers


def open_task() -> str:
    """Make an open task and give the address that ends the ticked ones."""
    make_task(state=TaskState.OPEN, slug=f"manga-{next(numbers)}")
    return "/organisera/hjalp-till/klara"


def newest() -> int:
    """Give the number of the task that was made last."""
    return db.session.scalars(select(Task.id).order_by(Task.id.desc()).limit(1)).one()


def finished() -> str:
    """End a task with others and give the address that undoes it."""
    open_task()
    account = make_account()
    with transaction():
        together.finish_many([newest()], actor=account)
    return "/organisera/hjalp-till/angra"


def ticking(_address: str) -> dict[str, Any]:
    """Tick the task that was made last."""
    return {"row": str(newest())}


def undoing(_address: str) -> dict[str, Any]:
    """Name the latest act."""
    return {"act": str(db.session.scalars(select(Act.id).order_by(Act.id.desc()).limit(1)).one())}


DESK: tuple[Row, ...] = (
    ("many_tasks_manage.finish", "POST", open_task, 303, ticking),
    ("many_tasks_manage.undo", "POST", finished, 303, undoing),
)
