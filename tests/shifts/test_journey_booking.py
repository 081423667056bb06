"""A volunteer on a phone: looks at what needs hands, books three shifts, gives one back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.config import Settings
from app.core.db import db
from app.core.local_times import local_moment
from app.shifts.models import Shift
from app.shifts.service import Room
from tests.browsers import DESKTOP, PHONE, OpenPage, Watch, check_axe, check_fits, check_leaves_nothing
from tests.factories import make_association, make_campaign
from tests.servers import LiveServer, running_server
from tests.shifts.makers import make_event, make_shift
from tests.shifts.pages import fill, make_public_event, make_roles, said, taken

pytestmark = pytest.mark.database("sqlite")
LONG = "Nordvästersjökustartilleriflygspaningssimulatoranläggning"
WITH_AND_WITHOUT_SCRIPT = pytest.mark.parametrize("javascript", [True, False])


@pytest.fixture
def shifts(app: Flask) -> list[Shift]:
    """Give five shifts on five days, one of them full and one with roles and the longest of names."""
    make_association()
    event = make_public_event(make_campaign(slug="centrum"), title="Bordet på torget")
    starts = [local_moment(clock.today() + timedelta(days=number), time(12)) for number in (1, 2, 3)]
    found = [make_shift(event, starts_at=moment) for moment in starts]
    full = make_shift(make_event(title="Flygblad"), starts_at=starts[0] + timedelta(days=5), most=1)
    fill(full, 1)
    roles = (Room(role=LONG[:60], least=1, wanted=1, most=1), Room(role="Kock", least=0, wanted=2, most=14))
    long = make_event(title=LONG * 2, place=LONG * 2, bring=LONG * 4)
    return [*found, full, make_roles(*roles, event=long, starts_at=starts[0] + timedelta(days=7))]


@pytest.fixture
def served(shifts: list[Shift], settings: Settings) -> Iterator[LiveServer]:
    """Serve the database of this test with the real server."""
    db.session.rollback()
    with running_server(settings.instance, database_url=settings.database_url, rate_limits="off") as server:
        yield server


def _look(page: Page, *, javascript: bool = True) -> None:
    check_fits(page)
    check_leaves_nothing(page)
    if javascript:
        check_axe(page)


@WITH_AND_WITHOUT_SCRIPT
def test_three_shifts_are_booked_on_a_phone_and_one_given_back(
    served: LiveServer, shifts: list[Shift], open_page: OpenPage, javascript: bool
) -> None:
    page = open_page(javascript=javascript, base_url=served.url)
    page.goto("/pass/")
    expect(page.locator(".pick").first).to_be_hidden()
    page.locator("label[for=flera]").click()
    for number in range(3):
        page.locator(".pick").nth(number).click()
    _look(page, javascript=javascript)
    page.locator(".pickbar button").click()
    expect(page.locator("[name=slot]:checked")).to_have_count(3)
    _look(page, javascript=javascript)
    page.fill("[name=name]", "Åsa Öberg")
    page.fill("[name=phone]", "070 – 174 06 99")
    page.check("[name=consent_keep]")
    page.locator("#boka button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"/pass/bokat/[0-9A-Za-z_-]{48}#main$"))
    expect(page.locator("h1")).to_have_text(said("Thank you, you are booked"))
    expect(page.locator(".booking")).to_have_count(3)
    assert [taken(shift) for shift in shifts[:3]] == [1, 1, 1]
    _look(page, javascript=javascript)
    page.locator(".booking").nth(1).get_by_role("button").click()
    expect(page.locator(".booking").nth(1)).to_contain_text(said("You have cancelled"))
    expect(page.locator(".booking form")).to_have_count(2)
    assert [taken(shift) for shift in shifts[:3]] == [1, 0, 1]


@WITH_AND_WITHOUT_SCRIPT
def test_a_shift_and_another_time_of_it_are_booked_on_one_screen(
    served: LiveServer, shifts: list[Shift], open_page: OpenPage, watch: Watch, javascript: bool
) -> None:
    page = open_page(javascript=javascript, base_url=served.url)
    watch.allow("status of 422")
    page.goto("/pass/")
    page.locator(".shift__book").first.click()
    expect(page.locator("h1")).to_have_text("Bordet på torget")
    page.locator(".further summary").click()
    page.locator(".further [name=slot]").first.check()
    page.fill("[name=name]", "Åsa Öberg")
    page.fill("[name=email]", "asa@exempel")
    page.check("[name=consent_keep]")
    page.locator("#boka form button[type=submit]").click()
    expect(page.locator("#email-error")).to_be_visible()
    expect(page.locator(".further [name=slot]:checked")).to_have_count(1)
    expect(page.locator("[name=name]")).to_have_value("Åsa Öberg")
    _look(page, javascript=javascript)
    page.fill("[name=email]", "asa@example.org")
    page.locator("#boka form button[type=submit]").click()
    expect(page.locator("h1")).to_have_text(said("Thank you, we have sent you an e-mail"))
    expect(page.locator(".rule-list li")).to_have_count(2)
    letter = served.wait_for_letter("asa@example.org")
    assert "Vid fontänen" in letter.text
    assert [taken(shift) for shift in shifts[:3]] == [1, 1, 0]


def test_the_text_for_the_chat_is_copied_with_one_press(served: LiveServer, open_page: OpenPage) -> None:
    page = open_page(base_url=served.url, permissions=["clipboard-read", "clipboard-write"])
    page.goto("/pass/")
    page.locator(".more summary").last.click()
    page.locator("button[data-copy]").click()
    expect(page.locator("[data-copied]")).to_have_text(said("Copied"))
    assert "Bordet på torget" in page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (PHONE, "dark"), (DESKTOP, "light")])
def test_every_page_fits_and_can_be_read(
    served: LiveServer, shifts: list[Shift], open_page: OpenPage, width: int, scheme: str
) -> None:
    page = open_page(width=width, scheme=scheme, base_url=served.url)
    month = f"{clock.today() + timedelta(days=3):%Y-%m}"
    paths = [
        *("/pass/", "/en/pass/", "/pass/?plats=Ingenstans", f"/pass/?manad={month}", "/pass/boka"),
        *(f"/pass/{shift.slug}" for shift in (shifts[0], shifts[3], shifts[4])),
        *(
            f"/pass/boka?pass={shifts[0].slug}&pass={shifts[4].slug}",
            "/pass/bokat",
            "/kampanjer/centrum",
            "/",
        ),
    ]
    for path in paths:
        page.goto(path)
        _look(page)
    assert "application/ld+json" in page.request.get(f"/pass/{shifts[0].slug}").text()


def test_the_pages_can_be_used_with_the_keyboard_alone(served: LiveServer, open_page: OpenPage) -> None:
    page = open_page(base_url=served.url)
    page.goto("/pass/")
    page.locator("#flera").focus()
    page.keyboard.press("Space")
    page.locator(".pick input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("[name=slot]:checked")).to_have_count(1)
    page.locator("[name=slot]").first.focus()
    for words in ("Åsa Öberg", "0701740699", ""):
        page.keyboard.press("Tab")
        page.keyboard.type(words)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(said("Thank you, you are booked"))
