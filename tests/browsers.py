"""A real browser: Chromium driven by Playwright, strict about errors, foreign requests and accessibility."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    sync_playwright,
)

from tests.chromium import find_chromium

PHONE, DESKTOP = 360, 1280
COLOURS = ("color-contrast", "link-in-text-block")
"""What axe looks at that another colour scheme can change."""
ARGUMENTS = (
    "--disable-dev-shm-usage",
    # Whatever a page asks for, nothing leaves this machine.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)


@dataclass
class Watch:
    """What a browser context did that it should not; the end of a test looks at it."""

    hosts: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def allow(self, words: str) -> None:
        """Expect problems that contain these words, like “status of 422”."""
        self.allowed.append(words)

    def follow(self, context: BrowserContext) -> None:
        """Look at everything that a context asks for and complains about."""
        context.on("request", self._asked)
        context.on("response", self._answered)
        context.on("console", self._complained)
        context.on("weberror", lambda fault: self.problems.append(f"script error: {fault.error}"))

    def _asked(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"data", "blob", "about"}:
            self.hosts.add(address.netloc)
            if address.hostname not in {"localhost", "127.0.0.1"}:
                self.problems.append(f"asked for something off the host: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.problems.append(f"{response.url} answered {response.status}")

    def _complained(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.problems.append(f"console {message.type}: {message.text}")

    def left(self) -> list[str]:
        """Give the problems that no test expected."""
        return [each for each in self.problems if not any(words in each for words in self.allowed)]


OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run one Chromium for the browser tests of a module.

    Not for longer: while Playwright is open its event loop counts as running in this thread, and
    tests in other modules could not run one of their own.
    """
    path = find_chromium()
    if path is None:
        pytest.fail("There is no Chromium: `make chromium` installs one.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fail the test for console errors, script errors, answers ≥ 500 and requests off the host."""
    watch = Watch()
    yield watch
    assert watch.left() == [], "\n".join(watch.left())


@pytest.fixture
def open_page(browser: Browser, watch: Watch) -> Iterator[OpenPage]:
    """Open windows: `open_page(width=DESKTOP, scheme="dark", javascript=False)`; each has its own cookies."""
    contexts: list[BrowserContext] = []

    def open_one(
        *,
        width: int = PHONE,
        scheme: str = "light",
        javascript: bool = True,
        base_url: str | None = None,
        **more: Any,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 740 if width < 700 else 800},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=javascript,
            base_url=base_url,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
            **more,
        )
        context.set_default_timeout(10_000)
        watch.follow(context)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Open one window as wide as a phone, light, with JavaScript."""
    return open_page()


def check_axe(page: Page, *rules: str) -> None:
    """Fail for what axe finds on the page as it stands, by these rules or by all; needs JavaScript on."""
    chosen = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
    found = Axe().run(page, options={"resultTypes": ["violations"], **chosen})
    if found.violations_count:
        raise AssertionError(f"axe on {page.url}:\n{found.generate_report()}")


def check_fits(page: Page) -> None:
    """Fail when the page is wider than its window."""
    wide, window = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide <= window, f"{page.url} is {wide} px wide in a window of {window} px"


def check_leaves_nothing(page: Page) -> None:
    """Fail when the page has stored anything in the browser."""
    assert page.context.cookies() == [], page.context.cookies()
    stored = page.evaluate("[Object.keys(localStorage), Object.keys(sessionStorage)]")
    assert stored == [[], []], stored
