"""Who is signed in: Flask-Login over sessions that the server can end one by one.

The cookie holds the session's token and when it was last seen, signed; reading pages writes nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask, Response, current_app, g, request, session
from flask_login import LoginManager, UserMixin, login_user, logout_user
from flask_wtf import CSRFProtect

from app.core import clock, crypto

csrf = CSRFProtect()
"""Checked by the guard of core.access for every act of someone signed in."""

SEEN = "seen"
SEEN_EVERY = timedelta(minutes=5)

PROOF_LASTS = timedelta(minutes=15)
"""A page that asks for a fresh proof opens for so long after one; what is begun on it has as long again."""

BROWSER = "samling-browser"
BROWSER_LASTS = {False: timedelta(hours=1), True: timedelta(days=180)}
"""How long a browser is known by its random number: one that asks to sign in, and one that has."""


class SignedIn(UserMixin):  # type: ignore[misc]
    """The organizer that a request comes from, for the length of the request."""

    def __init__(self, token: str, account: Any, session: Any = None) -> None:
        self.token = token
        self.account = account
        self.session = session
        """The row of the session; None in the request that began it."""
        self.role: str = account.role

    def is_proved(self, *, is_begun: bool = False) -> bool:
        """Say whether a passkey or code was shown lately; what is begun already has twice the time."""
        shown = self.session.proved_at if self.session is not None else None
        return shown is not None and clock.now() - shown < PROOF_LASTS * (2 if is_begun else 1)

    def get_id(self) -> str:
        """Give what the cookie remembers: the session's token, not the account's number."""
        return self.token


Load = Callable[[str], Any]
"""From a session's token to its row, which has the account, or None when the session has ended."""


def init_app(app: Flask, *, load: Load, idles: timedelta) -> None:
    """Set up cookies and the loading of whoever is signed in."""
    settings = app.config["SETTINGS"]
    app.config.update(
        SECRET_KEY=cookie_key(app),
        # Safari refuses Secure on http://localhost, so the plain name is used there alone.
        SESSION_COOKIE_NAME="__Host-samling" if settings.is_https else "samling",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        SESSION_REFRESH_EACH_REQUEST=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # core.origin has decided already, and not by Referer
        WTF_CSRF_CHECK_DEFAULT=False,
    )
    csrf.init_app(app)
    manager = LoginManager()
    manager.session_protection = None  # networks change under phones; the token is the protection
    # Not manager.init_app(): its hooks look into the session on every page, which would make each of
    # them vary by cookie. We use neither its "remember me" nor its template variable.
    app.login_manager = manager  # type: ignore[attr-defined]

    def load_user(token: str) -> SignedIn | None:
        moment = int(clock.now().timestamp())
        if moment - session.get(SEEN, 0) > idles.total_seconds():
            return None
        row = load(token)
        if row is None:
            return None
        if moment - session[SEEN] > SEEN_EVERY.total_seconds():
            session[SEEN] = moment
        return SignedIn(token, row.account, row)

    manager.user_loader(load_user)
    app.after_request(_keep_browser)


def cookie_key(app: Flask) -> bytes:
    """Derive the key that signs cookies from the installation's master key: one secret fewer to lose."""
    masters = app.extensions["samling.keys"].masters
    return base64.b64encode(hashlib.blake2b(b"cookies", key=masters.current[1], digest_size=32).digest())


def begin(token: str, account: Any) -> None:
    """Sign a browser in, with a session cookie that holds nothing from before."""
    session.clear()
    session[SEEN] = int(clock.now().timestamp())
    login_user(SignedIn(token, account))


def end() -> None:
    """Forget who was signed in."""
    logout_user()
    session.clear()


def known_browser() -> str | None:
    """Give the random number that this browser was given, if it was."""
    given = request.cookies.get(_browser_cookie(), "")
    return given if given.isascii() and 30 <= len(given) <= 40 else None


def browser(*, is_new: bool = False, has_signed_in: bool = False) -> str:
    """Give this browser's random number, made where there is none or a new one is asked for.

    What was asked of a browser can be answered by that browser alone; and one that has signed in before
    is let try while strangers use up the tries of its address.
    """
    given = g.browser[0] if "browser" in g else known_browser()
    token = (None if is_new else given) or crypto.new_token()
    g.browser = token, has_signed_in
    return token


def _browser_cookie() -> str:
    return f"__Host-{BROWSER}" if current_app.config["SETTINGS"].is_https else BROWSER


def _keep_browser(response: Response) -> Response:
    if "browser" in g:
        token, has_signed_in = g.browser
        response.set_cookie(
            _browser_cookie(),
            token,
            max_age=BROWSER_LASTS[has_signed_in],
            path="/",
            secure=current_app.config["SETTINGS"].is_https,
            httponly=True,
            samesite="Lax",
        )
    return response
