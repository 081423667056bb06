"""Who is signed in: Flask-Login over sessions that the server can end one by one.

The cookie holds the session's token and when it was last seen, signed; reading pages writes nothing.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask, session
from flask_login import LoginManager, UserMixin, login_user, logout_user
from flask_wtf import CSRFProtect

from app.core import clock

csrf = CSRFProtect()
"""Checked by the guard of core.access for every act of someone signed in."""

SEEN = "seen"
SEEN_EVERY = timedelta(minutes=5)


class SignedIn(UserMixin):  # type: ignore[misc]
    """The organizer that a request comes from, for the length of the request."""

    def __init__(self, token: str, account: Any) -> None:
        self.token = token
        self.account = account
        self.role: str = account.role

    def get_id(self) -> str:
        """Give what the cookie remembers: the session's token, not the account's number."""
        return self.token


Load = Callable[[str], Any]
"""From a session's token to its account, or None when the session has ended."""


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
        account = load(token)
        if account is None:
            return None
        if moment - session[SEEN] > SEEN_EVERY.total_seconds():
            session[SEEN] = moment
        return SignedIn(token, account)

    manager.user_loader(load_user)


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
