"""Passkeys in a real browser: Chromium with an authenticator of software in place of a phone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.devices import plug_in
from tests.browsers import DESKTOP, PHONE, OpenPage, Watch, check_axe, check_fits
from tests.servers import LiveServer

NEW = "/organisera/konto/passnycklar/ny"
OWN = re.compile(r"/organisera/konto(\?.*)?$")
OLDER = "delete PublicKeyCredential.isConditionalMediationAvailable"
"""A browser that offers no passkeys in the field for the address: the button alone."""
LINK = re.compile(r"https?://\S+")


def let_in(page: Page, server: LiveServer, name: str) -> None:
    """Make an organizer, who signs in by a link."""
    printed = server.command("add-organizer", f"{name}@example.org", "--name", name.title())
    page.goto(LINK.findall(printed)[-1])
    page.click("main button")
    page.wait_for_url("**/organisera/")


def sign_out(page: Page, server: LiveServer) -> None:
    page.locator("form[action$='logga-ut'] button").first.evaluate("button => button.form.submit()")
    page.wait_for_url("**/organisera/logga-in?out=1")


def add(page: Page, name: str) -> None:
    page.goto(NEW)
    page.fill("#name", name)
    page.click("[data-passkey-button]")


def test_a_passkey_is_added_proves_who_is_there_and_signs_in(
    demo_server: LiveServer, open_page: OpenPage, watch: Watch
) -> None:
    watch.allow("status of 403")
    page = open_page(base_url=demo_server.url)
    devtools, device = plug_in(page)
    let_in(page, demo_server, "nyckel-en")
    add(page, "Mobilen")
    page.wait_for_url(OWN)
    expect(page.get_by_role("heading", name="Mobilen")).to_be_visible()
    kept = devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert [(key["rpId"], key["isResidentCredential"]) for key in kept] == [("localhost", True)]
    add(page, "Igen")
    expect(page.locator("[data-passkey-said]")).to_contain_text("redan en passnyckel")

    # Whoever came by a link shows the passkey first, and then what she was about to do is done.
    sign_out(page, demo_server)
    page.goto(demo_server.sign_in_link("nyckel-en@example.org"))
    page.click("main button")
    page.wait_for_url("**/organisera/")
    page.goto("/organisera/konto")
    page.click("form[action$='engangskod/borja'] button")
    page.click("[data-passkey-button]")
    page.wait_for_url("**/organisera/konto/engangskod")

    # Offered in the field for the address; a device without an owner to ask takes it at once.
    sign_out(page, demo_server)
    page.goto("/organisera/logga-in?next=/organisera/konto")
    page.focus("input[type=email]")  # before that the page asks for nothing, and sets no cookie
    page.wait_for_url(OWN)


def test_who_is_not_recognised_by_her_device_or_by_us_is_told_so(
    demo_server: LiveServer, open_page: OpenPage, watch: Watch
) -> None:
    watch.allow("status of 403")
    page = open_page(base_url=demo_server.url)
    page.add_init_script(OLDER)
    devtools, device = plug_in(page)
    let_in(page, demo_server, "nyckel-igen")
    add(page, "Mobilen")
    page.wait_for_url(OWN)
    sign_out(page, demo_server)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.goto("/organisera/logga-in")
    page.click("[data-passkey-button]")
    expect(page.locator("[data-passkey-said]")).to_contain_text("Det blev inget")
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    page.click("[data-passkey-button]")
    page.wait_for_url("**/organisera/")

    page.goto("/organisera/konto")
    page.click("a[href$='ta-bort']")
    page.check("#is_meant")
    page.click("main form button")
    page.wait_for_url(OWN)
    sign_out(page, demo_server)
    page.goto("/organisera/logga-in")
    page.click("[data-passkey-button]")
    expect(page.locator("[data-passkey-said]")).to_contain_text("känns inte igen")


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_the_pages_are_fit_for_everyone(
    demo_server: LiveServer, open_page: OpenPage, watch: Watch, width: int, scheme: str
) -> None:
    watch.allow("status of 422")
    page = open_page(base_url=demo_server.url, width=width, scheme=scheme)
    plug_in(page)
    page.goto("/organisera/logga-in")
    check_fits(page)
    check_axe(page)
    let_in(page, demo_server, f"nyckel-{width}")
    add(page, "")
    expect(page.locator("#name-error")).to_contain_text("Ge den ett namn")
    check_axe(page)
    add(page, "Jobbdatorn i föreningslokalen på Rågsvedsvägen, andra våningen")
    page.wait_for_url(OWN)
    for path in (page.url, "/organisera/bekrafta?next=/organisera/konto"):
        page.goto(path)
        check_fits(page)
        check_axe(page)


def test_without_javascript_no_button_stands_and_a_sentence_tells_the_other_way(
    demo_server: LiveServer, open_page: OpenPage
) -> None:
    page = open_page(base_url=demo_server.url, javascript=False)
    page.goto("/organisera/logga-in")
    assert not page.is_visible("[data-passkey-button]")
    assert page.is_visible("[data-passkey-without]")
