"""Commands about accounts."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask

from app.accounts import queries, service
from app.accounts.emails import sign_in_address
from app.core import addresses
from app.core.access import Role
from app.core.db import transaction
from app.record import service as record


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


@click.command(name="add-organizer")
@click.argument("email")
@click.option("--name", required=True, help="The person's name, shown in the log.")
@click.option("--administrator", is_flag=True, help="May change settings and let others in.")
@click.pass_obj
def add_organizer(load: Callable[[], Flask], email: str, name: str, administrator: bool) -> None:
    """Let one more person in, and print the link that signs EMAIL in once."""
    if not addresses.is_address(email):
        raise click.ClickException(f"{email!r} does not look like an e-mail address.")
    role = Role.ADMINISTRATOR if administrator else Role.ORGANIZER
    with load().app_context():
        try:
            with transaction(public=False):
                account = service.create_account(name=name, email=email, role=role)
                record.write_down("account.created", actor=None, facts={"account": account.id, "role": role})
                token = service.make_sign_in_link(account, lasts=None)
        except service.AccountExists as refusal:
            raise click.ClickException(
                f"There is an organizer with the address {email} already."
            ) from refusal
        click.echo(sign_in_address(token))


@click.command(name="disable-organizer")
@click.argument("email")
@click.pass_obj
def disable_organizer(load: Callable[[], Flask], email: str) -> None:
    """Let EMAIL in no more: sessions end at once, links open nothing."""
    with load().app_context():
        account = queries.find_by_email(email)
        if account is None or account.disabled_at:
            raise click.ClickException(f"No organizer has the address {email}.")
        with transaction(public=False):
            service.disable_account(account)
            record.write_down("account.disabled", actor=None, facts={"account": account.id})
    click.echo("Done.")


def add_to(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(signin_link)
    group.add_command(add_organizer)
    group.add_command(disable_organizer)
