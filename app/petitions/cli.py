"""The counts of petitions, at the command line."""

from __future__ import annotations

import click
from sqlalchemy import select

from app.core.db import db, transaction
from app.petitions import counting
from app.petitions.models import Petition


def recount(*, repair: bool) -> int:
    """Compare each petition's counts with its rows and series; return how many are wrong."""
    wrong = 0
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
    return wrong
