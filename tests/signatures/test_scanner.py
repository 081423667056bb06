"""A mail scanner follows every link, runs the page's scripts and waits: nobody has signed by that."""

from __future__ import annotations

import http.client
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from app.core.db import db
from app.petitions.models import Petition
from app.signatures.models import SignatureState
from tests.browsers import OpenPage
from tests.factories import confirmation_token, make_signature
from tests.petitions.signers import counts, signatures
from tests.servers import LiveServer

pytestmark = pytest.mark.database("sqlite")
SCANNER = {"User-Agent": "Mozilla/5.0 (compatible; link-scanner)", "Purpose": "prefetch"}
PARALLEL, SHORT = 5, 1.5


def ask(server: LiveServer, method: str, path: str) -> int:
    """Ask as a scanner does, without a browser."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    try:
        connection.request(method, path, headers=SCANNER)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def scan(server: LiveServer, path: str, open_page: OpenPage, *, seconds: float) -> None:
    """HEAD, five GETs at once, then a browser that loads the page, scrolls it, hovers, and waits."""
    assert ask(server, "HEAD", path) == 200
    with ThreadPoolExecutor(PARALLEL) as threads:
        assert (
            list(threads.map(lambda _number: ask(server, "GET", path), range(PARALLEL))) == [200] * PARALLEL
        )
    page = open_page()
    page.goto(server.url + path, wait_until="networkidle")
    page.keyboard.press("End")
    for button in page.get_by_role("button").all():
        button.hover()
    page.wait_for_timeout(seconds * 1000)
    page.close()


def check_nobody_has_signed(
    served: LiveServer, petition: Petition, open_page: OpenPage, *, seconds: float
) -> None:
    """Scan both links of the mails; the signature still waits, then one press counts it."""
    row = make_signature(petition, is_confirmed=False)
    path = f"/namninsamlingar/bekrafta/{confirmation_token(row)}"
    db.session.rollback()
    scan(served, path, open_page, seconds=seconds)
    scan(served, f"{path}/inte-jag", open_page, seconds=SHORT)
    assert [each.state for each in signatures(petition)] == [SignatureState.PENDING]
    assert counts(petition)["online"] == 0
    page = open_page(javascript=False)
    page.goto(served.url + path)
    page.locator(".poster button").click()
    expect(page.locator("h1")).to_contain_text("1")
    assert counts(petition)["online"] == 1


def test_a_scanner_leaves_the_signature_waiting(
    served: LiveServer, petition: Petition, open_page: OpenPage
) -> None:
    check_nobody_has_signed(served, petition, open_page, seconds=SHORT)


@pytest.mark.endure
def test_a_scanner_that_waits_a_minute_leaves_the_signature_waiting(
    served: LiveServer, petition: Petition, open_page: OpenPage
) -> None:
    check_nobody_has_signed(served, petition, open_page, seconds=60)
