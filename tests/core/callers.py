"""A browser over a real socket, without a screen: keeps cookies, fills in forms, follows redirects."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.filled_forms import find_form

TOKEN = re.compile(r'name="csrf_token"[^>]* value="([^"]+)"')


@dataclass(frozen=True)
class Heard:
    """What the server answered."""

    status: int
    headers: dict[str, str]
    body: bytes
    path: str

    @property
    def text(self) -> str:
        """Give the body as text."""
        return self.body.decode()


@dataclass
class Caller:
    """One browser."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Heard:
        """Send one request."""
        place = urlsplit(self.url)
        assert place.hostname is not None
        connection = http.client.HTTPConnection(place.hostname, place.port, timeout=30)
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if method == "POST":
            given |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        connection.request(method, path, body, given)
        answer = connection.getresponse()
        heard = Heard(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read(), path)
        self._keep(answer.headers.get_all("Set-Cookie") or [])
        connection.close()
        return heard

    def _keep(self, cookies: list[str]) -> None:
        for line in cookies:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value

    def get(self, path: str) -> Heard:
        """Read a page, following redirects."""
        heard = self.ask("GET", path)
        while heard.status in {303, 307, 308}:
            target = urlsplit(heard.headers["location"])
            heard = self.ask("GET", target.path + (f"?{target.query}" if target.query else ""))
        return heard

    def submit(self, path: str, fields: dict[str, Any] | None = None, *, button: str | None = None) -> Heard:
        """Fill in the form of a page and send it; give the page that it leads to, or the answer itself."""
        page = self.get(path)
        assert page.status == 200, f"{path} answered {page.status}"
        form = find_form(page.text, path, button=button)
        data = urlencode(form.filled(fields or {})).encode()
        answer = self.ask(form.method, urlsplit(form.action).path, data)
        if answer.status != 303:
            return answer
        target = urlsplit(answer.headers["location"])
        return self.get(target.path)

    def confirm(self, path: str) -> Heard:
        """Press the button behind a mailed link."""
        assert self.get(path).status == 200
        assert self.ask("POST", path).status == 303
        return self.get(path)

    def press(self, path: str, action: str, **fields: str) -> Heard:
        """Press a button of a desk page that sends these fields to an address, with the page's token."""
        token = TOKEN.search(self.get(path).text)
        assert token, f"{path} has no token"
        answer = self.ask("POST", action, urlencode({"csrf_token": token.group(1), **fields}).encode())
        assert answer.status == 303, f"{action} answered {answer.status}"
        return self.get(urlsplit(answer.headers["location"]).path)


def path_in(text: str, pattern: str) -> str:
    """Find the path of a link in a text."""
    found = re.search(rf"https?://[^/\s]+({pattern}\S*)", text)
    assert found, f"no link like {pattern} in:\n{text}"
    return found.group(1)
