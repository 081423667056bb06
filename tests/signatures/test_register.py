"""The desk's register of signatures: masked, page by page, shown only by an act that is written down."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import db as core_db
from app.core import templates
from app.core.db import db
from app.petitions import purging
from app.petitions.models import Petition
from app.record import queries as record
from app.record.models import Act
from app.signatures import masking, register
from app.signatures.models import Signature
from app.signatures.register import Chosen
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.core.markers import CONFIRMED, PENDING, found_in
from tests.factories import make_account, make_association, make_petition, make_signature
from tests.shifts.desk import acts, parsed, problem_at
from tests.shifts.pages import links, said
from tests.signatures.many import add_signatures, change, count_source, make_area


@pytest.fixture
def petition(app: Flask) -> Petition:
    make_association()
    return make_petition(title="Köp tillbaka centrum")


def address(petition: Petition, rest: str = "") -> str:
    return f"/organisera/namninsamlingar/{petition.id}/underskrifter/{rest}"


def sign(petition: Petition, person: Any = CONFIRMED, **changes: Any) -> Signature:
    return make_signature(petition, name=person.name, email=person.email, **changes)


def test_names_are_masked_to_their_first_letters() -> None:
    assert masking.masked_name("Åsa Maria Öberg-Nyman") == "Å… M… Ö…"
    assert masking.masked_email("asa@exempel.example") == "a…@e…"
    assert masking.masked_email("") == ""


def test_a_page_that_nobody_asked_to_open_shows_no_name(petition: Petition, organizer: Client) -> None:
    row = sign(petition)
    sign(petition, PENDING, is_confirmed=False, postcode="12133")
    pages = [
        organizer.get(address(petition)),
        organizer.get(address(petition, str(row.id))),
        organizer.get(address(petition, "sok")),
        organizer.get(address(petition, "kurva")),
    ]
    for page in pages:
        assert found_in(page.data, CONFIRMED.words + PENDING.words) == []
    assert "Z… K…" in pages[0].text
    assert "z…@b…" in pages[0].text.replace("<wbr>", "")
    for postcode in ("124 65", "121 33"):
        assert postcode in pages[0].text
    assert acts("signatures.shown") == []


@pytest.mark.database("sqlite")
def test_names_show_by_a_press_that_is_written_down_once(petition: Petition, organizer: Client) -> None:
    sign(petition)
    sign(petition, PENDING, is_confirmed=False)
    page = organizer.submit(address(petition), {"reason": "Någon har ringt"}, button=said("Show the names"))
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    for words in (CONFIRMED.name, CONFIRMED.email, PENDING.name):
        assert words in page.text.replace("<wbr>", "")
    [act] = db.session.scalars(select(Act).where(Act.kind == "signatures.shown"))
    assert act.facts == {"signatures": 2}
    assert act.petition_id == petition.id
    assert act.account_id is not None
    assert record.words_of(act) == "Någon har ringt"
    log = organizer.get("/organisera/logg").text
    assert said("Names of signers shown") in log
    assert "Någon har ringt" in log
    assert CONFIRMED.name not in organizer.get(address(petition)).text


@pytest.mark.database("sqlite")
def test_the_names_that_show_are_those_of_the_page_whoever_signs_meanwhile(
    petition: Petition, organizer: Client
) -> None:
    sign(petition)
    page = organizer.get(address(petition))
    form = next(node for node in parsed(page).named("form") if "/visa" in (node.attrs["action"] or ""))
    token = next(n.attrs["value"] for n in parsed(page).named("input") if n.attrs["name"] == "csrf_token")
    sign(petition, PENDING)
    shown = organizer.post(form.attrs["action"] or "", data={"csrf_token": token}).text
    assert CONFIRMED.name in shown
    assert PENDING.name not in shown


@pytest.mark.database("sqlite")
def test_one_signature_shows_its_owner_by_a_press_of_its_own(petition: Petition, organizer: Client) -> None:
    row = sign(petition)
    here = address(petition, str(row.id))
    page = organizer.submit(here, button=said("Show who it is"))
    assert CONFIRMED.name in page.text
    assert acts("signatures.shown") == [{"signatures": 1, "signature": row.id}]
    later = organizer.get(here)
    assert CONFIRMED.name not in later.text
    assert said("Shown at the desk") in later.text
    assert organizer.get(f"{here}/visa").status_code == 303  # an old tab opened again


@pytest.mark.database("sqlite")
def test_a_reason_that_is_too_long_is_answered_at_its_field(petition: Petition, organizer: Client) -> None:
    row = sign(petition)
    for here, button in (
        (address(petition), "Show the names"),
        (address(petition, str(row.id)), "Show who it is"),
    ):
        page = organizer.submit(here, {"reason": "x" * 301}, button=said(button))
        assert page.status_code == 422
        assert "300" in problem_at(page, "reason")
        assert CONFIRMED.name not in page.text
    assert acts("signatures.shown") == []


def test_pages_follow_one_another_and_show_each_signature_once(petition: Petition, organizer: Client) -> None:
    add_signatures(petition, register.PAGE * 2 + 3)
    seen: list[str] = []
    here, pages = address(petition), 0
    while here:
        page, pages = organizer.get(here), pages + 1
        seen += [way for way in links(page) if way.rpartition("/")[2].isdigit()]
        here = next((way for way in links(page) if "fore=" in way), "")
    assert pages == 3
    mine = [address(petition, str(number)) for number in db.session.scalars(select(Signature.id))]
    assert sorted(way for way in seen if way in mine) == sorted(mine)
    assert len(seen) - len(mine) == pages  # the way back to the petition


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("lage=pending", {2}),
        ("lage=confirmed&hur=web", {0, 1}),
        ("vag=affisch", {1}),
        ("udda=y", {3}),
        ("omrade=AREA", {0}),
        ("fran=2026-03-14&till=2026-03-14", {0, 1, 2, 3}),
        ("till=2026-03-13", set()),
        ("lage=held&vag=affisch", set()),
        ("fore=1", set()),
        ("fore=99999999999999999999", {0, 1, 2, 3}),
    ],
)
@pytest.mark.database("sqlite")
def test_what_is_listed_can_be_chosen(
    clock: object, petition: Petition, organizer: Client, query: str, found: set[int]
) -> None:
    area = make_area(petition)
    rows = [
        sign(petition, area_id=area),
        make_signature(petition),
        make_signature(petition, is_confirmed=False),
        make_signature(petition),
    ]
    change(rows[1], source="affisch")
    change(rows[3], state="held", hold="name")
    count_source(petition, "affisch")
    page = organizer.get(address(petition) + "?" + query.replace("AREA", str(area)))
    assert page.status_code == 200
    listed = {number for number, row in enumerate(rows) if address(petition, str(row.id)) in links(page)}
    assert listed == found


@pytest.mark.database("sqlite")
def test_a_choice_that_cannot_be_is_answered_at_its_field(petition: Petition, organizer: Client) -> None:
    sign(petition)
    for query, field in (
        ("fran=igår", "fran"), ("lage=annat", "lage"), ("omrade=x", "omrade"),
        ("fran=2026-03-14&till=2026-03-01", "till"),
    ):  # fmt: skip
        page = organizer.get(f"{address(petition)}?{query}")
        assert page.status_code == 422
        assert problem_at(page, field)
        assert address(petition, "visa") not in page.text


@pytest.mark.database("sqlite")
def test_looking_at_masked_pages_changes_nothing(petition: Petition, organizer: Client) -> None:
    row = sign(petition)
    before = snapshot()
    for rest in ("", "sok", "kurva", str(row.id), "?lage=held"):
        organizer.get(address(petition, rest))
    assert snapshot() == before


def test_a_signature_of_another_petition_is_not_here(petition: Petition, organizer: Client) -> None:
    row = make_signature()
    assert organizer.get(address(petition, str(row.id))).status_code == 404
    assert organizer.get(address(petition, "999999")).status_code == 404


def test_what_is_not_indexed_is_looked_for_among_so_many_and_told(
    petition: Petition, organizer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "WINDOW", 40)
    rare = make_signature(petition)
    change(rare, source="affisch")
    count_source(petition, "affisch")
    add_signatures(petition, 60)
    here = f"{address(petition)}?vag=affisch"
    page = organizer.get(here)
    assert address(petition, str(rare.id)) not in links(page)
    assert "40 underskrifter" in page.text
    assert said("Nothing like that among those that were looked at.") in page.text
    older = next(way for way in links(page) if "fore=" in way)
    assert address(petition, str(rare.id)) in links(organizer.get(older))


def test_ten_thousand_signatures_cost_as_few_questions_as_ten(petition: Petition, organizer: Client) -> None:
    pages = ("", "?lage=held", "?hur=web&fran=2020-01-01", "kurva")
    costs, before = [], 0
    for many in (10, 10_000):
        add_signatures(petition, many - before, first=before)
        before = many
        for rest in pages:
            with at_most(10) as asked:
                assert organizer.get(address(petition, rest)).status_code == 200
            costs.append(len(asked))
    assert costs[: len(pages)] == costs[len(pages) :]


def test_the_numbers_beside_what_counts_are_bounded(
    petition: Petition, organizer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in (core_db, register, templates):
        monkeypatch.setattr(place, "COUNTED_TO", 4)
    add_signatures(petition, 60)
    waiting = register.count_waiting(petition)
    assert (waiting.pending, waiting.held, waiting.invalid) == (5, 5, 5)
    assert waiting.is_capped
    assert said("more than %(number)s", number=4) in organizer.get(address(petition)).text


def test_a_damaged_row_is_a_question_mark(petition: Petition, organizer: Client) -> None:
    row = sign(petition)
    change(row, sealed=bytes(len(row.sealed)))
    page = organizer.get(address(petition))
    assert page.status_code == 200
    assert "?…" in page.text
    assert organizer.get(address(petition, str(row.id))).status_code == 200


def test_every_page_of_a_list_is_the_end_of_an_index(petition: Petition) -> None:
    add_signatures(petition, 200)
    chosen = Chosen()
    seen: list[int] = []
    before: int | None = None
    while True:
        page = register.list_page(petition, chosen, before=before)
        seen += [row.id for row in page.rows]
        if page.older is None:
            break
        before = page.older
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 200


@pytest.mark.database("sqlite")
def test_each_state_leads_to_what_can_be_done_about_it(petition: Petition, organizer: Client) -> None:
    row = sign(petition)
    here, desk = address(petition, str(row.id)), f"/organisera/namninsamlingar/{petition.id}"
    out = f"{desk}/signaturer/{row.id}/ogiltig"
    assert {out, f"{here}/ta-bort"} <= set(links(organizer.get(here)))
    change(row, state="held", hold="name")
    held = organizer.get(here)
    assert f"{desk}/granska/{row.id}" in links(held)
    assert said("The name is one that people write as a joke.") in held.text
    organizer.submit(out, {"reason": "Ett skämt"})
    taken_out = links(organizer.get(here))
    assert out not in taken_out
    assert any(way.startswith(f"{desk}/ogiltiga/") for way in taken_out)
    assert address(petition, str(row.id)) in links(organizer.get(f"{address(petition)}?lage=invalid"))


@pytest.mark.database("sqlite")
def test_after_the_purge_numbers_are_left(clock: Clock, petition: Petition, organizer: Client) -> None:
    sign(petition)
    clock.move(days=120)
    purging.purge_due()
    organizer.sign_in(make_account())
    assert said("The names have been removed") in organizer.get(address(petition)).text
    assert organizer.get(address(petition, "kurva")).status_code == 200
