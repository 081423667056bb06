"""A real tablet at the stand: with and without JavaScript, with and without a network."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from app.kiosks.models import Kiosk
from app.petitions.models import Petition
from tests.browsers import OpenPage, Watch, check_axe, check_fits, check_leaves_nothing
from tests.kiosks.stands import address_of, make_kiosk
from tests.servers import LiveServer

pytestmark = pytest.mark.database("sqlite")
TABLET = 768


@pytest.fixture
def kiosk(petition: Petition) -> Kiosk:
    """Give a kiosk that is open."""
    return make_kiosk(petition)


def fill_in(page: Page, name: str) -> None:
    """Type what is needed."""
    page.get_by_label("Namn").fill(name)
    page.get_by_label("Postnummer").fill("124 65")
    page.get_by_role("checkbox").check()


def press(page: Page) -> None:
    """Press the one button."""
    page.get_by_role("button", name="Skriv under").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_two_people_one_after_the_other(
    kiosk: Kiosk, served: LiveServer, open_page: OpenPage, watch: Watch, javascript: bool
) -> None:
    watch.allow("422")
    where = served.url + address_of(kiosk)
    page = open_page(width=TABLET, javascript=javascript)
    page.goto(where)
    press(page)
    expect(page.get_by_role("alert").filter(has_text="Inget har sparats")).to_be_visible()
    fill_in(page, "Åsa Provström")
    press(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack. Nu är vi 1")
    if javascript:
        check_axe(page)
        check_fits(page)
    page.get_by_role("button", name="Klart, nästa person").click()
    expect(page).to_have_url(where)
    expect(page.get_by_label("Namn")).to_have_value("")
    page.go_back() if not javascript else page.reload()
    expect(page.locator("body")).not_to_contain_text("Åsa")
    page.goto(where)
    fill_in(page, "Bo Testberg")
    press(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack. Nu är vi 2")
    if javascript:
        check_leaves_nothing(page)


def test_without_a_network_it_says_paper_and_keeps_what_is_typed(
    kiosk: Kiosk, served: LiveServer, open_page: OpenPage, watch: Watch
) -> None:
    watch.allow("ERR_INTERNET_DISCONNECTED")
    page = open_page(width=TABLET)
    page.goto(served.url + address_of(kiosk))
    fill_in(page, "Åsa Provström")
    page.context.set_offline(True)
    press(page)
    expect(page.get_by_role("alert")).to_contain_text("Använd papperslistan")
    expect(page.locator("body")).not_to_contain_text("Tack")
    expect(page.get_by_label("Namn")).to_have_value("Åsa Provström")
    check_axe(page)
    page.context.set_offline(False)
    press(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack. Nu är vi 1")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_the_page_empties_itself_and_back_finds_nothing(
    kiosk: Kiosk, served: LiveServer, open_page: OpenPage
) -> None:
    where = served.url + address_of(kiosk)
    page = open_page(width=TABLET)
    page.clock.install()
    page.goto(f"{served.url}/trygghet")
    page.goto(where)
    fill_in(page, "Åsa Provström")
    press(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack. Nu är vi 1")
    page.get_by_role("button", name="Vänta en minut till").click()
    page.clock.run_for(21_000)
    expect(page.get_by_role("heading", level=1)).to_have_text("Tack. Nu är vi 1")
    page.clock.run_for(61_000)
    expect(page.get_by_label("Namn")).to_have_value("")
    expect(page).to_have_url(where)
    page.get_by_label("Namn").fill("Åsa gick sin väg")
    page.clock.run_for(91_000)
    expect(page.get_by_label("Namn")).to_have_value("")
    page.go_back()
    expect(page).to_have_url(f"{served.url}/trygghet")
