"""A signer puts right what she wrote; the count stays exact, and one person signs once."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.db import db, transaction
from app.petitions import counting
from app.petitions.models import Area, Petition, Question
from app.signatures import correcting, rows
from app.signatures.correcting import Right
from app.signatures.models import CommentState, Hold, Signature, SignatureState
from tests.budgets import snapshot
from tests.clients import Client
from tests.factories import make_signature
from tests.mail import Mailbox
from tests.petitions.conftest import AtOnce
from tests.petitions.signers import counts, problem_with, said, sign, signatures
from tests.signatures.own import fresh, page_of, press

SQLITE = pytest.mark.database("sqlite")


def with_areas(petition: Petition) -> dict[str, int]:
    """Let a petition ask where people live; give the areas by name."""
    with transaction():
        for number, name in enumerate(("Rågsved", "Hagsätra"), start=1):
            db.session.add(Area(petition_id=petition.id, name=name, number=number))
    db.session.rollback()
    return {area.name: area.id for area in db.session.query(Area)}


def test_every_series_follows_a_correction(client: Client, petition: Petition) -> None:
    areas = with_areas(petition)
    row = make_signature(petition, name="Asa Oberg", postcode="12465", area_id=areas["Rågsved"])
    make_signature(petition, postcode="12465", area_id=areas["Rågsved"])
    typed = {"name": "Åsa Öberg", "postcode": "164 40", "area": str(areas["Hagsätra"])}
    answer = press(client, page_of(row), "ratta", **typed)
    assert answer.status_code == 303
    assert "sparade" in client.get(answer.location).text
    right = fresh(row)
    assert (rows.person(right)["name"], right.postcode, right.area_id) == (
        "Åsa Öberg", "16440", areas["Hagsätra"],
    )  # fmt: skip
    assert counts(petition)["areas"] == {"124": 1, "164": 1}
    assert counts(petition)["online"] == 2
    assert {area.name: area.count for area in db.session.query(Area)} == {"Rågsved": 1, "Hagsätra": 1}
    assert counting.check(db.session.get_one(Petition, petition.id)).is_right
    assert right.number == row.number


def test_who_corrected_her_name_cannot_sign_again_in_it(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    row = make_signature(petition, email="asa@example.org", name="Asa Oberg", postcode="12465")
    press(client, page_of(row), "ratta", name="Åsa Öberg", postcode="12465")
    before = mailbox.deliver()
    sign(client, petition)  # as Åsa Öberg
    assert len(signatures(petition, SignatureState.CONFIRMED)) == 1
    assert [
        letter.subject for letter in mailbox.deliver()[len(before) :]
    ] == []  # nothing asks her to confirm


def test_the_name_of_the_other_person_on_the_mailbox_is_taken(client: Client, petition: Petition) -> None:
    home: dict[str, Any] = {"email": "hemma@example.org", "postcode": "12465"}
    make_signature(petition, name="Bo Ek", **home)
    row = make_signature(petition, name="Åsa Ek", **home)
    before = snapshot()
    answer = press(client, page_of(row), "ratta", name="BO  EK", postcode="12465")
    assert answer.status_code == 422
    assert said(correcting.NameTaken.message) in answer.text
    assert 'value="BO EK"' in answer.text
    assert {**snapshot(), "signer_link": []} == {**before, "signer_link": []}


@SQLITE
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "Köp på https://spam.example"}, "name"),
        ({"name": "www.spam.example"}, "name"),
        ({"name": ""}, "name"),
        ({"name": "Å" * 101}, "name"),
        ({"name": "Åsa\x07"}, "name"),
        ({"postcode": "1246"}, "postcode"),
        ({"postcode": "<script>"}, "postcode"),
        ({"phone": "ring mig"}, "phone"),
        ({"comment": "Ä" * 10_000}, "comment"),
    ],
)
def test_mistakes_are_told_at_their_field_and_all_that_was_typed_stays(
    client: Client, petition: Petition, typed: dict[str, Any], field: str
) -> None:
    with transaction():
        asking = db.session.get_one(Petition, petition.id)
        asking.ask_comment, asking.ask_phone = True, "optional"
    row = make_signature(petition, name="Åsa Öberg")
    page = page_of(row)
    before = snapshot()
    data = {"name": "Åsa", "postcode": "12466", "phone": "070-174 06 98", "comment": "Bra!"} | typed
    answer = press(client, page, "ratta", **data)
    assert answer.status_code == 422
    assert problem_with(answer, field)
    for value in data.values():
        assert value[:40].replace("<", "&lt;").replace(">", "&gt;").replace("\x07", "") in answer.text
    assert snapshot() == before


@SQLITE
def test_a_changed_comment_is_read_again_and_an_emptied_one_is_gone(
    client: Client, petition: Petition
) -> None:
    with transaction():
        db.session.get_one(Petition, petition.id).ask_comment = True
    row = make_signature(petition, name="Åsa Öberg", comment="Först så.")
    with transaction():
        fresh_row = db.session.get_one(Signature, row.id)
        fresh_row.comment_state = CommentState.SHOWN
    page, who = page_of(row), {"name": "Åsa Öberg", "postcode": "12465"}
    press(client, page, "ratta", **who, comment="Först så.")
    assert fresh(row).comment_state == CommentState.SHOWN
    press(client, page, "ratta", **who, comment="Sedan så här.")
    assert fresh(row).comment_state == CommentState.WAITING
    press(client, page, "ratta", **who, comment="")
    assert fresh(row).comment_state == CommentState.NONE
    assert "comment" not in rows.person(fresh(row))


@SQLITE
def test_answers_are_corrected_and_may_be_taken_back(client: Client, petition: Petition) -> None:
    with transaction():
        db.session.add(
            Question(petition_id=petition.id, number=1, kind="yes_no", label="Bor du här?", is_required=True)
        )
    question = db.session.query(Question).one().id
    row = make_signature(petition, name="Åsa Öberg", answers={str(question): "yes"})
    page, who = page_of(row), {"name": "Åsa Öberg", "postcode": "12465"}
    assert "Bor du här?" in client.get(page).text
    press(client, page, "ratta", **who, **{f"q{question}": "no"})
    assert rows.person(fresh(row))["answers"] == {str(question): "no"}
    press(client, page, "ratta", **who)
    assert "answers" not in rows.person(fresh(row))


@SQLITE
def test_what_the_form_does_not_ask_for_stays(client: Client, petition: Petition) -> None:
    row = make_signature(petition, name="Åsa Öberg", comment="Bra!", phone="+46701740698")
    press(client, page_of(row), "val", shown="whole", contact_me="y")
    person = rows.person(fresh(row))
    assert (person["comment"], person["phone"]) == ("Bra!", "+46701740698")
    assert (fresh(row).show_name, fresh(row).contact_me) == (True, True)
    press(client, page_of(row), "val", shown="first")
    assert (fresh(row).first_name_only, fresh(row).contact_me) == (True, False)
    press(client, page_of(row), "val", shown="not")
    assert (fresh(row).show_name, fresh(row).first_name_only) == (False, False)
    assert press(client, page_of(row), "val", shown="allt").status_code == 422


def test_a_joke_in_the_place_of_a_name_is_looked_at_before_it_counts(
    client: Client, petition: Petition
) -> None:
    row = make_signature(petition, name="Åsa Öberg", postcode="12465")
    press(client, page_of(row), "ratta", name="Kalle Anka", postcode="12465")
    assert (fresh(row).state, fresh(row).hold) == (SignatureState.HELD, Hold.NAME)
    assert counts(petition)["online"] == 0
    assert counting.check(db.session.get_one(Petition, petition.id)).is_right


def test_corrections_at_once_keep_the_count(petition: Petition, at_once: AtOnce) -> None:
    row = make_signature(petition, name="Åsa Öberg", postcode="12465")

    def correct(postcode: str) -> None:
        with transaction():
            correcting.correct(db.session.get_one(Signature, row.id), Right(name="Åsa", postcode=postcode))

    codes = ("12465", "16440", "11122", "98765")
    done = at_once(*[lambda code=code: correct(code) for code in codes])
    assert done == [None] * 4
    assert counting.check(db.session.get_one(Petition, petition.id)).is_right
    assert counts(petition)["areas"] == {fresh(row).postcode[:3]: 1}


def test_a_correction_of_what_is_gone_is_told(petition: Petition, client: Client) -> None:
    row = make_signature(petition)
    pending = make_signature(petition, is_confirmed=False)
    page = page_of(pending)
    answer = press(client, page, "ratta", name="Åsa Ek", postcode="12465")
    assert answer.status_code == 422
    assert said(correcting.NotConfirmedYet.message) in answer.text
    page = page_of(row)
    press(client, page, "ta-bort", sure="y")
    assert press(client, page, "ratta", name="Åsa Ek", postcode="12465").status_code == 404
