"""A browser without a screen: Flask's test client, whose every page is held to the rules of tests/pages."""

from __future__ import annotations

import contextvars
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import sessions
from app.accounts.models import Account
from app.core import clock, signin
from app.core.config import Settings
from app.core.db import db, transaction
from tests import pages
from tests.filled_forms import find_form
from tests.pages.parsed import Kind

DESK = "/organisera"
GATE = f"{DESK}/logga-in"
ACTS = {"POST", "PUT", "PATCH", "DELETE"}
TEST_BROWSER = "the-browser-that-the-tests-sign-in-with"
REDIRECTS = {301, 302, 303, 307, 308}


class Client(FlaskClient):
    """Asks as a browser does, and looks at every HTML answer.

    `checked=False` is for a test that asks for something broken on purpose; `reads_words = False` for one
    that fills pages with texts drawn at random.
    """

    reads_words = True

    def __init__(self, app: Flask, **kwargs: Any) -> None:
        super().__init__(app, app.response_class, use_cookies=True, **kwargs)
        settings: Settings = app.config["SETTINGS"]
        self.base_url = settings.base_url

    def open(self, *args: Any, checked: bool = True, **kwargs: Any) -> TestResponse:
        """Ask for a page, outside the context that the test has open, as a real request is."""
        if args and isinstance(args[0], str):
            kwargs["path"] = args[0]
            args = ()
            kwargs.setdefault("base_url", self.base_url)
            kwargs["headers"] = _as_browser(kwargs.get("method", "GET")) | dict(kwargs.get("headers") or {})
        kwargs.setdefault(
            "buffered", True
        )  # read here, in the context that the answer is made in, then closed
        follow = kwargs.pop("follow_redirects", False)
        answer: TestResponse = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()  # so that the test sees what the request wrote
        if checked:
            self._check(answer)
        return self._follow(answer, checked=checked) if follow and answer.status_code in REDIRECTS else answer

    def _follow(self, answer: TestResponse, *, checked: bool) -> TestResponse:
        target = urlsplit(answer.location)
        is_read = answer.request.method in {"GET", "HEAD"}
        assert answer.status_code == 303 or is_read, "A form is answered by 303 See Other."
        path = target.path + (f"?{target.query}" if target.query else "")
        return self.open(path, checked=checked, follow_redirects=True)

    def _check(self, answer: TestResponse) -> None:
        request = answer.request
        if (
            answer.mimetype != "text/html"
            or request.method in {"HEAD", "OPTIONS"}
            or answer.status_code in REDIRECTS
        ):
            return
        where = request.script_root + request.full_path.rstrip("?")
        host = urlsplit(self.base_url).netloc
        kind = self._kind_of(where, answer)
        pages.check(
            answer.text, answer.headers, path=where, kind=kind, host=host, reads_words=self.reads_words
        )

    def _kind_of(self, path: str, answer: TestResponse) -> Kind:
        place = path.removeprefix("/en")
        if not place.startswith(DESK):
            return Kind.PUBLIC
        if place.startswith(GATE):
            return Kind.DOOR  # a cookie remembers there which browser asked for a link
        signed_in = self.get_cookie("samling") or self.get_cookie("__Host-samling")
        return Kind.DESK if signed_in and answer.status_code < 400 else Kind.DOOR

    def sign_in(self, account: Account, *, proved: bool = True) -> Client:
        """Sign in as an organizer; ``proved`` as one who has just shown a passkey or a code."""
        with transaction(public=False):
            token = sessions.begin_session(
                account, browser=TEST_BROWSER, method="password", is_proved=proved, agent="Firefox Linux"
            )
        with self.session_transaction(base_url=self.base_url) as session:
            session.clear()
            session[signin.SEEN] = int(clock.now().timestamp())
            session["_user_id"] = token
        return self

    def submit(
        self, path: str, fields: dict[str, Any] | None = None, *, button: str | None = None
    ) -> TestResponse:
        """Load a page, fill in its form and send it: the one that posts, or the one with this button."""
        page = self.get(path)
        assert page.status_code == 200, f"{path} answered {page.status_code}"
        form = find_form(page.text, path, button=button)
        data = form.filled(fields or {})
        sent: dict[str, Any] = {"data" if form.method == "POST" else "query_string": data}
        return self.open(form.action, method=form.method, **sent)


def _as_browser(method: str) -> dict[str, str]:
    return {"Sec-Fetch-Site": "same-origin"} if method in ACTS else {}
