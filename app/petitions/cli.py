"""Commands about counts: of petitions, and of what is booked and taken."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.petitions import counting, recounting
from app.petitions.models import Petition
from app.shifts import counting as places
from app.tasks import counting as hands


@click.command()
@click.option("--repair", is_flag=True, help="Make the counters what the rows say.")
@click.pass_obj
def recount(load: Callable[[], Flask], repair: bool) -> None:
    """Compare counters of petitions, shifts and tasks with their rows; exit 1 when one stays wrong."""
    with load().app_context():
        wrong = _petitions(repair=repair) + _slots(repair=repair) + _tasks(repair=repair)
    if wrong and not repair:
        raise click.exceptions.Exit(1)


def _petitions(*, repair: bool) -> int:
    wrong = 0
    for petition in db.session.scalars(select(Petition).order_by(Petition.id)).all():
        found = counting.check(petition)
        if not found.is_right:
            found = _look_again(petition.id)
        if found.is_right:
            click.echo(f"{petition.slug}: {found.shown} online and {found.paper_shown} on paper, right.")
            continue
        wrong += 1
        click.echo(f"{petition.slug}: {_differences(found)}.")
        if repair:
            with transaction():
                recounting.repair(db.session.get_one(Petition, petition.id))
            click.echo(f"{petition.slug}: repaired.")
    return wrong


def _look_again(petition_id: int) -> counting.Count:
    """Compare once more with nobody counting meanwhile: a signature between two reads is no fault."""
    with transaction(public=False):
        counting.lock(petition_id)
        return counting.check(db.session.get_one(Petition, petition_id))


def _differences(found: counting.Count) -> str:
    return (
        f"online shown {found.shown}, rows {found.rows}, days {found.series}, hours {found.hours}, "
        f"areas {found.areas}, sources {found.sources}; areas of the own list {found.chosen}, "
        f"rows {found.chosen_rows}; paper shown {found.paper_shown}, rows {found.paper_rows}, "
        f"days {found.paper_series}"
    )


def _slots(*, repair: bool) -> int:
    wrong = places.list_wrong()
    for slot in wrong:
        click.echo(
            f"shift {slot.shift}, role {slot.slot_id}: taken shown {slot.shown}, bookings {slot.rows}."
        )
        if repair:
            with transaction():
                places.repair(slot.slot_id)
            click.echo(f"shift {slot.shift}, role {slot.slot_id}: repaired.")
    _sum_up("roles of shifts", places.count_slots(), len(wrong))
    return len(wrong)


def _tasks(*, repair: bool) -> int:
    wrong = hands.list_wrong()
    for task in wrong:
        click.echo(
            f"task {task.task}: taken shown {task.taken}, claims {task.taken_rows}; "
            f"done shown {task.done}, claims {task.done_rows}."
        )
        if repair:
            with transaction():
                hands.repair(task.task_id)
            click.echo(f"task {task.task}: repaired.")
    _sum_up("tasks", hands.count_tasks(), len(wrong))
    return len(wrong)


def _sum_up(what: str, looked_at: int, wrong: int) -> None:
    click.echo(f"{looked_at} {what} compared, {wrong} wrong.")


def add_to(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(recount)
