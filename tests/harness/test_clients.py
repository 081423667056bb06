"""The client asks as a browser does and lets no bad page pass."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.access import public
from tests.clients import Client
from tests.factories import make_association


@pytest.fixture
def bad_page(app: Flask) -> None:
    @app.get("/bad")
    @public
    def bad() -> str:
        return "<h1>Bad</h1>"


@pytest.mark.usefixtures("bad_page")
def test_a_bad_page_fails_the_test_that_asks_for_it(client: Client) -> None:
    make_association()
    with pytest.raises(AssertionError, match="/bad breaks"):
        client.get("/bad")
    assert client.get("/bad", checked=False).status_code == 200


def test_an_organizer_is_signed_in_and_a_visitor_is_not(organizer: Client, client: Client) -> None:
    make_association()
    assert organizer.get("/organisera/").status_code == 200
    assert client.get("/organisera/").status_code == 303


def test_a_form_is_sent_with_its_token(organizer: Client) -> None:
    make_association()
    answer = organizer.submit(
        "/organisera/kampanjer/ny", {"title": "Rädda badet", "demand": "Badet ska vara kvar."}
    )
    assert answer.status_code == 303
