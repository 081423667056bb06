"""Commands about lists that have left."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask

from app.core import clock
from app.core.db import transaction
from app.exports import queries, tracing
from app.exports.tracing import Trace
from app.petitions.models import Preset

CONTENTS = {
    Preset.COUNT: "only the number of signatures",
    Preset.INITIALS: "initials and the first three digits of the postcode",
    Preset.NAME_TOWN: "name and postcode",
    Preset.FULL: "name, e-mail and postcode",
}


@click.command(name="who-was-affected")
@click.argument("mark")
@click.option("--emails", is_flag=True, help="Print the addresses of those affected; it is written down.")
@click.pass_obj
def who_was_affected(load: Callable[[], Flask], mark: str, emails: bool) -> None:
    """Say where the list with this MARK is from and who is in it (for a notice, GDPR articles 33 and 34)."""
    with load().app_context():
        export = queries.find_by_mark(mark)
        if export is None:
            raise click.ClickException(f"No list has the mark {mark}. It stands in each list and its name.")
        for line in lines_of(tracing.trace(export)):
            click.echo(line, err=emails)  # so that a file of the addresses holds nothing else
        if emails:
            with transaction(public=False):
                tracing.write_down_addresses(export, actor=None)
            for address in tracing.addresses(export):
                click.echo(address)


def lines_of(found: Trace) -> list[str]:
    """Say what is known about a list."""
    export = found.export

    def when(moment: object) -> str:
        return f"{clock.local(moment):%Y-%m-%d %H:%M}"  # type: ignore[arg-type]

    fetched = ", ".join(map(when, found.fetched)) or "never: it has not left the program"
    return [
        f"Mark: {export.mark}",
        f"Petition: {found.petition.title} (/namninsamlingar/{found.petition.slug})",
        f"Asked for by: {found.asker}, {when(export.created_at)}",
        f"Why: {found.reason}",
        f"Contents: {CONTENTS[Preset(export.preset)]}, as {export.format}",
        f"Fetched: {fetched}",
        f"Signatures in it: {found.held if export.preset != Preset.COUNT else 0}",
        f"Of them still kept here: {found.left}",
    ]


def add_to(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(who_was_affected)
