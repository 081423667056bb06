"""The browser fixtures notice what a browser test must not let pass."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.browsers import (
    COLOURS,
    DESKTOP,
    PHONE,
    OpenPage,
    Watch,
    check_axe,
    check_fits,
    check_leaves_nothing,
)

HEAD = """<!doctype html><html lang="sv"><head><title>Sida</title><link rel="icon" href="data:,"></head>
<body><main><h1>Sida</h1>"""
PALE = "p { background: #000; color: #111 }"
PAGES = {
    "/good": "<p>Hej</p>",
    "/script": "<script>document.body.append(window.innerWidth)</script>",
    "/error": "<script>console.error('oh no')</script>",
    "/throws": "<script>throw new Error('broken')</script>",
    "/foreign": "<img alt='' src='http://tracker.example/x.png'>",
    "/broken": "",
    "/unlabelled": "<input>",
    "/pale": f"<style>@media (prefers-color-scheme: dark) {{ {PALE} }}</style><p>Svårt att läsa",
    "/wide": "<div style='width:2000px'>x</div>",
    "/stores": "<script>localStorage.a = 1</script>",
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(500 if self.path == "/broken" else 200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write((HEAD + PAGES[self.path]).encode())

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def test_a_good_page_leaves_no_complaint(open_page: OpenPage, site: str, watch: Watch) -> None:
    page = open_page(base_url=site)
    page.goto("/good")
    check_axe(page)
    check_fits(page)
    check_leaves_nothing(page)
    assert watch.left() == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/error", "console error: oh no"),
        ("/throws", "broken"),
        ("/foreign", "off the host: http://tracker.example/x.png"),
        ("/broken", "answered 500"),
    ],
)
def test_a_fault_is_noted(open_page: OpenPage, site: str, watch: Watch, path: str, words: str) -> None:
    page = open_page(base_url=site)
    page.goto(path)
    page.wait_for_timeout(50)
    assert words in "\n".join(watch.left())
    watch.problems.clear()


def test_an_expected_fault_can_be_allowed(open_page: OpenPage, site: str, watch: Watch) -> None:
    watch.allow("oh no")
    open_page(base_url=site).goto("/error")


def test_axe_width_and_storage_are_looked_at(open_page: OpenPage, site: str) -> None:
    page = open_page(base_url=site)
    page.goto("/unlabelled")
    with pytest.raises(AssertionError, match="label"):
        check_axe(page)
    page.goto("/wide")
    with pytest.raises(AssertionError, match="px wide"):
        check_fits(page)
    page.goto("/stores")
    with pytest.raises(AssertionError, match="a"):
        check_leaves_nothing(page)


def test_colours_are_looked_at_in_the_dark(open_page: OpenPage, site: str) -> None:
    page = open_page(base_url=site)
    page.goto("/pale")
    check_axe(page, *COLOURS)
    page.emulate_media(color_scheme="dark")
    with pytest.raises(AssertionError, match="contrast"):
        check_axe(page, *COLOURS)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_windows_have_their_width_and_scripts_can_be_off(open_page: OpenPage, site: str, width: int) -> None:
    page = open_page(base_url=site, width=width)
    page.goto("/script")
    assert str(width) in page.inner_text("body")
    without = open_page(base_url=site, width=width, javascript=False)
    without.goto("/script")
    assert str(width) not in without.inner_text("body")
