"""A petition's page on a narrow phone: one button to sign at a time, and choices that can be read."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.petitions.models import Area, Petition
from tests.browsers import DESKTOP, PHONE, OpenPage, check_fits
from tests.factories import make_signature
from tests.petitions.signers import address_of
from tests.servers import LiveServer

pytestmark = pytest.mark.database("sqlite")
LONG = "Någon annanstans i Enskede-Årsta-Vantörs stadsdelsområde"
SEEN = """() => {
  const ways = [".sign-panel .form > .button", ".jump .button"];
  const buttons = ways.map((each) => document.querySelector(each));
  const isSeen = (box) => box.top < innerHeight && box.bottom > 0;
  const found = [], height = document.documentElement.scrollHeight;
  for (let top = 0; top <= height - innerHeight + 40; top += 40) {
    scrollTo({ top, behavior: "instant" });
    found.push(buttons.map((button) => isSeen(button.getBoundingClientRect())));
  }
  return found;
}"""
"""Which of the two buttons are seen, all the way down."""


def test_one_button_to_sign_is_seen_at_a_time(
    petition: Petition, served: LiveServer, open_page: OpenPage
) -> None:
    with transaction():
        petition.body = "\n\n".join(["Centrum ska ägas gemensamt, av oss som bor här. " * 6] * 8)
    page = open_page(javascript=False)
    page.goto(served.url + address_of(petition))
    found = page.evaluate(SEEN)
    assert [True, True] not in found
    assert [True, False] in found
    assert found[-1] == [False, True]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    box = page.locator(".jump .button").bounding_box()
    last = page.locator(".story > :nth-last-child(2)").bounding_box()
    assert box is not None
    assert last is not None
    assert last["y"] + last["height"] <= box["y"]  # it covers nothing of what it ends


def test_a_long_choice_is_read_whole(petition: Petition, served: LiveServer, open_page: OpenPage) -> None:
    with transaction():
        for number, name in enumerate(("Rågsved", LONG)):
            db.session.add(Area(petition_id=petition.id, name=name, number=number))
    page = open_page()
    page.goto(served.url + address_of(petition))
    choice = page.get_by_label("Var du bor")
    choice.select_option(label="Rågsved")
    short = choice.bounding_box()
    choice.select_option(label=LONG)
    long = choice.bounding_box()
    assert short is not None
    assert long is not None
    assert long["height"] > short["height"]
    assert choice.evaluate("each => each.scrollWidth <= each.clientWidth")
    check_fits(page)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
def test_a_long_link_in_a_text_box_widens_nothing(
    petition: Petition, served: LiveServer, open_page: OpenPage, width: int
) -> None:
    make_signature(petition, show_name=True)
    with transaction():
        petition.ask_comment = True
    page = open_page(width=width)
    for rest, label in (("", "Varför du skriver under"), ("/anmal", "Varför?")):
        page.goto(served.url + address_of(petition) + rest)
        box = page.get_by_label(label)
        before = box.bounding_box()
        box.fill("https://example.org/" + "a" * 480)
        after = box.bounding_box()
        assert before is not None
        assert after is not None
        assert after["width"] == before["width"] > 200
        assert after["height"] > before["height"]  # all that is written is seen
        check_fits(page)
