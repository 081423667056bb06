"""Commands about accounts."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask

from app.accounts import queries, service
from app.accounts.emails import sign_in_address
from app.core.db import transaction


@click.command(name="signin-link")
@click.argument("email")
@click.pass_obj
def signin_link(load: Callable[[], Flask], email: str) -> None:
    """Print a link that signs EMAIL in once, in any browser; it ends the one printed before."""
    with load().app_context():
        account = queries.find_by_email(email)
        if account is None or account.disabled_at:
            raise click.ClickException(f"No organizer has the address {email}.")
        with transaction(public=False):
            token = service.make_sign_in_link(account, lasts=None)
        click.echo(sign_in_address(token))


def add_to(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(signin_link)
