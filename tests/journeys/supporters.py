"""What a supporter does in a browser."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from itertools import count

from playwright.sync_api import Page, expect

PETITION = "Köp tillbaka Rågsveds centrum"
SLUG = "kop-tillbaka-ragsveds-centrum"

_numbers = count(1)


@dataclass(frozen=True)
class Words:
    """What stands on the buttons and headings of one language."""

    prefix: str
    sign: str
    one_step_left: str
    read_the_mail: str
    open_the_link: str
    confirm: str
    thanks: str
    back: str
    nothing_saved: str


WORDS = {
    "sv": Words(
        prefix="",
        sign="Skriv under",
        one_step_left="Ett steg kvar: bekräfta via mejlet",
        read_the_mail="Läs mejlet",
        open_the_link="Öppna länken i mejlet",
        confirm="Bekräfta min underskrift",
        thanks="Tack, du är nr",
        back="Tillbaka till namninsamlingen",
        nothing_saved="Inget har sparats än",
    ),
    "en": Words(
        prefix="/en",
        sign="Sign",
        one_step_left="One step left: confirm by e-mail",
        read_the_mail="Read the e-mail",
        open_the_link="Open the link in the e-mail",
        confirm="Confirm my signature",
        thanks="Thank you, you are",
        back="Back to the petition",
        nothing_saved="Nothing was saved yet",
    ),
}


def new_address() -> str:
    """Invent an address that nobody has used on this server."""
    return f"supporter{next(_numbers)}-{time.time_ns()}@example.org"


def fill_in(page: Page, *, email: str, name: str = "Åsa Öberg", postcode: str = "124 65") -> None:
    """Fill in the form and tick what must be ticked."""
    form = page.locator("#skriv-under form")
    form.locator("[name=name]").fill(name)
    form.locator("[name=email]").fill(email)
    form.locator("[name=postcode]").fill(postcode)
    form.locator("[name=consent_sign]").check()


def press(page: Page) -> None:
    """Press the button of the form."""
    page.locator("#skriv-under form button[type=submit]").click()


def send(page: Page) -> None:
    """Press, and wait for the answer: a press waits for the proof of work before it leaves the page."""
    with page.expect_navigation():
        press(page)


def shown_count(page: Page) -> int:
    """Read the counter of the page."""
    return number_in(page.locator(".counter__number").first.inner_text())


def number_in(text: str) -> int:
    """Read the last number of a text, written as either language does."""
    found = re.findall(r"\d[\d \u00a0\u202f,]*", text)
    assert found, text
    return int(re.sub(r"\D", "", found[-1]))


def read_mail(page: Page, words: Words) -> None:
    """Open the mail in the demonstration, loading anew until it has left, as the page says."""
    page.get_by_role("link", name=words.read_the_mail).click()
    link = page.get_by_role("link", name=words.open_the_link)
    for _try in range(40):
        if link.count():
            break
        time.sleep(0.25)
        page.reload()
    link.first.click()


def confirm(page: Page, words: Words) -> int:
    """Press the button that confirms, and give the number of the thanks."""
    page.get_by_role("button", name=words.confirm).click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(words.thanks)
    return number_in(heading.inner_text())
