"""On a phone: ask for the link, open Mina pass, cancel one of three, take a task, hand it back."""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from app.core import clock
from app.core.templates import time_span
from app.shifts.models import Shift
from app.tasks.models import Task
from app.tasks.queries import token_of_claim
from app.volunteers.models import Purpose
from tests.browsers import DESKTOP, PHONE, OpenPage, check_axe, check_fits, check_leaves_nothing
from tests.clients import Client
from tests.servers import LiveServer
from tests.shifts.makers import make_event, make_shift, make_task
from tests.shifts.pages import said, taken
from tests.volunteers.people import ASA, SIV, book, fresh, make_member, take, token_of

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture
def shifts(app: Flask) -> list[Shift]:
    """Give three shifts that Åsa has booked, on three days."""
    event = make_event()
    start = clock.now().replace(microsecond=0)
    made = [make_shift(event, starts_at=start + timedelta(days=day)) for day in (2, 3, 4)]
    book(ASA, *made)
    return made


@pytest.fixture
def task(app: Flask) -> Task:
    """Give a task of ten pieces."""
    return make_task(deadline=clock.today() + timedelta(days=7))


@pytest.mark.parametrize("javascript", [True, False])
def test_cancel_one_of_three_take_a_task_and_hand_it_back(
    open_page: OpenPage, shifts: list[Shift], task: Task, served: LiveServer, javascript: bool
) -> None:
    page = open_page(base_url=served.url, javascript=javascript)
    page.goto("/")
    page.get_by_role("link", name=said("My shifts")).click()
    page.get_by_label(said("The e-mail you booked with")).fill(" Asa@Example.org ")
    page.get_by_role("button", name=said("E-mail me the link")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said("Look in your mailbox"))
    _open_mailed(page, served, said("The link you asked for"))

    middle = fresh(shifts[1])
    when = time_span(middle.starts_at, middle.ends_at)
    expect(page.get_by_role("button", name=said("I cannot come"))).to_have_count(3)
    page.get_by_role("button", name=f"Lördagsbordet, {when}").click()
    expect(page.get_by_role("button", name=said("I cannot come"))).to_have_count(2)
    expect(page.get_by_role("button", name=said("Book it again"))).to_be_visible()
    assert [taken(shift) for shift in shifts] == [1, 0, 1]

    page.get_by_role("link", name=said("See what there is to do")).click()
    page.get_by_role("link", name=said("I'll take it")).click()
    page.get_by_label(said("How many do you take?")).fill("3")
    page.get_by_label(said("Name"), exact=True).fill("Åsa Öberg")
    page.get_by_label(said("E-mail")).fill("asa@example.org")
    page.locator("#consent_keep").check()
    page.get_by_role("button", name=said("I'll take some of it")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said("Thank you, we have sent you an e-mail"))
    assert fresh(task).taken == 3
    _open_mailed(page, served, said("You have taken a task"))

    page.locator("summary", has_text=said("I cannot after all")).click()
    page.get_by_role("button", name=said("I hand it back")).click()
    expect(page.get_by_role("button", name=said("I hand it back"))).to_have_count(0)
    assert fresh(task).taken == 0
    check_fits(page)
    if javascript:
        check_leaves_nothing(page)


def _open_mailed(page: Page, served: LiveServer, subject: str) -> None:
    """Wait for a mail by its subject and open the first link in it."""
    letter = served.wait_for_letter("asa@example.org")
    for _try in range(20):
        if letter.subject == subject:
            break
        page.wait_for_timeout(500)
        letter = served.wait_for_letter("asa@example.org")
    assert letter.subject == subject
    page.goto(letter.links[0].replace("http://localhost:8000", served.url))


def test_a_phone_number_is_enough_for_a_task(open_page: OpenPage, task: Task, served: LiveServer) -> None:
    page = open_page(base_url=served.url)
    page.goto(f"/hjalp-till/{task.slug}")
    page.get_by_label(said("Name"), exact=True).fill("Siv Testberg")
    page.get_by_label(said("Phone")).fill("070-174 06 98")
    page.locator("#consent_keep").check()
    page.get_by_role("button", name=said("I'll take some of it")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said("Thank you, you have taken it"))
    check_axe(page)
    page.locator("summary", has_text=said("It is done")).click()
    page.get_by_label(said("A word to the organizers")).fill("Den hänger i förrådet.")
    page.get_by_role("button", name=said("It is done")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said("Well done, thank you"))
    assert fresh(task).done == 1


@pytest.mark.parametrize(("width", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_every_page_fits_and_axe_finds_nothing(
    open_page: OpenPage, shifts: list[Shift], task: Task, served: LiveServer, width: int, scheme: str
) -> None:
    make_shift(make_event(visibility="members", title="Planeringskväll"))
    take(ASA, task, 3)
    make_member(ASA)
    make_task(slug="lang", title="Koka kaffe och ställa i ordning salen inför medlemsmötet", wanted=40)
    claim = take(SIV, task, 2)
    page = open_page(width=width, scheme=scheme, base_url=served.url)
    own = f"mina-pass/{token_of(ASA)}"
    paths = ["mina-pass/", "mina-pass/skickad", own, "mina-pass/raderad", "hjalp-till/"]
    paths += [
        f"hjalp-till/{task.slug}",
        f"hjalp-till/min/{token_of_claim(claim)}",
        f"hjalp-till/{task.slug}/tack/0",
    ]
    for path in (*paths, f"en/{own}", f"en/hjalp-till/{task.slug}"):
        page.goto(f"/{path}")
        page.evaluate("document.querySelectorAll('main details').forEach(each => { each.open = true })")
        check_fits(page)
        check_axe(page)


def test_the_calendar_is_served_as_such(client: Client, shifts: list[Shift], served: LiveServer) -> None:
    where = f"{served.url}/kalender/{token_of(ASA, Purpose.CALENDAR)}.ics"
    with urllib.request.urlopen(where, timeout=10) as answer:
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        etag = answer.headers["ETag"]
    request = urllib.request.Request(where, headers={"If-None-Match": etag})
    with pytest.raises(urllib.error.HTTPError, match="304"):
        urllib.request.urlopen(request, timeout=10)
