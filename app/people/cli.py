"""Commands about who is let in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import click
from flask import Flask
from sqlalchemy import select

from app.campaigns.models import Campaign
from app.core import addresses
from app.core.access import Role
from app.core.db import db, transaction
from app.core.errors import DomainError
from app.people import inviting
from app.people.emails import invitation_address
from app.people.rights import Rights


@click.command()
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.ORGANIZER.value,
    help="What they may do.",
)
@click.option("--campaign", "slugs", multiple=True, help="Address of a campaign; may be given several times.")
@click.option(
    "--event", "events", type=int, multiple=True, help="Number of an activity, for event_organizer."
)
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="The last day, like 2026-11-28.")
@click.pass_obj
def invite(
    load: Callable[[], Flask],
    email: str,
    name: str,
    role: str,
    slugs: tuple[str, ...],
    events: tuple[int, ...],
    until: datetime | None,
) -> None:
    """Mail EMAIL an invitation, good for seven days, and print its link too."""
    if not addresses.is_address(email):
        raise click.ClickException(f"{email!r} does not look like an e-mail address.")
    with load().app_context():
        last: date | None = until.date() if until else None
        given = Rights(role=Role(role), campaigns=_numbers(slugs), events=tuple(events), until=last)
        try:
            with transaction(public=False):
                token = inviting.invite(name=name, email=email, given=given, actor=None)
        except DomainError as refusal:
            raise click.ClickException(str(refusal)) from refusal
        click.echo(invitation_address(token))


def _numbers(slugs: tuple[str, ...]) -> tuple[int, ...] | None:
    """Give the numbers of the campaigns that are named; None where none is. Raises ClickException."""
    if not slugs:
        return None
    found = {row.slug: row.id for row in db.session.execute(select(Campaign.slug, Campaign.id))}
    for slug in slugs:
        if slug not in found:
            raise click.ClickException(f"There is no campaign with the address {slug}.")
    return tuple(found[slug] for slug in slugs)


def add_to(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(invite)
