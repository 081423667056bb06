"""The text for the chat on a shift's page at the desk: its link opens something for whoever reads it."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.clients import Client
from tests.clocks import Clock
from tests.shifts.desk import DESK
from tests.shifts.makers import make_event, make_shift

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture(autouse=True)
def standing_clock(app: Flask, clock: Clock) -> Clock:
    """Let it be Saturday 14 March 2026, noon."""
    return clock


@pytest.mark.parametrize(
    ("visibility", "way"), [("public", "/pass/"), ("link", "/pass/"), ("members", "/mina-pass/")]
)
def test_its_link_leads_somewhere(organizer: Client, client: Client, visibility: str, way: str) -> None:
    shift = make_shift(make_event(visibility=visibility))
    page = organizer.get(f"{DESK}/tid/{shift.id}").text
    text = re.search(r'<textarea id="till-chatten"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    assert text
    [link] = re.findall(r"http://localhost:8000(/\S+)", text[1])
    assert link.startswith(way)
    assert client.get(link).status_code == 200
