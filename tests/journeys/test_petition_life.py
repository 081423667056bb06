"""A petition's whole life in a browser: planned, opened by the clock, closed, handed over, answered."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from app.core import clock
from tests.browsers import DESKTOP, PHONE, OpenPage, Watch, check_axe
from tests.journeys.supporters import WORDS, confirm, fill_in, new_address, read_mail, send
from tests.journeys.test_organizer import sign_in, write_campaign
from tests.servers import LiveServer

_numbers = count(1)


def write_draft(page: Page, title: str) -> None:
    """Write a petition to a recipient without a card, with its purge date."""
    page.get_by_role("link", name="Ny namninsamling").click()
    page.locator("[name=title]").fill(title)
    page.locator("[name=demand]").fill("Vi kräver att nämnden tänder torget.")
    page.locator("[name=body]").fill("De första skälen.")
    page.locator("[name=recipient]").fill(f"Nämnden för {title}")
    page.locator("[name=purge_on]").fill((clock.today() + timedelta(days=300)).isoformat())
    page.get_by_role("button", name="Spara utkastet").click()


def plan_opening(page: Page) -> None:
    """Let it open at eight tomorrow; a day without its time is told first."""
    page.get_by_role("link", name="Öppna vid en tid").click()
    page.locator("[name=opens_day]").fill((clock.today() + timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Spara tiderna").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.locator("[name=opens_clock]").fill("08:00")
    page.get_by_role("button", name="Spara tiderna").click()
    expect(page.get_by_text("Den öppnar av sig själv")).to_be_visible()


def let_the_time_come(page: Page, server: LiveServer, title: str) -> None:
    """Move the planned moment to now, and wait until the worker has opened it."""
    with closing(sqlite3.connect(server.instance / "samling.db", timeout=10)) as database, database:
        due = (clock.now() - timedelta(seconds=1)).replace(tzinfo=None).isoformat(" ")
        changed = database.execute("UPDATE petition SET opens_at = ? WHERE title = ?", (due, title))
        assert changed.rowcount == 1
    opened = page.get_by_role("link", name="Se den publika sidan")
    for _try in range(60):
        page.reload()
        if opened.count():
            break
        page.wait_for_timeout(500)
    expect(opened).to_be_visible()


def sign_and_ask_to_be_told(open_page: OpenPage, address: str) -> str:
    """Sign and confirm as somebody who wants to know how it goes; give the e-mail."""
    words, email = WORDS["sv"], new_address()
    page = open_page(javascript=False)
    page.goto(address)
    fill_in(page, email=email)
    page.locator("#skriv-under [name=contact_me]").check()
    send(page)
    read_mail(page, words)
    confirm(page, words)
    return email


def reword(page: Page) -> None:
    """Change the reasons, which now needs a reason."""
    page.get_by_role("link", name="Ändra skälen under kravet").click()
    page.locator("[name=body]").fill("De andra skälen.")
    page.locator("[name=reason]").fill("En siffra var fel.")
    page.get_by_role("button", name="Publicera den nya texten").click()
    expect(page.get_by_role("status").first).to_be_visible()


def close_and_hand_over(page: Page) -> None:
    """Close it, then write down the hand-over, with the case number."""
    page.locator("summary", has_text="Avsluta namninsamlingen").click()
    page.get_by_role("button", name="Avsluta namninsamlingen").click()
    page.get_by_role("link", name="Lämna över").click()
    expect(page.get_by_text("Det finns ingen adress till mottagaren")).to_be_visible()
    page.locator("[name=diary_number]").fill("SDN 2026-77")
    page.locator("[name=note]").fill("Till registratorn, i handen.")
    page.get_by_role("button", name="Den är överlämnad").click()
    expect(page.get_by_text("Till registratorn, i handen.")).to_be_visible()


def publish_answer(page: Page) -> None:
    """Publish what the recipient answered."""
    page.get_by_role("link", name="Skriv in svaret").click()
    page.locator("[name=answer]").fill("**Ja.** Torget tänds i vår.")
    page.get_by_role("button", name="Publicera svaret").click()
    expect(page.get_by_role("status").first).to_be_visible()


@pytest.mark.parametrize(
    ("javascript", "width"),
    [
        pytest.param(True, PHONE, id="phone"),
        pytest.param(False, DESKTOP, id="no-scripts", marks=pytest.mark.endure),
    ],
)
def test_from_the_plan_to_the_answer(
    demo_server: LiveServer, open_page: OpenPage, watch: Watch, javascript: bool, width: int
) -> None:
    watch.allow("422")
    title = f"Lys upp torget {next(_numbers)}"
    page = open_page(javascript=javascript, width=width)
    sign_in(page, demo_server)
    write_campaign(page, title)
    write_draft(page, title)
    plan_opening(page)
    let_the_time_come(page, demo_server, title)
    desk = page.url
    page.get_by_role("link", name="Se den publika sidan").click()
    public = page.url
    email = sign_and_ask_to_be_told(open_page, public)
    page.goto(desk)
    reword(page)
    close_and_hand_over(page)
    publish_answer(page)
    page.goto(public)
    for words in ("De första skälen.", "En siffra var fel.", "SDN 2026-77", "Torget tänds i vår."):
        expect(page.get_by_text(words).first).to_be_attached()
    expect(page.locator("[name=consent_sign]")).to_have_count(0)
    if javascript:  # which axe needs
        for address in (public, desk, f"{desk}/overlamning", f"{desk}/svar"):
            page.goto(address)
            check_axe(page)
    demo_server.command("purge")  # what the worker does every ten minutes
    demo_server.wait_for_letter(email, words="Torget tänds i vår")
