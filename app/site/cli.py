"""Commands that set an installation up and look after it."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask

from app.accounts import queries as accounts
from app.accounts import service as signing_in
from app.accounts.emails import sign_in_address
from app.core import addresses, i18n, migrate
from app.core.db import transaction
from app.demo import service as demo_content
from app.site import doctor as checks
from app.site import opening, queries, service

Load = Callable[..., Flask]


@click.command()
@click.option("--sheet", is_flag=True, help="Only print the recovery sheet again.")
@click.option("--link", is_flag=True, help="Print the link that sets it up in a browser instead.")
@click.option("--association", help="The association's name.")
@click.option("--contact", help="A role address people can write to.")
@click.option("--sender", help="Responsible sender, told on every page.")
@click.option("--name", help="The first administrator's name.")
@click.option("--email", help="The first administrator's e-mail.")
@click.pass_obj
def setup(load: Load, /, sheet: bool, link: bool, **given: str | None) -> None:
    """Set up an empty installation: the association, its first administrator, its keys."""
    app = load(is_new=True)
    migrate.upgrade(app)
    with app.app_context():
        if link:
            _print_link()
            return
        if not sheet:
            _set_up(given)
        click.echo(recovery_sheet(app))


SET_UP_ALREADY = "This installation is set up already. samling signin-link EMAIL makes a link."


def _print_link() -> None:
    if queries.has_accounts():
        raise click.ClickException(SET_UP_ALREADY)
    with transaction(public=False):
        token = opening.make_link()
    click.echo(i18n.absolute_url(f"/kom-igang/{token}"))


def _set_up(given: dict[str, str | None]) -> None:
    if queries.has_accounts():
        raise click.ClickException(SET_UP_ALREADY)
    answers = {
        key: given[key] or click.prompt(question)
        for key, question in {
            "association": "The association's name",
            "contact": "Its contact address (a role, not a person)",
            "sender": "Responsible sender, told on every page",
            "name": "Your name",
            "email": "Your e-mail",
        }.items()
    }
    for key in ("contact", "email"):
        if not addresses.is_address(answers[key]):
            raise click.ClickException(f"{answers[key]!r} does not look like an e-mail address.")
    with transaction():
        service.name_association(
            name=answers["association"], contact_email=answers["contact"], sender=answers["sender"]
        )
        account = opening.add_first(name=answers["name"], email=answers["email"])
        token = signing_in.make_sign_in_link(account, lasts=None)
    click.echo(f"\nSign in once, when the server runs: {sign_in_address(token)}\n")


def recovery_sheet(app: Flask) -> str:
    """Write the sheet for the safe: whoever has it and the files can read everything."""
    settings = app.config["SETTINGS"]
    lines = [
        "RECOVERY SHEET: print it, put it in the association's safe, keep no copy in a mailbox.",
        f"Association: {queries.get_association().name}",
        f"Address: {settings.base_url}",
        "Without the master key nobody can read the names again, not even with every backup.",
        "Put it back as keys/master.key in the instance folder (chmod 600), or as SAMLING_MASTER_KEY.",
        "Needed beside it: the database, and the latest copy of keys/store.db.",
        "",
        *app.extensions["samling.keys"].masters.written().splitlines(),
    ]
    return "\n".join(lines)


@click.command()
@click.pass_obj
def demo(load: Load) -> None:
    """Fill an empty installation with the demo association."""
    app = load(is_new=True, demo=True)
    migrate.upgrade(app)
    with app.app_context():
        filled = demo_content.fill_if_empty()
        if filled:
            demo_content.remember(app.config["SETTINGS"])
        account = accounts.find_by_email(demo_content.ADMINISTRATOR_EMAIL)
    if not filled and account is None:
        raise click.ClickException("This installation holds a real association: nothing was filled in.")
    click.echo("The demo association is in place.")


@click.command()
@click.pass_obj
def doctor(load: Load) -> None:
    """Look over the installation; exit 1 when something needs a hand."""
    app = load()
    with app.app_context():
        findings = checks.look_over(app.config["SETTINGS"], is_current=lambda: migrate.is_current(app))
    for finding in findings:
        click.echo(f"{'ok  ' if finding.is_well else 'FAIL'}  {finding.what}: {finding.sentence}")
    if not all(finding.is_well for finding in findings):
        raise click.exceptions.Exit(1)


def add_to(group: click.Group) -> None:
    """Add the commands."""
    for command in (setup, demo, doctor):
        group.add_command(command)
