"""The whole signature list taken out as CSV, over the network, as an organizer does."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from app.accounts import queries as accounts
from app.accounts import service as signing_in
from app.core.db import db, transaction
from bench import rows, trees
from bench.plan import Plan
from bench.table import Line

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
PAGE = "/organisera/namninsamlingar/1/exportera"


@dataclass
class Organizer:
    """Somebody at the desk, with her cookie."""

    port: int
    cookie: str = ""

    def ask(self, method: str, path: str, **form: str) -> http.client.HTTPResponse:
        """Send a request and give the answer, its body unread."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=300)
        headers = {"Cookie": self.cookie, "Origin": f"http://localhost:{self.port}"}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body=urlencode(form), headers=headers)
        answer = connection.getresponse()
        given = answer.getheader("Set-Cookie")
        if given:
            self.cookie = given.partition(";")[0]
        return answer


def measure(plan: Plan, folder: Path) -> Iterator[Line]:
    """Sign in, ask for the list and read it to its end."""
    app = rows.make_instance(folder / "export", plan.many)
    with app.app_context():
        account = accounts.find_by_email(rows.ADMINISTRATOR)
        assert account is not None
        with transaction(public=False):
            token = signing_in.make_sign_in_link(account, lasts=None)
        db.session.remove()
    with trees.samling(folder / "export") as tree:
        organizer = Organizer(tree.port)
        organizer.ask("POST", f"/organisera/logga-in/{token}").read()
        found = TOKEN.search(organizer.ask("GET", PAGE).read().decode())
        form = {
            "preset": "full",
            "form": "rfc4180",
            "reason": "mätning",
            "csrf_token": found[1] if found else "",
        }
        held, began = tree.forget_peaks(), time.perf_counter()
        answer = organizer.ask("POST", PAGE, **form)
        first = answer.read(1)
        first_after = time.perf_counter() - began
        lines = first.count(b"\n")
        while piece := answer.read(65_536):
            lines += piece.count(b"\n")
        took, grown = time.perf_counter() - began, tree.growth(held)
    yield Line(
        f"export of {plan.many:,} signatures as CSV",
        f"{took:.1f} s, first byte {first_after:.2f} s",
        f"{lines - 1:,} lines; memory grew {grown:.0f} MB",
        f"{plan.many / took:,.0f} rows/s",
        "10⁶ in < 20 s, first byte < 1 s, < 150 MB",
    )
