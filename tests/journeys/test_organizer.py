"""An organizer: in by a one-time link, a campaign and a petition from nothing, paper, the list, out again."""

from __future__ import annotations

import csv
import io
import time
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.accounts import totp
from app.core import clock
from tests.browsers import DESKTOP, PHONE, OpenPage, Watch
from tests.journeys.supporters import (
    WORDS,
    confirm,
    fill_in,
    new_address,
    read_mail,
    send,
    shown_count,
)
from tests.servers import LiveServer

ADMINISTRATOR = "marja@ragsvedsgruppen.example"
_numbers = count(1)


def sign_in(page: Page, server: LiveServer) -> None:
    """Sign in by a one-time link: opening it alone does nothing."""
    page.goto(server.sign_in_link(ADMINISTRATOR))
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("I dag")


def in_menu(page: Page, name: str) -> None:
    """Follow a link of the desk's menu, which a phone opens first."""
    menu = page.locator("details.menu > summary")
    if menu.is_visible():
        menu.click()
        page.locator("details.menu").get_by_role("link", name=name, exact=True).click()
    else:
        page.locator(".desk-nav--side").get_by_role("link", name=name, exact=True).click()


def write_campaign(page: Page, title: str) -> None:
    """Write a campaign and publish it."""
    in_menu(page, "Kampanjer")
    page.get_by_role("link", name="Ny kampanj").click()
    page.locator("[name=title]").fill(title)
    page.locator("[name=demand]").fill("Torget ska vara tänt.")
    page.locator("[name=story]").fill("Så här är det.\n\n## Vad vi vill\n\n- ljus\n- bänkar")
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_role("status").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    page.get_by_role("button", name="Publicera").click()
    expect(page.get_by_role("link", name="Se den publika sidan")).to_be_visible()


def write_petition(page: Page, title: str) -> None:
    """Write a petition, find that its purge date is missing, choose one and open it."""
    page.get_by_role("link", name="Ny namninsamling").click()
    page.locator("[name=title]").fill(title)
    page.locator("[name=demand]").fill("Vi kräver att nämnden tänder torget.")
    page.locator("[name=recipient]").fill("Stadsdelsnämnden")
    page.locator("[name=preset]").select_option("full")
    page.get_by_role("button", name="Spara utkastet").click()
    page.get_by_role("button", name="Öppna namninsamlingen").click()
    expect(page.get_by_role("alert")).to_be_visible()  # first a day when the names are removed
    page.get_by_role("link", name="Ändra texten").click()
    page.locator("[name=purge_on]").fill((clock.today() + timedelta(days=90)).isoformat())
    page.get_by_role("button", name="Spara utkastet").click()
    page.get_by_role("button", name="Öppna namninsamlingen").click()
    expect(page.get_by_role("status").first).to_be_visible()
    expect(page.get_by_role("button", name="Öppna namninsamlingen")).to_have_count(0)


def enter_paper(page: Page, number: int) -> None:
    """Enter a paper total, with a slip first."""
    page.locator("#papper summary").click()
    form = page.locator("#papper form")
    form.locator("[name=collected_on]").fill(clock.today().isoformat())
    form.locator("[name=place]").fill("Lördagsbordet på torget")
    form.locator("[name=count]").fill(str(number))
    form.locator("button").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(form.locator("[name=place]")).to_have_value("Lördagsbordet på torget")
    form.locator("[name=counted_by]").fill("Marja")
    form.locator("button").click()
    expect(page.get_by_role("status").first).to_be_visible()


def sign_as(open_page: OpenPage, address: str, name: str) -> str:
    """Sign and confirm as a supporter in a window of her own; give the e-mail."""
    words, email = WORDS["sv"], new_address()
    page = open_page(javascript=False)
    page.goto(address)
    fill_in(page, email=email, name=name)
    send(page)
    read_mail(page, words)
    confirm(page, words)
    return email


def prove(page: Page) -> None:
    """Show who is there by the code that the demonstration tells; each code is good once."""
    heading, used = page.get_by_role("heading", level=1), ""
    deadline = time.monotonic() + 2 * totp.STEP_SECONDS
    while heading.inner_text() == "Visa att det är du":
        code = page.locator("main .callout strong").last.inner_text()
        if code != used:
            page.locator("[name=proof_code]").fill(code)
            with page.expect_navigation():
                page.get_by_role("button", name="Gå vidare").click()
            used = code
            continue
        assert time.monotonic() < deadline
        page.wait_for_timeout(1000)
        page.goto(page.url)


def export(page: Page, folder: Path) -> list[list[str]]:
    """Take out the list: prove who asks, say why, see what leaves, wait for the file, fetch and read it."""
    page.get_by_role("link", name="Ta ut listan").click()
    prove(page)
    page.get_by_role("button", name="Se vad som lämnas ut").click()
    expect(page.get_by_role("alert")).to_be_focused()  # without a reason nothing leaves
    page.locator("[name=form]").select_option("excel")
    page.locator("[name=reason]").fill("Överlämning till nämnden")
    page.get_by_role("button", name="Se vad som lämnas ut").click()
    page.get_by_role("button", name="Påbörja exporten").click()
    fetch = page.get_by_role("button", name="Hämta ")
    deadline = time.monotonic() + 30
    while not fetch.count():
        assert time.monotonic() < deadline
        page.wait_for_timeout(300)
        page.reload()
    with page.expect_download() as waiting:
        fetch.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize(
    ("javascript", "width"), [(True, PHONE), (False, DESKTOP)], ids=["phone", "no-scripts"]
)
def test_from_the_link_to_the_list(
    demo_server: LiveServer, open_page: OpenPage, watch: Watch, tmp_path: Path, javascript: bool, width: int
) -> None:
    watch.allow("422")
    title = f"Tänd torget {next(_numbers)}-{width}"
    page = open_page(javascript=javascript, width=width, accept_downloads=True)
    sign_in(page, demo_server)
    write_campaign(page, title)
    write_petition(page, title)
    enter_paper(page, 41)

    page.get_by_role("link", name="Se den publika sidan").click()
    assert shown_count(page) == 41
    address = page.url
    emails = [sign_as(open_page, address, name) for name in ("=1+1 Öberg", "Bo Ek")]
    page.reload()
    assert shown_count(page) == 43

    page.go_back()
    page.reload()
    rows = export(page, tmp_path)
    assert [row[1:4] for row in rows[1:]] == [
        ["'=1+1 Öberg", emails[0], "12465"],
        ["Bo Ek", emails[1], "12465"],
    ]
    assert len(rows[0]) == len(rows[1]) == 7  # date, channel and mark too
    assert rows[1][4] == clock.today().isoformat()

    in_menu(page, "Logg")
    taken_out = page.locator("main tbody tr").filter(has_text="Överlämning till nämnden").first
    expect(taken_out).to_contain_text("Marja Lindqvist-Hassan")

    sign_out(page)
    page.goto(f"{demo_server.url}/organisera/")
    expect(page).to_have_url(f"{demo_server.url}/organisera/logga-in?next=/organisera/")


def sign_out(page: Page) -> None:
    """Sign out by the menu."""
    menu = page.locator("details.menu > summary")
    if menu.is_visible():
        menu.click()
    page.get_by_role("button", name="Logga ut").locator("visible=true").click()


def test_a_link_signs_in_once(demo_server: LiveServer, open_page: OpenPage, watch: Watch) -> None:
    watch.allow("410")
    link = demo_server.sign_in_link(ADMINISTRATOR)
    one, other = open_page(), open_page()
    other.goto(link)  # a scanner opens it and spends nothing
    one.goto(link)
    one.get_by_role("button", name="Logga in").click()
    expect(one.get_by_role("heading", level=1)).to_have_text("I dag")
    other.get_by_role("button", name="Logga in").click()
    expect(other.get_by_role("heading", level=1)).not_to_have_text("I dag")
    other.goto(f"{demo_server.url}/organisera/")
    expect(other.get_by_role("heading", level=1)).to_have_text("Logga in")
