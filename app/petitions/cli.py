"""Commands about petitions."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask
from sqlalchemy import select

from app.core.db import db, transaction
from app.petitions import counting
from app.petitions.models import Petition


@click.command()
@click.option("--repair", is_flag=True, help="Make the counters what the rows say.")
@click.pass_obj
def recount(load: Callable[[], Flask], repair: bool) -> None:
    """Compare every petition's counters with its rows; exit 1 when one is wrong and not repaired."""
    wrong = 0
    with load().app_context():
        for petition in db.session.scalars(select(Petition).order_by(Petition.id)).all():
            found = counting.check(petition)
            if found.is_right:
                click.echo(f"{petition.slug}: {found.shown} online and {found.paper_shown} on paper, right.")
                continue
            wrong += 1
            click.echo(
                f"{petition.slug}: online shown {found.shown}, rows {found.rows}, days {found.series}, "
                f"areas {found.areas}; paper shown {found.paper_shown}, rows {found.paper_rows}, "
                f"days {found.paper_series}."
            )
            if repair:
                with transaction():
                    counting.repair(db.session.get_one(Petition, petition.id))
                click.echo(f"{petition.slug}: repaired.")
    if wrong and not repair:
        raise click.exceptions.Exit(1)


def add_to(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(recount)
