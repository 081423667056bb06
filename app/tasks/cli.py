"""The counts of tasks, at the command line."""

from __future__ import annotations

import click

from app.core.db import transaction
from app.tasks import counting


def recount(*, repair: bool) -> int:
    """Compare what is taken and done of each task with its claims; return how many are wrong."""
    wrong = counting.list_wrong()
    for task in wrong:
        click.echo(
            f"task {task.task}: taken shown {task.taken}, claims {task.taken_rows}; "
            f"done shown {task.done}, claims {task.done_rows}."
        )
        if repair:
            with transaction():
                counting.repair(task.task_id)
            click.echo(f"task {task.task}: repaired.")
    click.echo(f"{counting.count_tasks()} tasks compared, {len(wrong)} wrong.")
    return len(wrong)
