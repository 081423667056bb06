"""The desk's register of signatures in a browser: nothing for axe, nothing too wide, in every state."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browsers import DESKTOP, PHONE, OpenPage, Watch, check_axe, check_fits
from tests.servers import LiveServer
from tests.shifts.test_manage_browser import signed_in

TITLE = "Köp tillbaka Rågsveds centrum"
PAGES = ("", "?lage=held", "?udda=y", "sok", "kurva", "kurva?visa=alla")


def register_of(page: Page) -> str:
    """Give the address of the demonstration's largest register."""
    page.goto("/organisera/namninsamlingar/")
    href = page.get_by_role("link", name=TITLE).first.get_attribute("href")
    return f"{href}/underskrifter/"


def look(page: Page) -> None:
    check_fits(page)
    check_axe(page)


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_every_page_of_the_register_is_fit_for_everyone(
    demo_server: LiveServer, open_page: OpenPage, watch: Watch, width: int, scheme: str
) -> None:
    watch.allow("status of 422")
    page = signed_in(open_page, demo_server, width=width, scheme=scheme)
    register = register_of(page)
    ones = [
        page.goto(register + choice) and page.get_attribute("tbody th a", "href")
        for choice in ("?lage=held", "?lage=confirmed")
    ]
    for path in (*(register + rest for rest in PAGES), *map(str, ones)):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        look(page)
    for choice in ("?fran=2020-01-01&till=2019-01-01", "?lage=annat"):
        page.goto(register + choice)
        page.wait_for_selector(".error")
        look(page)


def show(page: Page) -> None:
    """Open the part of a page that shows who it is, and press its button."""
    page.click("details:has(form[action*=visa]) > summary")
    page.click("form[action*=visa] button")


@pytest.mark.parametrize("javascript", [True, False])
def test_names_are_shown_and_searched_on_a_phone(
    demo_server: LiveServer, open_page: OpenPage, javascript: bool
) -> None:
    page = signed_in(open_page, demo_server, javascript=javascript)
    register = register_of(page)
    page.goto(register)
    show(page)
    page.wait_for_selector(".callout--warn")
    assert "@" in page.inner_text("tbody tr >> nth=0")
    if javascript:
        look(page)
    page.goto(f"{register}sok")
    page.check("input[value=part]")
    page.fill("#words", "öberg")
    page.click("main .form button")
    page.wait_for_selector("#hittat")
    assert "Öberg" in page.inner_text("tbody tr >> nth=0")
    if javascript:
        look(page)
    page.click("tbody th a >> nth=0")
    show(page)
    page.wait_for_selector("h1:has-text('Öberg')")
    if javascript:
        look(page)
