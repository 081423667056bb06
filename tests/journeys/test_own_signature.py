"""A signer's whole way with her own page, on a phone: sign, confirm, correct, choose, withdraw."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import PHONE, OpenPage, check_axe, check_fits
from tests.servers import LiveServer

SLUG = "kop-tillbaka-ragsveds-centrum"


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_sign_confirm_correct_withdraw(
    demo_server: LiveServer, open_page: OpenPage, javascript: bool
) -> None:
    email = f"egen-{javascript}-{time.monotonic_ns()}@example.org".lower()
    page = open_page(width=PHONE, javascript=javascript)
    page.goto(f"{demo_server.url}/namninsamlingar/{SLUG}")
    for name, typed in (("name", "Asa Provstrom"), ("email", email), ("postcode", "12465")):
        page.locator(f".sign-panel [name={name}]").fill(typed)
    for name in ("consent_sign", "show_name"):
        page.locator(f"[name={name}]").check()
    page.locator(".sign-panel form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ett steg kvar")
    page.goto(link_to(demo_server, email, "/bekrafta/"))
    page.get_by_role("button", name="Bekräfta min underskrift").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Tack")

    page.get_by_role("contentinfo").get_by_role("link", name="Mina underskrifter").click()
    page.locator("main [name=email]").fill(email)
    page.get_by_role("button", name="Mejla mig länken").click()
    page.goto(link_to(demo_server, email, "/mina-underskrifter/"))
    own = page.url
    expect(page.locator("main")).to_contain_text("Asa Provstrom")
    check_fits(page)
    if javascript:
        page.eval_on_selector_all("main details", "all => all.forEach(each => { each.open = true })")
        check_axe(page)
        page.reload()
    correct(page, "Åsa Provström")
    expect(page.get_by_role("status")).to_contain_text("sparade")
    choose(page)
    page.goto(f"{demo_server.url}/namninsamlingar/{SLUG}")
    expect(page.locator("[data-nosnippet]")).not_to_contain_text("Provström")

    page.goto(own)
    page.get_by_role("checkbox", name="Ja, ta bort underskriften").check()
    page.get_by_role("button", name="Ta bort min underskrift").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("borttagen")


def correct(page: Page, name: str) -> None:
    """Open the form that corrects and write the right name."""
    page.locator("main summary", has_text="Rätta det du skrev").click()
    page.locator("#ratta [name=name]").fill(name)
    page.locator("#ratta").get_by_role("button", name="Spara").click()


def choose(page: Page) -> None:
    """Show nothing any more."""
    page.locator("main summary", has_text="Vad andra ser").click()
    page.get_by_label("Ingenting: jag räknas bara").check()
    page.locator("#val").get_by_role("button", name="Spara").click()
    expect(page.get_by_role("status")).to_contain_text("sparade")


def link_to(server: LiveServer, to: str, part: str) -> str:
    """Wait for the mail with a link and give it."""
    for _try in range(80):
        links = [link for letter in server.letters() if letter.to == to for link in letter.links]
        found = [link for link in links if part in link]
        if found:
            return str(found[-1])
        time.sleep(0.25)
    raise AssertionError(f"No mail to {to} leads to {part}")
