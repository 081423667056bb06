"""A new association on a phone: from the link that the server prints to a petition that people sign.

Ten minutes are six hundred seconds. Each press and each field is counted, at fifteen seconds a page and
press and half a minute a field: the sum has to stay under ten minutes, with room for a mail server.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.accounts.devices import plug_in
from tests.browsers import OpenPage, check_axe, check_fits
from tests.mail import SmtpServer
from tests.servers import LiveServer, StartServer

LINK = re.compile(r"https?://\S+/kom-igang/\S+")
SECONDS_A_PRESS, SECONDS_A_FIELD = 15, 30


@dataclass
class Hands:
    """What somebody does on the way."""

    page: Page
    presses: int = 0
    fields: int = 0

    def press(self, role: str, name: str) -> None:
        """Press a button or follow a link."""
        check_axe(self.page)
        check_fits(self.page)
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.presses += 1

    def fill(self, **fields: str) -> None:
        """Fill in fields by their names."""
        for name, words in fields.items():
            self.page.locator(f"main [name={name}]").fill(words)
            self.fields += 1


def link_of(server: LiveServer) -> str:
    """Read the link that the start has printed."""
    found = LINK.findall(server.log.read_text())
    assert len(found) == 1, server.log.read_text()
    return str(found[0])


def test_from_nothing_to_a_published_petition(
    start_server: StartServer, smtp_server: SmtpServer, open_page: OpenPage
) -> None:
    server = start_server(mail_url=smtp_server.url)
    hands = Hands(open_page(base_url=server.url))
    page = hands.page
    plug_in(page)
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Här byggs en webbplats")
    page.goto(link_of(server))
    hands.fill(name="Rågsveds hyresgäster", contact_email="kontakt@example.org")
    hands.press("button", "Gå vidare")
    hands.fill(name="Alva Provström", email="alva@example.org")
    hands.press("button", "Skapa mitt konto")
    hands.press("link", "Välj passnyckel eller lösenord")
    hands.press("link", "Lägg till en passnyckel")
    page.locator("[data-passkey-button]").click()
    hands.presses += 1
    page.wait_for_url(re.compile(r"/organisera/konto(\?.*)?$"))
    page.locator("details.menu > summary").click()
    page.locator("details.menu").get_by_role("link", name="I dag", exact=True).click()
    hands.presses += 2
    hands.press("link", "Publicera en första namninsamling")
    hands.fill(
        title="Köp tillbaka centrum",
        demand="Staden ska köpa tillbaka Rågsveds centrum.",
        recipient="Stockholms kommunfullmäktige",
        body="Därför.",
    )
    hands.press("button", "Spara och titta")
    hands.press("button", "Publicera")
    expect(page.get_by_role("status").first).to_contain_text("Den är publicerad.")
    visitor = open_page(base_url=server.url)
    visitor.goto("/namninsamlingar/kop-tillbaka-centrum")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Köp tillbaka centrum")
    print(f"{hands.presses} presses, {hands.fields} fields")
    assert hands.presses * SECONDS_A_PRESS + hands.fields * SECONDS_A_FIELD < 600
    assert (hands.presses, hands.fields) == (10, 8)
