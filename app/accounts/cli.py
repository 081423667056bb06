"""Commands about accounts."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask

from app.accounts import factors, queries, resetting, service
from app.accounts.emails import sign_in_address
from app.core import addresses
from app.core.access import Role
from app.core.db import transaction
from app.people import rights
from app.people.refusals import RightsRefused
from app.people.rights import Rights
from app.record import service as record

ROLES = [role.value for role in Role if role != Role.EVENT_ORGANIZER]


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
@click.option("--role", type=click.Choice(ROLES), default=Role.ORGANIZER.value, help="What they may do.")
@click.option("--administrator", is_flag=True, help="Short for --role administrator.")
@click.pass_obj
def add_organizer(load: Callable[[], Flask], email: str, name: str, role: str, administrator: bool) -> None:
    """Let one more person in, and print the link that signs EMAIL in once."""
    if not addresses.is_address(email):
        raise click.ClickException(f"{email!r} does not look like an e-mail address.")
    given = Rights(role=Role.ADMINISTRATOR if administrator else Role(role))
    with load().app_context():
        try:
            with transaction(public=False):
                role = rights.checked(given).role
                account = service.create_account(name=name, email=email, role=Role(role))
                record.write_down("account.created", actor=None, facts={"account": account.id, "role": role})
                token = service.make_sign_in_link(account, lasts=None)
        except service.AccountExists as refusal:
            raise click.ClickException(
                f"There is an organizer with the address {email} already."
            ) from refusal
        except RightsRefused as refusal:
            raise click.ClickException(str(refusal)) from refusal
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
        try:
            with transaction(public=False):
                rights.end_access(account, actor=None)
        except RightsRefused as refusal:
            raise click.ClickException(str(refusal)) from refusal
    click.echo("Done.")


@click.command(name="reset-factors")
@click.argument("email")
@click.pass_obj
def reset_factors(load: Callable[[], Flask], email: str) -> None:
    """Take away every way in of EMAIL, who has lost them, and tell that person by mail."""
    with load().app_context():
        account = queries.find_by_email(email)
        if account is None or account.disabled_at:
            raise click.ClickException(f"No organizer has the address {email}.")
        had = factors.factors_of(account)
        with transaction(public=False):
            ended = resetting.reset_factors(account, actor=None)
    click.echo(
        f"Taken away from {email}: password {_yes(had.password)}, one-time codes {_yes(had.totp)}, "
        f"passkeys {had.passkeys}, recovery codes {had.codes_left}, sessions {ended}."
    )
    click.echo(
        "A mail says so, and the log has it. Now “No password yet, or forgotten?” on the sign-in page "
        "mails a link that signs in; samling signin-link prints one."
    )


def _yes(had: bool) -> str:
    return "yes" if had else "none"


def add_to(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(signin_link)
    group.add_command(add_organizer)
    group.add_command(disable_organizer)
    group.add_command(reset_factors)
