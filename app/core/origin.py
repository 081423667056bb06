"""Who may send forms: only our own pages, without a token or a cookie.

Public pages are kept as bytes and are the same for everyone, so they can carry no token. The browser
says where a request comes from: Sec-Fetch-Site decides, else Origin must equal the base URL, and a
request with neither (a program, an old browser) passes, since it carries no cookie of a visitor.
Desk forms carry Flask-WTF tokens besides. Also: a request for another Host than ours is sent to the
base URL (the machine's own addresses) or refused.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response as BaseResponse

from app.core.config import LOOPBACK_NAMES, Settings
from app.core.errors import ForeignForm

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
EXEMPT = "origin_exempt"
F = TypeVar("F", bound=Callable[..., Any])


def exempt_from_origin(view: F) -> F:
    """Mark a view whose token is its authority (one-click unsubscribe, keyed interfaces)."""
    setattr(view, EXEMPT, True)
    return view


def init_app(app: Flask) -> None:
    """Check host and origin before anything else is done with a request."""
    settings: Settings = app.config["SETTINGS"]

    @app.before_request
    def check_host() -> ResponseReturnValue | None:
        if request.host.lower() == settings.base_host or request.path.startswith("/health/"):
            return None
        return _to_base_url(settings)

    @app.before_request
    def check_origin() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if request.method in SAFE_METHODS or getattr(view, EXEMPT, False):
            return
        if not is_own_origin(
            request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin"), settings.base_url
        ):
            raise ForeignForm


def is_own_origin(fetch_site: str | None, origin: str | None, base_url: str) -> bool:
    """Say whether a form was sent from our own pages, as far as the browser tells."""
    if fetch_site is not None:
        return fetch_site.strip().lower() in {"same-origin", "none"}
    if origin is not None:
        return origin.strip().lower() == base_url.lower()
    return True


def _to_base_url(settings: Settings) -> BaseResponse:
    """Send a reader who came by another of the machine's own names to the base URL."""
    name = urlsplit(f"//{request.host}").hostname or ""
    if not settings.is_loopback or name not in LOOPBACK_NAMES or request.method not in {"GET", "HEAD"}:
        abort(421)
    target = settings.base_url + request.script_root + request.full_path.rstrip("?")
    return redirect(target, code=307)
