"""The pages that read people in: a file is looked at, its columns chosen, then it is added or thrown away."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.core.db import OPEN, db
from app.volunteers import spreadsheets
from app.volunteers.models import Volunteer, VolunteerImport
from tests.clients import Client
from tests.factories import make_association
from tests.volunteers.import_doors import INDEX
from tests.volunteers.spreadsheet_files import CSV, swollen, xlsx

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


def send(client: Client, data: bytes, name: str = "lista.csv") -> TestResponse:
    """Choose a file and press."""
    token = client.get(INDEX).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    typed: dict[str, Any] = {"csrf_token": token, "file": (BytesIO(data), name)}
    return client.post(INDEX, data=typed)


def test_a_file_is_looked_at_then_read_in_and_undone(administrator: Client) -> None:
    page = send(administrator, CSV.encode("cp1252")).location
    shown = administrator.get(page).text
    assert "Åsa Övningslund" in shown
    assert "äldre Windowsprogram" in shown
    assert "Adresser, åldrar" in shown
    assert db.session.scalars(db.select(Volunteer)).all() == []
    done = administrator.submit(page, button="Lägg till 2 personer").location
    told = administrator.get(done).text
    assert "2 personer är tillagda. Ingen får något mejl." in told
    assert "/mina-pass" in told
    assert administrator.submit(done, button="Ångra").status_code == 303
    assert db.session.scalars(db.select(Volunteer)).all() == []
    assert "Ångrad" in administrator.get(done).text


def test_all_of_a_file_can_be_members(administrator: Client) -> None:
    page = send(administrator, CSV.encode("cp1252")).location
    done = administrator.submit(page, {"members": "on"}, button="Lägg till 2 personer").location
    people = db.session.scalars(db.select(Volunteer)).all()
    assert [each.is_member for each in people] == [True, True]
    shown = administrator.get(done).text
    assert all(f'href="/organisera/hjalpare/{each.id}"' in shown for each in people)


def test_nobody_waits_while_a_file_is_read(administrator: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    read = spreadsheets.read_sheet

    def look(data: bytes) -> spreadsheets.Sheet:
        seen.append(db.session().info.get(OPEN, False))
        return read(data)

    monkeypatch.setattr(spreadsheets, "read_sheet", look)
    assert send(administrator, CSV.encode()).status_code == 303
    assert seen == [False]


def test_what_the_columns_hold_can_be_changed(administrator: Client) -> None:
    page = send(administrator, b"Vem;Var;Hur\nAlva;a@example.org;x\nEgon;e@example.org;y\n").location
    assert "Ingen skulle läggas till" in administrator.get(page).text
    twice = administrator.submit(page, {"column_0": "name", "column_2": "name"}, button="Läs så")
    assert twice.status_code == 422
    assert "Två kolumner är samma sak" in twice.text
    unnamed = administrator.submit(page, {"column_0": ""}, button="Läs så")
    assert "Välj vilken kolumn som har namnet" in unnamed.text
    assert administrator.submit(page, {"column_0": "name"}, button="Läs så").location == page
    assert "2</" in administrator.get(page).text
    assert administrator.submit(page, button="Lägg till 2 personer").status_code == 303


def test_personal_numbers_are_told_and_stand_nowhere(administrator: Client) -> None:
    rows = [["Namn", "E-post", "Personnummer"], ["Alva", "a@example.org", "811218-9876"]]
    shown = administrator.get(send(administrator, xlsx(rows), "lista.xlsx").location).text
    assert "En kolumn med personnummer lästes inte" in shown
    assert "811218" not in shown


def test_a_file_that_is_thrown_away_adds_nobody(administrator: Client) -> None:
    page = send(administrator, CSV.encode()).location
    assert administrator.submit(page, button="Släng filen").location == INDEX
    assert db.session.scalars(db.select(VolunteerImport.sealed)).all() == [None]
    again = administrator.get(page)
    assert again.status_code == 422
    assert "redan inläst" in again.text


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "Välj en fil."),
        (b"Namn;E-post\n", "Det finns inga rader"),
        (swollen(50), "större än 2 MB"),
        (b"%PDF-1.7\n\0", "inget kalkylark"),
    ],
)
def test_what_cannot_be_read_is_told_at_the_field(administrator: Client, data: bytes, sentence: str) -> None:
    answer = send(administrator, data)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_an_import_that_is_not_there_is_not_found(administrator: Client) -> None:
    for name in ("00" * 16, "x"):
        assert administrator.get(f"{INDEX}/{name}").status_code == 404
