"""With the keyboard alone: every act of a signature, in an order that makes sense, the focus in sight."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browsers import PHONE, OpenPage
from tests.journeys.supporters import SLUG, WORDS, new_address, number_in, read_mail
from tests.servers import LiveServer

FOCUSED = "document.activeElement"
IN_SIGHT = """() => {
    const element = document.activeElement;
    const box = element.getBoundingClientRect();
    const x = box.left + box.width / 2, y = box.top + Math.min(box.height / 2, 20);
    const top = document.elementFromPoint(x, y);
    const style = getComputedStyle(element);
    return {
        name: element.name || element.textContent.trim().slice(0, 30),
        isInWindow: box.top >= 0 && box.top < innerHeight,
        isOnTop: top === element || element.contains(top) || (top !== null && top.contains(element)),
        isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    };
}"""


def tab_to(page: Page, wanted: str, *, most: int = 40) -> list[str]:
    """Press Tab until the control is reached; every stop on the way must be seen and marked."""
    passed: list[str] = []
    for _press in range(most):
        page.keyboard.press("Tab")
        page.wait_for_timeout(30)
        stop = page.evaluate(IN_SIGHT)
        assert stop["isInWindow"], f"{stop} is outside the window"
        assert stop["isOnTop"], f"{stop} is covered"
        assert stop["isMarked"], f"{stop} does not show that it has the focus"
        passed.append(stop["name"])
        if stop["name"] == wanted:
            return passed
    raise AssertionError(f"{wanted} is not reached: {passed}")


def test_signing_and_confirming_with_the_keyboard_alone(demo_server: LiveServer, open_page: OpenPage) -> None:
    words = WORDS["sv"]
    page = open_page(width=PHONE)
    page.goto(f"{demo_server.url}/namninsamlingar/{SLUG}")
    page.keyboard.press("Tab")
    assert page.evaluate(f"{FOCUSED}.getAttribute('href')") == "#main"  # first a way past the menu
    page.keyboard.press("Enter")

    tab_to(page, "name")
    page.keyboard.type("Åsa Öberg")
    assert tab_to(page, "email") == ["email"]
    page.keyboard.type(new_address())
    assert tab_to(page, "postcode") == ["postcode"]
    page.keyboard.type("12465")
    assert tab_to(page, "comment") == ["comment"]
    for box in ("consent_sign", "show_name", "contact_me"):
        assert tab_to(page, box) == [box]
        if box == "consent_sign":
            page.keyboard.press("Space")
    assert tab_to(page, words.sign) == [words.sign]
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(words.one_step_left)

    tab_to(page, words.read_the_mail)
    read_mail(page, words)
    tab_to(page, words.confirm)
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(words.thanks)
    assert number_in(heading.inner_text()) > 0


def test_the_menu_opens_and_closes_with_the_keyboard(demo_server: LiveServer, open_page: OpenPage) -> None:
    page = open_page(width=PHONE)
    page.goto(f"{demo_server.url}/")
    tab_to(page, "Meny")
    page.keyboard.press("Enter")
    expect(page.locator("details.menu")).to_have_attribute("open", "")
    tab_to(page, "Kampanjer")
    page.keyboard.press("Escape")
    expect(page.locator("details.menu")).not_to_have_attribute("open", "")
    expect(page.locator("details.menu > summary")).to_be_focused()
