"""What every way in ends with: a new session in this browser, and the page that was asked for."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import request, session, url_for

from app.accounts import sessions
from app.accounts.models import Account
from app.core import signin

NEXT = "next"
GOAL = "own-goal"
"""Where somebody was on the way to who sets up a way to sign in first."""


def let_in(account: Account, *, method: str, is_proved: bool) -> str:
    """Sign this browser in, inside a transaction; return the address to go on to."""
    goal = local_path(session.get(NEXT)) or url_for("desk.today")
    known = sessions.is_known(account, signin.known_browser())
    # A browser that signs in for the first time gets a new number: the old one somebody else may have seen.
    browser = signin.browser(is_new=not known, has_signed_in=True)
    token = sessions.begin_session(
        account, browser=browser, method=method, is_proved=is_proved, agent=request.user_agent.string
    )
    signin.begin(token, account)
    return goal


def own_page() -> str:
    """Give the address of one's own ways to sign in, with the page that she was on the way to."""
    return url_for("accounts.own", next=session.get(GOAL) or None)


def local_path(target: str | None) -> str:
    """Give a path on this site to go on to, or nothing: never another site's address."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return ""
    parts = urlsplit(target)
    return "" if parts.scheme or parts.netloc or any(ord(c) < 33 for c in target) else target
