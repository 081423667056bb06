"""An organizer signs in with password and app on a phone without JavaScript, and ends a session elsewhere."""

from __future__ import annotations

import re
import time

from playwright.sync_api import Page, expect

from app.accounts import totp
from app.accounts.demonstrating import PASSWORD
from tests.browsers import PHONE, OpenPage, Watch, check_fits
from tests.servers import LiveServer

EMAIL = "marja@ragsvedsgruppen.example"


def shown_code(page: Page) -> str:
    """Read the code that the demonstration shows in the place of a phone."""
    found = re.search(r"\b\d{6}\b", page.locator(".callout", has_text="DEMO").inner_text())
    assert found
    return found[0]


def type_new_code(page: Page) -> None:
    """Type the code that is shown; one that was used just now is good no more: wait for the next."""
    heading, used = page.get_by_role("heading", level=1), ""
    deadline = time.monotonic() + 2 * totp.STEP_SECONDS
    while heading.inner_text() == "Ett steg kvar":
        code = shown_code(page)
        if code == used:
            assert time.monotonic() < deadline
            page.wait_for_timeout(1000)
            page.goto(page.url)
            continue
        page.get_by_label("Kod").fill(code)
        with page.expect_navigation():
            page.get_by_role("button", name="Logga in").click()
        used = code


def test_password_and_code_on_a_phone_without_javascript(
    demo_server: LiveServer, open_page: OpenPage, watch: Watch
) -> None:
    watch.allow("422")
    page = open_page(width=PHONE, javascript=False)
    page.goto(f"{demo_server.url}/organisera/konto")
    page.get_by_label("Din e-postadress").fill(EMAIL)
    page.get_by_label("Lösenord").fill("inte rätt alls")
    page.get_by_role("button", name="Gå vidare").click()
    expect(page.get_by_role("alert")).to_contain_text("stämmer inte")
    expect(page.get_by_label("Din e-postadress")).to_have_value(EMAIL)
    page.get_by_label("Lösenord").fill(PASSWORD)
    page.get_by_role("button", name="Gå vidare").click()
    check_fits(page)
    page.get_by_label("Kod").fill("000 000")
    page.get_by_role("button", name="Logga in").click()
    expect(page.get_by_role("alert")).to_contain_text("klocka")
    type_new_code(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Din inloggning")
    expect(page.get_by_text("den här", exact=True)).to_be_visible()
    check_fits(page)
    page.get_by_role("button", name="Gör tio nya koder").click()
    expect(page.locator("ol.code-list li")).to_have_count(10)
    check_fits(page)
