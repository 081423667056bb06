"""Many tasks said to be done with one press, and opened again with one."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.core.db import db
from app.record.models import Act
from app.tasks.models import Task
from tests.clients import Client
from tests.petitions.organizers import send
from tests.shifts.makers import make_task
from tests.volunteers.people import ASA, take

pytestmark = pytest.mark.database("sqlite")
LIST = "/organisera/hjalp-till/"


def states(tasks: list[Task]) -> list[str]:
    """Read the states of tasks as they are now."""
    db.session.rollback()
    db.session.expire_all()
    return [str(db.session.get_one(Task, task.id).state) for task in tasks]


def newest() -> Act:
    """Give the latest act."""
    return db.session.scalars(select(Act).order_by(Act.id.desc()).limit(1)).one()


def test_ticked_tasks_are_done_and_open_again(organizer: Client) -> None:
    tasks = [make_task(slug=f"affisch-{number}") for number in range(3)]
    assert organizer.get(LIST).text.count('name="row"') == 3
    answered = send(organizer, LIST + "klara", row=[str(task.id) for task in tasks[:2]])
    assert states(tasks) == ["done", "done", "open"]
    act = newest()
    assert (act.kind, act.facts["count"], act.facts["to"]) == ("tasks.moved", 2, "done")
    assert "2 uppgifter" in organizer.get("/organisera/logg").text
    assert f'name="act" value="{act.id}"' in organizer.get(answered.location).text
    send(organizer, LIST + "angra", act=str(act.id))
    assert states(tasks) == ["open"] * 3
    send(organizer, LIST + "angra", act=str(act.id))
    assert "callout--error" in organizer.get(LIST).text


def test_the_list_keeps_what_was_chosen(organizer: Client) -> None:
    task = make_task(slug="affisch-1")
    chosen = f"{LIST}?lage=open&sortera=titel"
    answered = send(organizer, f"{LIST}klara?lage=open&sortera=titel", row=str(task.id))
    assert answered.location.startswith(chosen)
    answered = send(organizer, f"{LIST}angra?lage=open&sortera=titel", act=str(newest().id))
    assert answered.location == chosen


def test_what_somebody_has_in_hand_is_left_and_told(organizer: Client) -> None:
    tasks = [make_task(slug=f"affisch-{number}") for number in range(2)]
    take(ASA, tasks[0])
    answered = send(organizer, LIST + "klara", row=[str(task.id) for task in tasks])
    assert states(tasks) == ["open", "done"]
    said = organizer.get(answered.location).text
    assert "callout--warn" in said
    assert f"”{tasks[0].title}”" in said
    send(organizer, LIST + "klara", row=[str(tasks[0].id), "x"])
    assert "callout--error" in organizer.get(LIST).text
    send(organizer, LIST + "klara")
    assert states(tasks) == ["open", "done"]
