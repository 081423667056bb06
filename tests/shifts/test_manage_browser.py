"""The desk's pages of shifts and tasks in a browser: nothing for axe, nothing too wide, print."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browsers import DESKTOP, PHONE, OpenPage, Watch, check_axe, check_fits
from tests.servers import LiveServer
from tests.shifts.desk import DESK

TASKS = "/organisera/hjalp-till"
PAGES = (
    *("/organisera/", "/organisera/logg", f"{DESK}/", f"{DESK}/?visa=tidigare", f"{DESK}/nytt"),
    *(f"{DESK}/1", f"{DESK}/1/redigera", f"{DESK}/1/nytt-pass", f"{DESK}/1/stall-in", f"{DESK}/roll/5"),
    *(f"{DESK}/tid/3{end}" for end in ("", "/redigera", "/kopiera", "/stall-in", "/ny-roll")),
    *(f"{DESK}/bokning/20/flytta", f"{DESK}/bokning/20/ta-bort", f"{DESK}/nytt?lik=1"),
    *(f"/organisera/hjalpare/20{end}" for end in ("", "/ratta", "/radera")),
    *(f"{TASKS}/", f"{TASKS}/ny", f"{TASKS}/1", f"{TASKS}/1/redigera", f"{TASKS}/4/stall-in"),
    f"{TASKS}/tagen/2/lamna",
)


def signed_in(open_page: OpenPage, server: LiveServer, **window: object) -> Page:
    page = open_page(base_url=server.url, **window)
    page.goto(server.sign_in_link("marja@ragsvedsgruppen.example"))
    page.click("main button")
    page.wait_for_url("**/organisera/")
    return page


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_every_page_is_fit_for_everyone(
    demo_server: LiveServer, open_page: OpenPage, width: int, scheme: str
) -> None:
    page = signed_in(open_page, demo_server, width=width, scheme=scheme)
    for path in PAGES:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        check_fits(page)
        check_axe(page)


def test_mistakes_are_fit_for_everyone_too(
    demo_server: LiveServer, open_page: OpenPage, watch: Watch
) -> None:
    watch.allow("status of 422")
    page = signed_in(open_page, demo_server)
    page.goto(f"{DESK}/1/nytt-pass")
    page.fill("#wanted", "99")
    page.fill("#role_3", "Tredje")
    page.click(".actions button")
    page.wait_for_selector("#wanted-error")
    check_fits(page)
    check_axe(page)


def test_the_printed_list_is_the_list_alone(demo_server: LiveServer, open_page: OpenPage) -> None:
    page = signed_in(open_page, demo_server, width=DESKTOP, scheme="dark")
    page.goto(f"{DESK}/tid/3")
    page.click("summary:has-text('Lista att skriva ut')")
    page.click("button[name=phones][value=yes]")
    page.wait_for_url("**/lista")
    check_fits(page)
    check_axe(page)
    assert page.is_visible("[data-print]")
    page.emulate_media(media="print")
    for part in ("nav", ".desk-bar", ".chips", "[data-print]"):
        assert not page.locator(part).first.is_visible()
    assert page.locator(".sheet tbody tr").first.is_visible()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == "rgb(255, 255, 255)"
