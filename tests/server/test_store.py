from __future__ import annotations

import pytest

from app.core.pages import Kept
from app.server.store import Entry, Store, make_entry, why_not_kept

HTML = [(b"content-type", b"text/html; charset=utf-8")]


def entry(size: int, content_type: bytes = b"image/png") -> Entry:
    headers = [(b"content-type", content_type)]
    return make_entry(Kept(1, ()), b"x" * size, headers, made_at=0, made_in=b"", before=None)


def test_the_number_of_pages_is_bounded() -> None:
    store = Store(max_entries=10)
    for number in range(100):
        store.put((f"/{number}", ""), entry(10))
        store.get(("/0", ""))
    assert len(store) == 10
    assert store.get(("/0", "")) is not None, "What is used stays."
    assert store.get(("/50", "")) is None


def test_the_bytes_of_pages_are_bounded() -> None:
    store = Store(max_bytes=100_000)
    for number in range(100):
        store.put((f"/{number}", ""), entry(8000))
        assert store.size <= 100_000
    assert 0 < len(store) < 12


def test_a_page_that_is_too_large_pushes_nothing_out() -> None:
    store = Store(max_bytes=100_000)
    store.put(("/small", ""), entry(10))
    store.put(("/large", ""), entry(90_000))
    assert store.get(("/small", "")) is not None
    assert store.get(("/large", "")) is None


def test_what_is_forgotten_gives_its_room_back() -> None:
    store = Store()
    store.put(("/a", ""), entry(10))
    store.put(("/a", ""), entry(20))
    store.forget(("/a", ""))
    store.forget(("/a", ""))
    assert (len(store), store.size) == (0, 0)


def test_pictures_are_not_compressed() -> None:
    assert list(entry(10_000).variants) == [""]
    assert list(entry(10_000, b"text/css").variants) == ["", "br", "gzip"]
    assert list(entry(10, b"text/css").variants) == [""], "Not worth it."


@pytest.mark.parametrize(
    ("status", "headers", "reason"),
    [
        (200, [*HTML, (b"vary", b"Accept-Encoding")], None),
        (200, [*HTML, (b"cache-control", b"no-store")], None),
        (200, [*HTML, (b"set-cookie", b"a=b")], "it sets a cookie"),
        (200, [*HTML, (b"Vary", b"Cookie")], "it varies by cookie"),
        (404, [*HTML, (b"vary", b"*")], "it varies by *"),
        (200, [*HTML, (b"cache-control", b"Private")], "it calls itself private"),
    ],
)
def test_what_is_personal_is_named(
    status: int, headers: list[tuple[bytes, bytes]], reason: str | None
) -> None:
    assert why_not_kept(status, headers) == reason
