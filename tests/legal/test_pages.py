"""Administrators make the texts their own, and are told when the draft goes another way."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.db import db, transaction
from app.petitions.models import AskFor, Petition
from app.record.models import Act
from tests.clients import Client
from tests.factories import make_association, make_petition
from tests.legal.doors import REGISTER, TEXTS

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


def edit(client: Client, body: str, path: str = REGISTER) -> None:
    """Make a text the association's own."""
    assert client.submit(f"{path}/redigera", {"body": body}, button="Spara").status_code == 303


def test_a_draft_is_made_ones_own_printed_and_taken_as_a_file(administrator: Client) -> None:
    edit(administrator, "## Vår egen\n\nSå här är det.")
    assert "<h2>Vår egen</h2>" in administrator.get(REGISTER).text
    file = administrator.get(f"{REGISTER}/fil.txt")
    assert (file.text, file.mimetype) == ("## Vår egen\n\nSå här är det.", "text/plain")
    assert administrator.get(f"{REGISTER}/fil.pdf").status_code == 404
    assert administrator.get(f"{TEXTS}/annat/sv").status_code == 404
    assert db.session.scalars(db.select(Act.kind).where(Act.kind.startswith("legal"))).all() == [
        "legal.edited"
    ]


def test_when_the_draft_changes_afterwards_the_difference_is_shown(administrator: Client) -> None:
    petition = make_petition()
    edit(administrator, "Vår egen.")
    assert "Utkastet har ändrats" not in administrator.get(REGISTER).text
    with transaction():
        db.session.get_one(Petition, petition.id).ask_phone = AskFor.REQUIRED
    page = administrator.get(REGISTER).text
    assert "Utkastet har ändrats" in page
    assert "<ins>- **Uppgifter:** namn, e-post, postnummer, telefon" in page
    assert "Utkastet har ändrats" in administrator.get(f"{TEXTS}/").text
    edit(administrator, "Vår egen, med telefon.")
    assert "Utkastet har ändrats" not in administrator.get(REGISTER).text


def test_going_back_to_the_draft(administrator: Client) -> None:
    edit(administrator, "Vår egen.")
    assert administrator.submit(REGISTER, button="Gå tillbaka till utkastet").status_code == 303
    assert "Personuppgiftsansvarig" in administrator.get(REGISTER).text


def test_of_two_who_edit_at_once_the_second_sees_what_stands_and_loses_nothing(administrator: Client) -> None:
    page = administrator.get(f"{REGISTER}/redigera")
    edit(administrator, "Den första.")
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    typed = {"csrf_token": token, "version": "0", "body": "Den andra."}
    answer = administrator.post(f"{REGISTER}/redigera", data=typed)
    assert answer.status_code == 422
    assert "Den första." in answer.text
    assert "Den andra." in answer.text


def test_an_empty_text_is_answered_at_its_field(administrator: Client) -> None:
    answer = administrator.submit(f"{REGISTER}/redigera", {"body": " "}, button="Spara")
    assert answer.status_code == 422
    assert "Skriv texten" in answer.text


def test_everyone_reads_how_personal_data_are_handled(client: Client, administrator: Client) -> None:
    assert 'href="/integritet"' in client.get("/").text
    assert "Rågsveds hyresgäster ansvarar" in client.get("/integritet").text
    assert "is responsible" in client.get("/en/integritet").text
    edit(administrator, "Våra *egna* ord.", f"{TEXTS}/information/sv")
    assert "Våra <em>egna</em> ord." in client.get("/integritet").text


def test_the_words_of_consent_stand_there_with_their_number(administrator: Client) -> None:
    make_petition(title="Rädda biblioteket")
    page = administrator.get(f"{TEXTS}/").text
    assert "Rädda biblioteket, på svenska (1)" in page
    assert "Jag skriver under" in page
