"""The way that mails leave by: the server's own setting first, else what the association has set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from flask import current_app

from app.core.config import Settings


@dataclass(frozen=True)
class Ceiling:
    """How many mails a mailbox lets out in how long a time."""

    count: int
    window: timedelta


@dataclass(frozen=True)
class Way:
    """Where mails are handed over, who they come from, and how many may go."""

    url: str = field(repr=False)
    """As in ``SAMLING_MAIL_URL``; it may hold a password."""
    sender: str
    ceiling: Ceiling | None = None


Find = Callable[[], Way | None]


def is_set_by_server(settings: Settings) -> bool:
    """Say whether whoever runs the server has decided: then nothing in the browser changes it."""
    return settings.demo or settings.mail_url != f"maildir:{settings.instance / 'mail'}"


def is_decided() -> bool:
    """Say whether whoever runs the server has decided the way out, of the application in hand."""
    return is_set_by_server(current_app.config["SETTINGS"])


def way_out() -> Way:
    """Give the way that mails leave by just now."""
    settings: Settings = current_app.config["SETTINGS"]
    chosen = None if is_set_by_server(settings) else _chosen()
    return chosen or Way(settings.mail_url, settings.mail_from)


def is_open(settings: Settings) -> bool:
    """Say whether people get their mails."""
    return settings.sends_mail or (not is_set_by_server(settings) and _chosen() is not None)


def sender() -> str:
    """Give the address that mails come from."""
    return way_out().sender


def _chosen() -> Way | None:
    find: Find | None = current_app.extensions.get("samling.mail_way")
    return find() if find else None
