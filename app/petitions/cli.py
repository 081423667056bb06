"""The counts of petitions, at the command line."""

from __future__ import annotations

import click
from sqlalchemy import select

from app.core.db import db, transaction
from app.petitions import counting, recounting
from app.petitions.models import Petition


def recount(*, repair: bool) -> int:
    """Compare each petition's counts with its rows and series; return how many are wrong."""
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
