"""The desk's log, search, plots and keys in a browser: nothing for axe, nothing too wide."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browsers import DESKTOP, PHONE, OpenPage, check_axe, check_fits
from tests.servers import LiveServer
from tests.shifts.test_manage_browser import signed_in

PAGES = (
    "logg?vad=pass",
    "hur-det-gar",
    "namninsamlingar/?sortera=-titel&ord=e",
    "hjalp-till/?lage=open",
    "pass/?ord=o",
)


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_log_search_plots_and_lists_are_fit_for_everyone(
    demo_server: LiveServer, open_page: OpenPage, width: int, scheme: str
) -> None:
    page = signed_in(open_page, demo_server, width=width, scheme=scheme)
    for path in PAGES:
        page.goto(f"/organisera/{path}")
        check_fits(page)
        check_axe(page)
    page.goto("/organisera/sok")
    page.fill("main [name=words]", "and")
    page.click("button[name=people]")
    page.wait_for_selector("main table")
    assert page.url.endswith("/organisera/sok")
    check_fits(page)
    check_axe(page)


def focused(page: Page) -> str:
    """Give the name of what has the focus, or the words in it."""
    return str(page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()"))


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_keys_search_and_step_through_rows_and_can_be_switched_off(
    demo_server: LiveServer, open_page: OpenPage, width: int
) -> None:
    page = signed_in(open_page, demo_server, width=width)
    page.goto("/organisera/namninsamlingar/")
    rows = page.locator("tbody th a").all_text_contents()
    for key, row in (("j", rows[0]), ("j", rows[1]), ("k", rows[0])):
        page.keyboard.press(key)
        assert focused(page) == row
    page.keyboard.press("/")
    assert focused(page) == "words"
    page.keyboard.type("j?/")
    assert page.evaluate("document.activeElement.value") == "j?/"
    assert not page.locator("#keys").is_visible()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    check_axe(page)
    page.locator("#keys input").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    assert focused(page) not in rows
    page.keyboard.press("?")
    assert not page.locator("#keys").is_visible()
