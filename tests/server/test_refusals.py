from __future__ import annotations

import pytest

from app.server.refusals import Refusals, plain_page


def broken_page(_status: int, _lang: str) -> bytes:
    raise RuntimeError("the database is away")


def test_a_page_that_cannot_be_made_is_replaced_by_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    headers, body = Refusals({"X-Name": "v"}, broken_page).answer(413, "sv")
    assert body == plain_page(413, "sv")
    assert (b"x-name", b"v") in headers
    assert "RuntimeError" in caplog.text


def test_pages_are_made_before_they_are_needed() -> None:
    asked: list[int] = []

    def page(status: int, lang: str) -> bytes:
        asked.append(status)
        return f"{status} {lang}".encode()

    refusals = Refusals({}, page)
    asked.clear()
    assert refusals.answer(503, "en")[1] == b"503 en"
    assert refusals.answer(431, "sv")[1] == b"431 sv"
    assert asked == []
