"""Somebody is invited to work with one campaign, takes a passkey, and reaches that campaign alone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.accounts.devices import plug_in
from tests.browsers import DESKTOP, PHONE, OpenPage, Watch, check_axe, check_fits
from tests.journeys.test_organizer import prove
from tests.servers import LiveServer

EMAIL = "gunilla@example.org"
PEOPLE = "/organisera/personer"
CAMPAIGNS = "/organisera/kampanjer/"


def invite(page: Page, server: LiveServer) -> str:
    """Invite as the administrator does; give the name of the one campaign."""
    page.goto(server.sign_in_link("marja@ragsvedsgruppen.example"))
    page.click("main button")
    page.wait_for_url("**/organisera/")
    page.goto(f"{PEOPLE}/")
    on = page.locator("button[name=on][value=yes]")
    if on.count():
        on.click()
        expect(on).to_have_count(0)
    page.goto(f"{PEOPLE}/bjud-in")
    prove(page)
    page.fill("#name", "Gunilla Exempelsson")
    page.fill("#email", EMAIL)
    page.check("input[name=role][value=organizer]")
    page.check("input[name=scope][value=named]")
    campaign = page.locator("#campaigns label").first
    name = campaign.inner_text().strip()
    campaign.click()
    check_axe(page)
    page.click(".actions button")
    page.wait_for_url(f"**{PEOPLE}/")
    return name


def test_invited_to_one_campaign(demo_server: LiveServer, open_page: OpenPage, watch: Watch) -> None:
    watch.allow("status of 404")
    watch.allow("status of 403")
    campaign = invite(open_page(base_url=demo_server.url, width=DESKTOP), demo_server)
    letter = demo_server.wait_for_letter(EMAIL)
    page = open_page(base_url=demo_server.url, width=PHONE)
    plug_in(page)
    page.goto(letter.links[0])
    check_axe(page)
    check_fits(page)
    page.click("main form button")
    page.wait_for_url("**/organisera/konto")
    page.click("a[href$='/passnycklar/ny']")
    page.fill("#name", "Mobilen")
    page.click("[data-passkey-button]")
    page.wait_for_url("**/organisera/konto")
    only_hers(page, campaign)

    page.goto("/organisera/")
    page.locator("form[action$='logga-ut'] button").first.evaluate("button => button.form.submit()")
    page.wait_for_url("**/organisera/logga-in?out=1")
    page.goto("/organisera/logga-in")
    page.focus("input[type=email]")  # the device offers its passkey by itself
    page.wait_for_url("**/organisera/")
    only_hers(page, campaign)


def only_hers(page: Page, campaign: str) -> None:
    """See that one campaign stands on the desk, and that what belongs to others is not there."""
    page.goto(CAMPAIGNS)
    check_fits(page)
    links = page.locator("main a[href*='/organisera/kampanjer/']").evaluate_all(
        "links => links.map(link => new URL(link.href).pathname).filter(path => /\\/\\d+$/.test(path))"
    )
    assert len(set(links)) == 1, links
    expect(page.locator("main")).to_contain_text(campaign)
    mine = int(links[0].rpartition("/")[2])
    for number in {1, 2, 3} - {mine}:
        answer = page.goto(f"{CAMPAIGNS}{number}")
        assert answer is not None
        assert answer.status == 404
    answer = page.goto(f"{PEOPLE}/")
    assert answer is not None
    assert answer.status == 403
