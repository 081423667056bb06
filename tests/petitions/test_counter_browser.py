"""The count on a petition's page in a real browser: it follows, asks seldom, and moves nothing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.petitions.models import Petition
from tests.browsers import OpenPage
from tests.factories import make_signature
from tests.petitions.signers import address_of
from tests.servers import LiveServer

pytestmark = pytest.mark.database("sqlite")


def test_the_count_follows_what_is_signed_while_it_is_looked_at(
    petition: Petition, served: LiveServer, open_page: OpenPage
) -> None:
    make_signature(petition)
    page = open_page()
    page.clock.install()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.endswith("/antal") else None)
    page.goto(served.url + address_of(petition))
    expect(page.locator(".counter__number")).to_have_text("1")
    email = page.get_by_label("E-post")
    email.fill("halv@")
    before = email.bounding_box()
    for _person in range(2):
        make_signature(petition)
    page.wait_for_timeout(1100)  # a kept page may be a second old
    page.clock.run_for(13_000)
    expect(page.locator(".counter__number")).to_have_text("3")
    expect(email).to_have_value("halv@")
    assert email.bounding_box() == before
    assert len(asked) == 1
    with page.expect_request("**/antal"):
        page.clock.run_for(20_000)
    page.wait_for_timeout(300)
    page.evaluate("Object.defineProperty(document, 'visibilityState', {value: 'hidden'})")
    page.clock.run_for(61_000)  # what was planned before
    page.wait_for_timeout(300)
    so_far = len(asked)
    page.clock.run_for(300_000)
    assert len(asked) == so_far <= 3
