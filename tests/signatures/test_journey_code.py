"""On a phone: sign, type the code of the mail on the page, thanks; and when no mail comes."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from app.petitions.models import Petition
from tests.browsers import DESKTOP, OpenPage, Watch, check_axe, check_fits, check_leaves_nothing
from tests.journeys.supporters import WORDS, fill_in, number_in, send
from tests.servers import LiveServer
from tests.shifts.pages import said
from tests.signatures.waiting import WRONG, code_in

pytestmark = pytest.mark.database("sqlite")
SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
EMAIL = "asa@exmaple.org"


def look(page: Page, *, javascript: bool) -> None:
    """Hold a page to what every page must be."""
    if javascript:
        check_fits(page)
        check_axe(page)
        check_leaves_nothing(page)


def sign(page: Page, server: LiveServer, petition: Petition, language: str = "sv", **typed: str) -> None:
    """Fill in the form and send it."""
    page.goto(f"{server.url}{WORDS[language].prefix}/namninsamlingar/{petition.slug}")
    fill_in(page, **{"email": EMAIL, **typed})
    time.sleep(2)  # who writes by hand takes longer; quicker is looked at
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(WORDS[language].one_step_left)


@pytest.mark.parametrize(("javascript", "language"), [(True, "sv"), (False, "en")])
def test_sign_type_the_code_thanks(
    served: LiveServer,
    petition: Petition,
    open_page: OpenPage,
    watch: Watch,
    javascript: bool,
    language: str,
) -> None:
    watch.allow("422")
    page = open_page(javascript=javascript)
    sign(page, served, petition, language)
    look(page, javascript=javascript)
    code = code_in(served.wait_for_letter(EMAIL))
    form = page.locator("#kod")
    form.locator("[name=code]").fill(WRONG)
    form.locator("button").click()
    expect(page.locator("#code-error")).to_be_visible()
    look(page, javascript=javascript)
    form.locator("[name=code]").fill(code.lower().replace("-", " "))
    form.locator("button").click()
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(WORDS[language].thanks)
    assert number_in(heading.inner_text()) == 1
    look(page, javascript=javascript)
    page.reload()
    assert number_in(heading.inner_text()) == 1


@SCRIPTS
def test_the_address_is_corrected_and_the_code_of_the_new_mail_typed(
    served: LiveServer, petition: Petition, open_page: OpenPage, watch: Watch, javascript: bool
) -> None:
    watch.allow("422")
    page = open_page(javascript=javascript)
    sign(page, served, petition)
    page.locator("summary", has_text=said("Did you mistype the address?")).click()
    form = page.locator("#ratt-adress")
    form.locator("[name=email]").fill("asa@localhost")
    form.locator("button").click()
    expect(page.locator("#email-error")).to_be_visible()
    expect(page.locator("[name=email]")).to_have_value("asa@localhost")
    form.locator("[name=email]").fill("asa@example.org")
    form.locator("button").click()
    expect(page.get_by_role("status")).to_be_visible()
    look(page, javascript=javascript)
    page.locator("#kod [name=code]").fill(code_in(served.wait_for_letter("asa@example.org")))
    page.locator("#kod button").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(WORDS["sv"].thanks)


def test_the_pages_stand_in_the_dark_and_on_a_desk(
    served: LiveServer, petition: Petition, open_page: OpenPage
) -> None:
    page = open_page(width=DESKTOP, scheme="dark")
    sign(page, served, petition)
    look(page, javascript=True)
    page.locator("#igen button").click()
    expect(page.get_by_role("status")).to_be_visible()
    page.goto(served.wait_for_letter(EMAIL).links[0])
    look(page, javascript=True)
    page.goto(f"{page.url}/inte-jag")
    look(page, javascript=True)
    page.locator("main button").first.click()
    expect(page).to_have_url(f"{served.url}/namninsamlingar/{petition.slug}/borttagen")
