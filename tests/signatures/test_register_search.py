"""Searching the register: exact by hash, in part by opening a bounded number of rows, always written down."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.core.db import db
from app.petitions.models import Petition
from app.signatures import searching, showing
from app.signatures.searching import By
from tests.budgets import at_most
from tests.clients import Client
from tests.core.visitors import token_of
from tests.factories import make_association, make_petition, make_signature
from tests.shifts.desk import acts, parsed, problem_above, problem_at, typed_in
from tests.shifts.pages import links, said
from tests.signatures.many import add_signatures


@pytest.fixture
def petition(app: Flask) -> Petition:
    make_association()
    return make_petition()


def address(petition: Petition) -> str:
    return f"/organisera/namninsamlingar/{petition.id}/underskrifter/sok"


def search(client: Client, petition: Petition, by: str, words: str, **more: str) -> TestResponse:
    data = {"by": by, "words": words, "csrf_token": token_of(client), **more}
    return client.post(address(petition), data=data)


def found_in(page: TestResponse) -> list[str]:
    """List the numbers of the signatures that a page leads to."""
    ends = [way.partition("?")[0].rpartition("/")[2] for way in links(page)]
    return [end for end in ends if end.isdigit()]


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("email", "asa.oberg@gmail.com"),
        ("email", "AsaOberg+kampanj@googlemail.com"),
        ("name", "Åsa Öberg"),
        ("name", "åsa  ÖBERG"),
        ("part", "öber"),
    ],
)
@pytest.mark.database("sqlite")
def test_somebody_is_found_however_she_is_spelt(
    petition: Petition, organizer: Client, by: str, words: str
) -> None:
    row = make_signature(petition, name="Åsa Öberg", email="asa.oberg@gmail.com")
    make_signature(petition)
    make_signature(make_petition(), name="Åsa Öberg", email="asa.oberg@gmail.com")
    page = search(organizer, petition, by, words)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert found_in(page) == [str(row.id)]
    assert "Åsa Öberg" in page.text


def test_a_search_is_written_down_without_what_was_searched_for(
    petition: Petition, organizer: Client
) -> None:
    make_signature(petition, name="Zebediah Kvistlofhage")
    search(organizer, petition, "name", "Zebediah Kvistlofhage")
    search(organizer, petition, "email", "finns.inte@example.org")
    search(organizer, petition, "part", "kvistlo")
    assert acts("signatures.searched") == [
        {"by": "name", "signatures": 1},
        {"by": "email", "signatures": 0},
        {"by": "part", "signatures": 1, "looked_at": 1},
    ]
    log = organizer.get("/organisera/logg").text
    assert said("Signatures searched") in log
    assert "kvistlo" not in log.lower()


@pytest.mark.database("sqlite")
def test_reading_the_form_is_no_search(petition: Petition, organizer: Client) -> None:
    page = organizer.get(f"{address(petition)}?by=name&words=Zebediah")
    assert "Zebediah" not in page.text
    assert acts("signatures.searched") == []


@pytest.mark.parametrize(
    ("by", "words", "field"),
    [
        ("email", "", "words"),
        ("email", "Åsa Öberg", "words"),
        ("part", "Ås", "words"),
        ("name", "x" * 255, "words"),
        ("name", "Åsa\x07", "words"),
        ("phone", "070", "by"),
    ],
)
@pytest.mark.database("sqlite")
def test_what_cannot_be_searched_for_is_answered_at_its_field(
    petition: Petition, organizer: Client, by: str, words: str, field: str
) -> None:
    page = search(organizer, petition, by, words)
    assert page.status_code == 422
    assert problem_at(page, field)
    assert typed_in(page)["words"] == words
    assert acts("signatures.searched") == []


def test_a_part_of_a_name_is_looked_for_in_bounds_and_one_can_go_on(
    petition: Petition, organizer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "LOOKED_AT", 20)
    first = make_signature(petition, name="Wilgotina Ekdahl")
    add_signatures(petition, 30)
    last = make_signature(petition, name="Wilgot Rask")
    page = search(organizer, petition, "part", "wilgot")
    assert found_in(page) == [str(last.id)]
    assert "20 underskrifter" in page.text
    assert said("There are older ones, which have not been looked at.") in page.text
    further = organizer.post(address(petition), data=go_on(page))
    assert found_in(further) == [str(first.id)]
    assert said("There are no older ones.") in further.text
    assert [act["looked_at"] for act in acts("signatures.searched")] == [20, 12]


def go_on(page: TestResponse) -> dict[str, Any]:
    """Give what the button sends that looks at older ones."""
    form = next(each for each in reversed(parsed(page).named("form")) if each.attrs.get("method") != "dialog")
    inputs = [node for node in parsed(page).named("input") if node.attrs.get("type") == "hidden"]
    assert form.attrs["method"] == "post"
    return {str(node.attrs["name"]): node.attrs.get("value") or "" for node in inputs}


def test_more_than_can_be_shown_are_told(
    petition: Petition, organizer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_FOUND", 3)
    for _each in range(5):
        make_signature(petition, name="Åsa Öberg")
    page = search(organizer, petition, "name", "Åsa Öberg")
    assert len(found_in(page)) == 3
    assert said("There are more. Search by the e-mail address instead.") in page.text
    page = search(organizer, petition, "part", "öberg")
    assert len(found_in(page)) == 3
    assert acts("signatures.searched")[-1] == {"by": "part", "signatures": 3, "looked_at": 3}
    assert said("Look at older ones") in page.text


def test_searching_costs_the_same_among_few_and_many(petition: Petition, organizer: Client) -> None:
    token, costs, before = token_of(organizer), [], 0
    kinds = (("email", "fyllare3@exempel.example"), ("name", "Nollan Fyllare 3"), ("part", "fyllare 3"))
    for many in (10, 10_000):
        add_signatures(petition, many - before, first=before)
        before = many
        for by, words in kinds:
            # The act is chained: one reads the head, and PostgreSQL takes its turn by three more.
            with at_most(13 if db.engine.dialect.name == "postgresql" else 10) as asked:
                page = organizer.post(address(petition), data={"by": by, "words": words, "csrf_token": token})
            assert page.status_code == 200
            costs.append(len(asked))
    assert costs[:3] == costs[3:]


@pytest.mark.database("sqlite")
def test_whoever_signed_at_the_stand_is_found_by_her_receipt(petition: Petition, organizer: Client) -> None:
    from app.kiosks import receipts
    from tests.signatures.many import change

    row = make_signature(petition, name="Siv Testberg")
    change(row, channel="kiosk")
    code = receipts.code_of(row)
    assert found_in(search(organizer, petition, "receipt", code.lower())) == [str(row.id)]
    assert found_in(search(organizer, petition, "receipt", "0000-0000-0000")) == []
    assert found_in(search(organizer, make_petition(), "receipt", code)) == []


@pytest.mark.settings(rate_limits=True)
@pytest.mark.database("sqlite")
def test_looking_at_very_many_names_has_to_wait(
    petition: Petition, organizer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "LOOKS", "2 per 10 minutes")
    row = make_signature(petition, name="Zebediah Kvistlofhage")
    register = address(petition).removesuffix("sok")
    assert search(organizer, petition, "name", "Zebediah Kvistlofhage").status_code == 200
    assert organizer.submit(register, button=said("Show the names")).status_code == 200
    refused = [
        search(organizer, petition, "name", "Zebediah Kvistlofhage"),
        organizer.submit(register, button=said("Show the names")),
        organizer.submit(f"{register}{row.id}", button=said("Show who it is")),
    ]
    for page in refused:
        assert page.status_code == 429
        assert said("You have looked at very many names in a short time. Wait ten minutes.") in problem_above(
            page
        )
    assert len(acts("signatures.searched") + acts("signatures.shown")) == 2


def test_a_part_matches_in_the_form_that_names_are_compared_in(petition: Petition) -> None:
    row = make_signature(petition, name="Ａｓａ Öberg")
    assert searching.find(petition, By.PART, "asa ö").ids == [row.id]


@pytest.mark.database("sqlite")
def test_from_somebody_who_was_found_the_way_back_leads_to_the_search(
    petition: Petition, organizer: Client
) -> None:
    make_signature(petition, name="Åsa Öberg")
    page = search(organizer, petition, "name", "Åsa Öberg")
    (way,) = [each for each in links(page) if each.endswith("?fran=sok")]
    back = f'href="{address(petition)}"'
    assert back in organizer.get(way).text
    assert back not in organizer.get(way.partition("?")[0]).text
