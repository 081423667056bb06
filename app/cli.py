"""The command line: everything an operator does."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from app.accounts import cli as accounts
from app.core import migrate, poster_face
from app.core.config import ConfigError, Settings, load_settings
from app.core.masterkeys import KeyProblem
from app.exports import cli as exports
from app.people import cli as people
from app.petitions import cli as petitions
from app.privacy import cli as privacy
from app.record import cli as record
from app.shifts import cli as shifts
from app.site import cli as site
from app.tasks import cli as tasks


@contextmanager
def _sentences() -> Iterator[None]:
    """Answer wrong settings with their sentence, not with a traceback."""
    try:
        yield
    except (ConfigError, KeyProblem) as problem:
        raise click.ClickException(str(problem)) from problem
    except OperationalError as problem:
        # Its text may hold the address with a password, so only the kind is told.
        kind = type(problem.orig).__name__
        raise click.ClickException(
            f"The database does not answer, or not as it should ({kind})."
        ) from problem


class Samling(click.Group):
    """A group whose commands answer wrong settings with a sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        with _sentences():
            return super().invoke(ctx)


def load(*, is_new: bool = False, **overrides: Any) -> Flask:
    """Make the application for a command; raises ConfigError when it needs a set-up one and there is none."""
    from app import create_app

    settings = load_settings(**overrides)
    nothing = ConfigError(
        f"Nothing is set up in {settings.instance}: run samling setup first, or samling demo."
    )
    file = Path(settings.database_url.removeprefix("sqlite:///"))
    if not is_new and settings.is_sqlite and not file.exists():
        raise nothing  # before anything is written where a mistyped SAMLING_INSTANCE points
    app = create_app(settings)
    if not is_new and not migrate.is_begun(app):
        raise nothing
    return app


@click.group(cls=Samling)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Samling: campaigns, petitions and the people who carry them."""
    os.umask(0o077)  # what the program writes is nobody else's on this machine
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s", stream=sys.stderr
    )
    logging.getLogger("alembic").setLevel(logging.WARNING)
    ctx.obj = load


@main.command()
@click.option(
    "--demo", is_flag=True, help="Fill an empty installation with the demo association and serve it."
)
def serve(demo: bool) -> None:
    """Serve: web workers and the background worker, until Ctrl-C."""
    from app.serving import serve as run

    overrides: dict[str, Any] = {"demo": True} if demo else {}
    settings = load_settings(**overrides)
    _make_files(settings)
    sys.exit(run(load(is_new=True, **overrides)))


def _make_files(settings: Settings) -> None:
    poster_face.make(settings.instance / "cache" / "static" / "fonts" / "poster.woff2")


@main.command()
def work() -> None:
    """Run the background worker alone, for installations with several machines."""
    import signal
    import threading

    from app.worker import work as run

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    run(load(is_new=True), stop)


@main.command(name="migrate")
def migrate_() -> None:
    """Bring the database to the newest shape."""
    migrate.upgrade(load(is_new=True))
    click.echo("The database is up to date.")


@main.command()
@click.option("--repair", is_flag=True, help="Make the counters what the rows say.")
@click.pass_obj
def recount(load: Callable[[], Flask], repair: bool) -> None:
    """Compare counters of petitions, shifts and tasks with their rows; exit 1 when one stays wrong."""
    with load().app_context():
        wrong = sum(feature.recount(repair=repair) for feature in (petitions, shifts, tasks))
    if wrong and not repair:
        raise click.exceptions.Exit(1)


for _feature in (site, accounts, people, privacy, record, exports):
    _feature.add_to(main)
