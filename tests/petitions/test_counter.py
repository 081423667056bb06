"""The count by itself: numbers and words for a page that is being looked at, from kept bytes."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.petitions import goals, life
from app.petitions.models import Petition, PetitionState
from tests.budgets import at_most
from tests.clients import Client
from tests.factories import make_paper_total, make_petition, make_signature
from tests.petitions.signers import address_of

pytestmark = pytest.mark.database("sqlite")


def test_it_says_what_the_page_says(client: Client, petition: Petition) -> None:
    where = address_of(petition)
    nothing = client.get(f"{where}/antal").json
    assert nothing is not None
    assert (nothing["total"], nothing["goal"], nothing["percent"]) == (0, 100, 0)
    with transaction():
        goals.set_goals(petition, [(8, "")], actor=None)
    make_signature(petition)
    make_paper_total(petition, count=4)
    with at_most(3):
        answer = client.get(f"{where}/antal")
    assert answer.json is not None
    said = dict(answer.json)
    html = said.pop("html")
    assert said == {
        "total": 5, "online": 1, "paper": 4, "goal": 8, "percent": 62, "words": "5 har skrivit under"
    }  # fmt: skip
    assert html.strip() in client.get(where).text
    english = client.get(f"/en{where}/antal").json
    assert english is not None
    assert english["words"] == "5 have signed"
    assert "Set-Cookie" not in answer.headers


def test_a_closed_one_has_no_goal_and_its_page_asks_no_more(client: Client, petition: Petition) -> None:
    where = address_of(petition)
    assert f'data-counter="{where}/antal"' in client.get(where).text
    with transaction():
        life.close_petition(db.session.get_one(Petition, petition.id), actor=None)
    assert "data-counter" not in client.get(where).text
    answer = client.get(f"{where}/antal").json
    assert answer is not None
    assert (answer["goal"], answer["percent"]) == (None, None)


def test_what_nobody_may_read_has_no_count(client: Client) -> None:
    draft = make_petition(state=PetitionState.DRAFT)
    assert client.get(f"{address_of(draft)}/antal").status_code == 404
    assert client.get("/namninsamlingar/finns-inte/antal").status_code == 404
