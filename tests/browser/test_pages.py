"""Every page in a real browser: accessible in light and dark, narrow and enlarged, and silent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

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
from tests.journeys.supporters import SLUG, WORDS, confirm, fill_in, new_address, read_mail, send
from tests.journeys.test_organizer import sign_in
from tests.servers import LiveServer

PETITION = f"/namninsamlingar/{SLUG}"
PUBLIC = (
    "/",
    "/kampanjer/",
    f"/kampanjer/{SLUG}",
    "/kampanjer/lat-buss-143-ga",
    "/namninsamlingar/",
    PETITION,
    f"{PETITION}/min-underskrift",
    f"{PETITION}/min-underskrift/skickad",
    f"{PETITION}/borttagen",
    "/trygghet",
    "/finns-inte",
)
DOORS = ("/organisera/logga-in", "/organisera/logga-in/lank", "/organisera/logga-in/skickad")
DESK = (
    "/organisera/",
    "/organisera/kampanjer/",
    "/organisera/kampanjer/ny",
    "/organisera/kampanjer/2",
    "/organisera/kampanjer/2/forhandsvisning",
    "/organisera/kampanjer/3",
    "/organisera/kampanjer/3/redigera",
    "/organisera/namninsamlingar/",
    "/organisera/namninsamlingar/1",
    "/organisera/namninsamlingar/ny/3",
    "/organisera/namninsamlingar/1/exportera",
    "/organisera/logg",
    "/organisera/namninsamlingar/99",
)


def look_over(page: Page) -> None:
    """Look at the page as it stands: axe, its colours in the dark too, 320 px wide, and enlarged to 200 %."""
    page.eval_on_selector_all("main details", "all => all.forEach(each => { each.open = true })")
    page.emulate_media(color_scheme="light")
    check_axe(page)
    page.emulate_media(color_scheme="dark")
    check_axe(page, *COLOURS)
    size = page.viewport_size
    assert size is not None
    for width in (320, DESKTOP // 2):  # 640 px is what 1280 px shows at 200 %
        page.set_viewport_size({"width": width, "height": size["height"]})
        check_fits(page)
    page.set_viewport_size(size)


def check_silent(page: Page, watch: Watch, server: LiveServer) -> None:
    """Fail when the page set a cookie, stored anything or asked another host."""
    check_leaves_nothing(page)
    assert watch.hosts == {server.url.partition("//")[2]}


@pytest.mark.parametrize("language", ["sv", "en"])
def test_public_pages(demo_server: LiveServer, open_page: OpenPage, watch: Watch, language: str) -> None:
    watch.allow("404")
    page = open_page()
    cookies: list[str] = []
    page.on("response", lambda answer: cookies.extend(set_cookies(answer.headers)))
    for path in (*PUBLIC, *DOORS):
        page.goto(demo_server.url + WORDS[language].prefix + path)
        look_over(page) if language == "sv" else check_axe(page)
        check_silent(page, watch, demo_server)
    assert cookies == []


def set_cookies(headers: dict[str, str]) -> Iterator[str]:
    """Give the cookies that an answer sets."""
    yield from (value for name, value in headers.items() if name.lower() == "set-cookie")


def test_pages_on_the_way_of_a_signature(demo_server: LiveServer, open_page: OpenPage, watch: Watch) -> None:
    watch.allow("422")
    watch.allow("404")
    words = WORDS["sv"]
    page = open_page()
    page.goto(demo_server.url + PETITION)
    fill_in(page, email=new_address(), name="www.spam.example", postcode="1")
    page.locator("[name=consent_sign]").uncheck()
    page.evaluate("document.querySelector('#skriv-under form').noValidate = true")
    send(page)
    look_over(page)
    fill_in(page, email=new_address(), name="=Summa " + "Lång" * 20)
    page.locator("[name=show_name]").check()
    send(page)
    look_over(page)
    pending = page.url
    page.goto(pending + "/mejlet")
    look_over(page)
    page.goto(pending)
    read_mail(page, words)
    look_over(page)
    link = page.url
    confirm(page, words)
    look_over(page)
    page.goto(demo_server.url + PETITION)
    look_over(page)  # with a very long name among the latest
    page.goto(link[:-2])
    look_over(page)
    check_silent(page, watch, demo_server)


def test_pages_of_the_desk(demo_server: LiveServer, open_page: OpenPage, watch: Watch) -> None:
    watch.allow("404")
    watch.allow("422")
    page = open_page(width=PHONE)
    page.goto(demo_server.sign_in_link("yusuf@ragsvedsgruppen.example"))
    look_over(page)
    sign_in(page, demo_server)
    for path in DESK:
        page.goto(demo_server.url + path)
        look_over(page)
    for path in (DESK[2], DESK[9], DESK[10]):
        page.goto(demo_server.url + path)
        page.locator("main form.form button[type=submit]").last.click()
        page.get_by_role("alert").wait_for()
        look_over(page)
    page.goto(f"{demo_server.url}/en/organisera/")
    look_over(page)
    assert watch.hosts == {demo_server.url.partition("//")[2]}


def test_an_empty_installation_in_a_browser(live_server: LiveServer, open_page: OpenPage) -> None:
    page = open_page()
    for path in ("/", "/kampanjer/", "/namninsamlingar/", "/trygghet", "/en/"):
        page.goto(live_server.url + path)
        look_over(page)
