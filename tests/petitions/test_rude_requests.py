"""Requests that no browser sends, to the real server: a sentence, and nothing stored."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from urllib.parse import urlencode, urlsplit

import pytest

from app.core.errors import EXPLANATIONS
from app.petitions.models import Petition
from tests import pages
from tests.budgets import snapshot
from tests.pages.parsed import Kind
from tests.petitions.signers import TYPED, address_of, said
from tests.servers import LiveServer

pytestmark = pytest.mark.database("sqlite")


def ask(server: LiveServer, head: str, body: bytes = b"") -> tuple[int, str]:
    """Send bytes as they are and give the status and the page."""
    host = urlsplit(server.url)
    assert host.hostname
    with socket.create_connection((host.hostname, host.port or 80), timeout=20) as connection:
        lines = f"{head}\r\nHost: {host.netloc}\r\nConnection: close\r\n\r\n".encode("latin-1")
        with suppress(ConnectionError):  # it may have answered already
            connection.sendall(lines + body)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    status = re.match(rb"HTTP/1\.1 (\d{3})", answer)
    assert status, answer[:200]
    return int(status[1]), answer.partition(b"\r\n\r\n")[2].decode()


FORM = "Content-Type: application/x-www-form-urlencoded"


@pytest.mark.parametrize("language", ["sv", "en"])
def test_they_are_answered_in_the_pages_language_and_store_nothing(
    petition: Petition, served: LiveServer, language: str
) -> None:
    where = address_of(petition, language)
    good = urlencode(TYPED).encode()
    large = good + b"&x=" + b"x" * 2_000_000
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(good), good)
    before = snapshot()
    rude = {
        413: (f"POST {where} HTTP/1.1\r\n{FORM}\r\nContent-Length: {len(large)}", large),
        411: (f"POST {where} HTTP/1.1\r\n{FORM}\r\nTransfer-Encoding: chunked", chunks),
        403: (
            f"POST {where} HTTP/1.1\r\n{FORM}\r\nContent-Length: {len(good)}\r\nOrigin: https://evil.example",
            good,
        ),
        404: (f"POST {where}-finns-inte HTTP/1.1\r\n{FORM}\r\nContent-Length: {len(good)}", good),
        405: (f"DELETE {where} HTTP/1.1\r\nContent-Length: 0", b""),
        400: (f"GET {where}%00 HTTP/1.1", b""),
    }
    for status, (head, body) in rude.items():
        got, page = ask(served, head, body)
        assert got == status, page[:300]
        pages.check(page, path=where, kind=Kind.PUBLIC, host=urlsplit(served.url).netloc)
        if status != 403:
            assert said(EXPLANATIONS[status].title, language) in page
    assert ask(served, f"POST {where} HTTP/1.1\r\n{FORM}", good)[0] == 411
    assert snapshot() == before


def test_a_foreign_host_is_sent_away_and_links_stay_ours(petition: Petition, served: LiveServer) -> None:
    host = urlsplit(served.url)
    assert host.hostname
    with socket.create_connection((host.hostname, host.port or 80), timeout=20) as connection:
        connection.sendall(
            f"GET {address_of(petition)} HTTP/1.1\r\nHost: evil.example\r\n"
            "X-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n".encode()
        )
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    assert answer.startswith(b"HTTP/1.1 421")
    assert b"evil.example" not in answer
