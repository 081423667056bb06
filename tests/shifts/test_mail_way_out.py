"""Outside the demonstration nobody is promised a mail that goes nowhere."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock
from app.core.db import transaction
from app.core.mail import MailGoesNowhere
from app.shifts import planning
from app.shifts.service import Room
from app.tasks import service as tasks
from app.tasks.models import TaskState
from tests.shifts.makers import make_event, make_task

ROOM = Room(role="", least=1, wanted=2, most=3)


def test_no_shift_is_planned_while_mails_only_lie_in_a_folder(app: Flask) -> None:
    event, begins = make_event(), clock.now() + timedelta(days=1)
    with pytest.raises(MailGoesNowhere), transaction():
        planning.plan_shift(event, begins, begins + timedelta(hours=2), [ROOM], actor=None)


def test_no_task_is_opened_while_mails_only_lie_in_a_folder(app: Flask) -> None:
    task = make_task(state=TaskState.DRAFT)
    with pytest.raises(MailGoesNowhere), transaction():
        tasks.move_task(task, TaskState.OPEN, actor=None)
    assert task.state == TaskState.DRAFT


def test_with_a_mail_server_both_are_done(app: Flask, mail_server: None) -> None:
    event, begins = make_event(), clock.now() + timedelta(days=1)
    with transaction():
        planning.plan_shift(event, begins, begins + timedelta(hours=2), [ROOM], actor=None)
    assert make_task().state == TaskState.OPEN
