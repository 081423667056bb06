"""Commands about the record."""

from __future__ import annotations

import re
from collections.abc import Callable

import click
from flask import Flask

from app.core import clock
from app.record import verifying
from app.record.chain import shown


@click.command(name="verify-record")
@click.option("--expect", default="", metavar="HEAD", help="A head noted earlier: is it in the chain?")
@click.pass_obj
def verify_record(load: Callable[[], Flask], expect: str) -> None:
    """Walk the chain of the log of acts; exit 1 when an act was changed, added or taken away."""
    noted = re.sub(r"[\s-]", "", expect).lower()
    if expect and not re.fullmatch(rf"[0-9a-f]{{{verifying.LEAST_DIGITS},64}}", noted):
        raise click.ClickException(
            f"A head is {verifying.LEAST_DIGITS} to 64 digits, 0–9 and a–f, as the log shows it."
        )
    with load().app_context():
        found = verifying.verify(noted)
        when = f"{clock.local(found.wrong_at):%Y-%m-%d %H:%M}" if found.wrong_at else ""
    if found.wrong_id is not None:
        raise click.ClickException(
            f"{found.count} acts fit. Act {found.wrong_id} of {when} does not: it was changed, "
            "or one before it was changed or taken away."
        )
    if found.is_cut_unknown:
        raise click.ClickException("Old acts were deleted, and no act in the record says so.")
    click.echo(f"{found.count} acts fit together. Head: {shown(found.head)}")
    if found.is_expected is False:
        raise click.ClickException(
            "The head that you noted is not in the chain: the record was written anew, or its end cut off."
        )
    if found.is_expected:
        click.echo("The head that you noted is in the chain.")


def add_to(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(verify_record)
