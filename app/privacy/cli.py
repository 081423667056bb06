"""Commands about data protection."""

from __future__ import annotations

from collections.abc import Callable

import click
from flask import Flask

from app.core import crypto
from app.core.masterkeys import MasterKeys, new_master_key, write_draft
from app.privacy import jobs


@click.command()
@click.pass_obj
def purge(load: Callable[[], Flask]) -> None:
    """Remove now what has had its time: the running worker does the same every ten minutes."""
    with load().app_context():
        returned = jobs.reapply_erasures()
        failed = jobs.housekeeping().failed
    if returned:
        click.echo(f"Removed {returned} people again that an older database had brought back.")
    if failed:
        raise click.ClickException(f"Not everything was done; the log says why: {', '.join(failed)}.")
    click.echo("Everything that was due has been removed.")


@click.command(name="rotate-keys")
@click.pass_obj
def rotate_keys(load: Callable[[], Flask]) -> None:
    """Make new keys; what was sealed before stays readable. Stop the server first."""
    app = load()
    settings = app.config["SETTINGS"]
    with app.app_context():
        store = crypto.key_store()
        # In the environment the operator puts the new key before the old one; here they are re-wrapped by it.
        if not settings.master_key:
            keys = MasterKeys((new_master_key(), *store.masters.keys))
            path = crypto.master_key_file(settings.instance)
            write_draft(path, keys).replace(path)
            store.masters = keys
        changed = store.rewrap()
        for scope in store.scopes():
            store.rotate(scope)
    click.echo(
        f"{changed} data keys were wrapped anew, by the first master key. "
        "Print the recovery sheet again: samling setup --sheet"
    )


def add_to(group: click.Group) -> None:
    """Add the commands."""
    group.add_command(purge)
    group.add_command(rotate_keys)
