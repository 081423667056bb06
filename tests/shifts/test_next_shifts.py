"""The next shifts are offered where people already are: front page, campaign, after signing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock as core_clock
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import (
    confirmation_token,
    make_association,
    make_campaign,
    make_petition,
    make_signature,
)
from tests.shifts.makers import make_event, make_shift
from tests.shifts.pages import fill, links, make_public_event


@pytest.fixture(autouse=True)
def association(app: Flask, clock: Clock) -> None:
    """Let every test have an association and a clock that stands."""
    make_association()


def test_other_pages_show_the_next_shifts_with_room(client: Client) -> None:
    campaign = make_campaign(slug="centrum")
    other = make_shift(make_event(title="Annat"))
    mine = make_shift(make_public_event(campaign, title="Vårt"))
    fill(make_shift(make_public_event(campaign, title="Fullbokat"), most=1), 1)
    assert {f"/pass/{other.slug}", f"/pass/{mine.slug}"} <= set(links(client.get("/")))
    shown = client.get("/kampanjer/centrum")
    assert f"/pass/{mine.slug}" in links(shown)
    assert "Annat" not in shown.text
    assert "Fullbokat" not in shown.text


def test_after_confirming_a_signature_the_next_shift_is_offered(client: Client) -> None:
    campaign = make_campaign(slug="centrum")
    signature = make_signature(make_petition(campaign), is_confirmed=False)
    thanks = f"/namninsamlingar/bekrafta/{confirmation_token(signature)}"
    make_shift(make_event(title="Annat"))
    full = make_shift(make_public_event(campaign, title="Fullbokat"), most=1)
    fill(full, 1)
    mine = make_shift(
        make_public_event(campaign, title="Vårt"), starts_at=core_clock.now() + timedelta(days=9)
    )
    assert client.post(thanks).status_code == 303
    shown = links(client.get(thanks))
    assert f"/pass/{mine.slug}#boka" in shown
    assert [link for link in shown if link.startswith("/pass/")] == [
        f"/pass/{mine.slug}", f"/pass/{mine.slug}#boka", "/pass/"
    ]  # fmt: skip
