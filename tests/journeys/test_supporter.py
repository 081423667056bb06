"""A supporter on a phone: from the front page to “Tack, du är nr …”, with and without JavaScript."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import OpenPage, Watch, check_fits, check_leaves_nothing
from tests.journeys.supporters import (
    PETITION,
    SLUG,
    WORDS,
    Words,
    confirm,
    fill_in,
    new_address,
    press,
    read_mail,
    send,
    shown_count,
)
from tests.servers import LiveServer

SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
SCRIPTS_AND_LANGUAGES = pytest.mark.parametrize(
    ("javascript", "language"), [(True, "sv"), (False, "en")], ids=["sv-with-scripts", "en-without-scripts"]
)


def go_to_the_petition(page: Page, server: LiveServer, words: Words) -> None:
    """Find the way by clicking: front page, campaign, petition."""
    page.goto(f"{server.url}{words.prefix}/")
    page.locator(f"main a[href='{words.prefix}/kampanjer/{SLUG}']").filter(has_text=PETITION).click()
    expect(page).to_have_url(f"{server.url}{words.prefix}/kampanjer/{SLUG}")
    page.locator("main").get_by_role("link", name=words.sign).first.click()
    expect(page).to_have_url(f"{server.url}{words.prefix}/namninsamlingar/{SLUG}#skriv-under")


@SCRIPTS_AND_LANGUAGES
def test_from_the_front_page_to_the_number(
    demo_server: LiveServer, open_page: OpenPage, javascript: bool, language: str
) -> None:
    words = WORDS[language]
    page = open_page(javascript=javascript)
    go_to_the_petition(page, demo_server, words)
    before = shown_count(page)
    fill_in(page, email=new_address())
    send(page)

    expect(page.get_by_role("heading", level=1)).to_have_text(words.one_step_left)
    check_fits(page) if javascript else None
    read_mail(page, words)
    number = confirm(page, words)
    assert number > before

    page.get_by_role("link", name=words.back).click()
    expect(page).to_have_url(f"{demo_server.url}{words.prefix}/namninsamlingar/{SLUG}")
    assert shown_count(page) >= number
    if javascript:
        check_leaves_nothing(page)


@SCRIPTS_AND_LANGUAGES
def test_mistakes_first_and_everything_typed_is_kept(
    demo_server: LiveServer, open_page: OpenPage, watch: Watch, javascript: bool, language: str
) -> None:
    watch.allow("422")
    words = WORDS[language]
    page = open_page(javascript=javascript)
    page.goto(f"{demo_server.url}{words.prefix}/namninsamlingar/{SLUG}")
    before = shown_count(page)
    email = new_address()
    fill_in(page, name="Läs på www.spam.example", email=email, postcode="999")
    page.locator("[name=show_name]").check()
    send(page)

    summary = page.get_by_role("alert")
    expect(summary).to_be_visible()
    expect(summary).to_be_in_viewport()
    expect(summary.get_by_role("heading")).to_contain_text(words.nothing_saved)
    assert summary.get_by_role("link").count() == 2
    expect(page.locator("[name=name]")).to_have_value("Läs på www.spam.example")
    expect(page.locator("[name=email]")).to_have_value(email)
    expect(page.locator("[name=postcode]")).to_have_value("999")
    for box, ticked in (("consent_sign", True), ("show_name", True), ("contact_me", False)):
        expect(page.locator(f"[name={box}]")).to_be_checked(checked=ticked)

    summary.get_by_role("link").first.click()
    expect(page.locator("[name=name]")).to_be_in_viewport()
    page.locator("[name=name]").fill("Åsa Öberg")
    page.locator("[name=postcode]").fill("12465")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(words.one_step_left)
    read_mail(page, words)
    assert confirm(page, words) > before


@SCRIPTS
def test_the_summary_of_mistakes_takes_the_focus(
    demo_server: LiveServer, open_page: OpenPage, watch: Watch, javascript: bool
) -> None:
    watch.allow("422")
    page = open_page(javascript=javascript)
    page.goto(f"{demo_server.url}/namninsamlingar/{SLUG}")
    fill_in(page, email=new_address(), postcode="999")
    send(page)
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{demo_server.url}/namninsamlingar/{SLUG}#postcode")


def test_the_browser_tells_what_is_missing_before_anything_is_sent(
    demo_server: LiveServer, page: Page
) -> None:
    page.goto(f"{demo_server.url}/namninsamlingar/{SLUG}")
    press(page)
    expect(page).to_have_url(f"{demo_server.url}/namninsamlingar/{SLUG}")
    expect(page.locator("[name=name]")).to_be_focused()


def test_opening_the_mails_link_in_many_windows_confirms_nothing(
    demo_server: LiveServer, open_page: OpenPage
) -> None:
    words = WORDS["sv"]
    page = open_page()
    page.goto(f"{demo_server.url}/namninsamlingar/{SLUG}")
    fill_in(page, email=new_address())
    send(page)
    read_mail(page, words)
    link = page.url
    for _scanner in range(5):
        other = open_page()
        other.goto(link)
        expect(other.get_by_role("button", name=words.confirm)).to_be_visible()
    number = confirm(page, words)
    again = open_page()
    again.goto(link)
    expect(again.get_by_role("heading", level=1)).to_contain_text(str(number)[-3:])


def test_a_signature_is_seen_and_removed_by_its_owner(demo_server: LiveServer, open_page: OpenPage) -> None:
    words, email = WORDS["sv"], new_address()
    page = open_page(javascript=False)
    where = f"{demo_server.url}/namninsamlingar/{SLUG}"
    page.goto(where)
    fill_in(page, email=email, name="Vill Inte Mer")
    send(page)
    read_mail(page, words)
    number = confirm(page, words)
    page.get_by_role("link", name="Se eller ta bort min underskrift").click()
    page.locator("main [name=email]").fill(email)
    page.locator("main form button").click()
    page.goto(link_to_own_page(demo_server, email))
    expect(page.locator("main")).to_contain_text("Vill Inte Mer")
    expect(page.locator("main")).to_contain_text(email)
    page.get_by_role("checkbox", name="Ja, ta bort underskriften").check()
    page.get_by_role("button", name="Ta bort min underskrift").click()
    expect(page).to_have_url(f"{where}/borttagen#main")
    page.goto(where)
    assert shown_count(page) < number + 1


def link_to_own_page(server: LiveServer, to: str) -> str:
    """Wait for the mail that leads to a signer's own page and give its link."""
    for _try in range(60):
        links = [letter.links[0] for letter in server.letters() if letter.to == to]
        found = [link for link in links if "/mina-underskrifter/" in link]
        if found:
            return found[-1]
        time.sleep(0.25)
    raise AssertionError(f"No mail to {to} leads to an own page.")
