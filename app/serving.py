"""Start everything: the database in shape, erasures kept, the demo filled, the processes running."""

from __future__ import annotations

import threading
from collections.abc import Callable

import click
from flask import Flask

from app.accounts import queries as accounts
from app.accounts import service as signing_in
from app.accounts.emails import sign_in_address
from app.core import db, errors, i18n, migrate
from app.core.config import ConfigError, Settings
from app.core.db import transaction
from app.core.headers import security_headers
from app.demo import service as demo
from app.petitions import purging
from app.privacy import jobs
from app.server.front import Front
from app.server.supervisor import Parts
from app.server.supervisor import serve as supervise
from app.site import opening
from app.site import queries as site_queries
from app.site import service as site
from app.volunteers import forgetting
from app.worker import work


def serve(app: Flask) -> int:
    """Serve until told to stop; return the exit code."""
    settings: Settings = app.config["SETTINGS"]
    migrate.upgrade(app)
    link = opens = ""
    with app.app_context():
        site.check_keys()
        if settings.demo:
            if demo.fill_if_empty():
                demo.remember(settings)
            link = _demo_link()
        else:
            opens = set_up_link()
        # Before the first request: a backup put back must not bring anybody back.
        jobs.reapply_erasures()
        purging.purge_due()
        forgetting.forget_due()
    parts = Parts(
        make_front=lambda: make_front(app),
        background=lambda stop: _background(app, stop),
        announce=lambda: _announce(settings, link, opens),
        before_fork=lambda: _in_context(app, db.before_fork),
        after_fork=lambda: _in_context(app, db.after_fork),
        trusted_proxies=settings.trusted_proxies,
    )
    return supervise(parts, host=settings.host, port=settings.port, workers=settings.workers)


def make_front(app: Flask) -> Front:
    """Put the front before the application, with its own refusals in the house's frame."""
    settings: Settings = app.config["SETTINGS"]
    return Front(
        app,
        settings,
        security_headers=security_headers(https=settings.is_https),
        error_page=lambda status, lang: _error_page(app, status, lang),
    )


def _error_page(app: Flask, status: int, lang: str) -> bytes:
    base: str = app.config["SETTINGS"].base_url
    with app.test_request_context("/", base_url=base + i18n.prefix_of(lang)):
        return errors.page(status)[0].encode()


def _background(app: Flask, stop: threading.Event) -> None:
    work(app, stop)


def _in_context(app: Flask, act: Callable[[], None]) -> None:
    with app.app_context():
        act()


def _demo_link() -> str:
    """Make the one-time link of the demo administrator; it ends the one of the start before."""
    account = accounts.find_by_email(demo.ADMINISTRATOR_EMAIL)
    if account is None:
        raise ConfigError(
            "This installation holds a real association, so it is not served as a demonstration: "
            "run samling serve without --demo, or give SAMLING_INSTANCE another folder."
        )
    with transaction(public=False):
        return sign_in_address(signing_in.make_sign_in_link(account, lasts=None))


def set_up_link() -> str:
    """Make the link that sets an empty installation up; nothing where somebody has an account."""
    if site_queries.has_accounts():
        return ""
    with transaction(public=False):
        return i18n.absolute_url(f"/kom-igang/{opening.make_link()}")


def _announce(settings: Settings, link: str, opens: str) -> None:
    click.echo(f"\n  Samling is running:  {settings.base_url}")
    if opens:
        click.echo(f"  Nothing is set up yet. Set it up here (the link works until it is used):  {opens}")
    if link:
        click.echo(f"  Sign in to the desk (the link works once):  {link}")
        click.echo(f"  The demo administrator is:  {demo.ADMINISTRATOR_EMAIL}")
        click.echo(f"  Mails that it sends lie in:  {settings.instance / 'mail'}")
    click.echo("  Ctrl-C stops it.\n")
