"""Shifts and tasks to test with, made by the application's own acts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from app.core import clock
from app.core.db import transaction
from app.shifts import service
from app.shifts.models import Event, Shift
from app.shifts.service import EventText, Room
from app.tasks import service as tasks
from app.tasks.models import Task, TaskState
from app.tasks.service import TaskText
from tests.mail import as_if_mails_were_sent

EVENT: dict[str, Any] = {
    "title": "Lördagsbordet",
    "kind": "stand",
    "visibility": "public",
    "body": "Vi står med namnlistor.",
    "place": "Rågsveds torg",
    "map_query": "",
    "meeting_point": "Vid fontänen",
    "bring": "Varma kläder",
    "leader_name": "Ada Provström",
    "leader_phone": "+46701740605",
}
"""The phone is of the series that Swedish authorities keep for fiction."""

TASK: dict[str, Any] = {
    "title": "Måla banderoller",
    "body": "Vi målar ihop.",
    "place": "Folkets hus",
    "materials": "Färg och tyg finns",
    "checklist": "Skissa\nMåla",
    "unit": "banderoller",
    "wanted": 10,
    "deadline": None,
}


def make_event(**changes: Any) -> Event:
    """Make an event."""
    with transaction():
        return service.create_event(EventText(**EVENT | changes), campaign=None, actor=None)


def make_shift(
    event: Event | None = None,
    *,
    starts_at: datetime | None = None,
    hours: float = 2,
    most: int = 4,
    wanted: int | None = None,
    least: int = 1,
) -> Shift:
    """Make a shift with one role, tomorrow unless told otherwise."""
    event = event or make_event()
    starts_at = starts_at or clock.now() + timedelta(days=1)
    room = Room(role="", least=min(least, most), wanted=most if wanted is None else wanted, most=most)
    with transaction():
        return service.add_shift(event, starts_at, starts_at + timedelta(hours=hours), [room], actor=None)


def make_task(*, state: TaskState = TaskState.OPEN, slug: str = "mala-banderoller", **changes: Any) -> Task:
    """Make a task that can be taken."""
    with transaction(), as_if_mails_were_sent():
        task = tasks.create_task(TaskText(**TASK | changes), slug=slug, campaign=None, actor=None)
        if state == TaskState.OPEN:
            tasks.move_task(task, state, actor=None)
    return task
