"""What stands over the errors of a form: that nothing was saved, only where something was to be saved."""

from __future__ import annotations

import pytest

from app.petitions.models import Petition
from tests.clients import Client
from tests.factories import make_signature
from tests.petitions.organizers import send
from tests.petitions.signers import sign
from tests.signatures.own import page_of as own_page_of
from tests.signatures.own import press
from tests.signatures.waiting import WRONG, enter, page_of

pytestmark = pytest.mark.database("sqlite")
NOT_SAVED, NOT_RIGHT = "Inget har sparats än", "Något stämmer inte än"


def heading(page: str) -> str:
    """Give the heading over the errors of a page."""
    return page.partition('class="error-summary__title"')[2].partition("</h2>")[0]


def test_a_form_that_saves_nothing_does_not_say_that_nothing_was_saved(
    client: Client, petition: Petition
) -> None:
    receipt = {"code": "x", "postcode": "12465"}
    row = make_signature(petition)
    for answer in (
        enter(client, page_of(client, petition), WRONG),
        client.post("/mina-underskrifter/", data={"email": "x"}),
        client.post("/mina-underskrifter/kvitto", data=receipt),
        client.post("/mina-pass/", data={"email": "x"}),
        press(client, own_page_of(row), "ta-bort"),
    ):
        assert answer.status_code == 422
        assert NOT_RIGHT in heading(answer.text)
        assert NOT_SAVED not in answer.text


def test_a_search_and_a_look_at_the_desk_save_nothing_either(organizer: Client, petition: Petition) -> None:
    row = make_signature(petition)
    register = f"/organisera/namninsamlingar/{petition.id}/underskrifter"
    long = "å" * 301
    for path, typed in (
        ("/sok", {"by": "part", "words": "Å"}),
        ("/visa", {"reason": long}),
        (f"/{row.id}/visa", {"reason": long}),
    ):
        answer = send(organizer, register + path, **typed)
        assert answer.status_code == 422
        assert NOT_RIGHT in heading(answer.text)


def test_a_form_that_saves_says_so(client: Client, petition: Petition) -> None:
    assert NOT_SAVED in heading(sign(client, petition, name="").text)
    row = make_signature(petition, name="Bo Ek")
    wrong = press(client, own_page_of(row), "ratta", name="070-123 45 67", postcode="12465")
    assert NOT_SAVED in heading(wrong.text)
    assert "med bokstäver" in wrong.text
