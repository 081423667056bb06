"""The key envelope: with its text, the database and the key store an installation is put back."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from pypdf import PdfReader

from app import create_app
from app.core import crypto
from app.core.access import Role
from app.core.config import Settings, load_settings
from app.core.db import before_fork, db
from app.core.masterkeys import KeyProblem, MasterKeys, new_master_key
from app.record.models import Act
from app.signatures import rows
from app.signatures.models import Signature
from app.site import queries, service
from tests.clients import Client
from tests.conftest import BASE_URL
from tests.faces import lend_faces
from tests.factories import make_account, make_association, make_signature

pytestmark = pytest.mark.database("sqlite")

ADDRESS = "/organisera/installningar/nyckelkuvert"


@pytest.fixture(autouse=True)
def faces(app: Flask) -> None:
    """Put the faces where they are looked for."""
    lend_faces(app)


def sheet_of(administrator: Client) -> str:
    """Make the sheet and read its text."""
    answer = administrator.submit(ADDRESS, button="Gör arket (PDF)")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert "no-store" in answer.headers["Cache-Control"]
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


def key_on(sheet: str) -> str:
    """Type the key off the sheet, with its spaces and its line break."""
    found = re.search(r"(m\d{8}-[0-9a-f]{4}:)\s*((?:[A-Za-z0-9+/=]{4} ?){11})", sheet)
    assert found, sheet
    return f"{found[1]}\n{found[2]}"


def test_an_installation_is_put_back_from_the_sheet(
    app: Flask, administrator: Client, settings: Settings, tmp_path: Path
) -> None:
    make_association()
    number = make_signature(name="Zebediah Kvist").id
    typed = key_on(sheet_of(administrator))
    before_fork()
    there = tmp_path / "elsewhere"
    (there / "keys").mkdir(parents=True)
    shutil.copy(settings.instance / "samling.db", there / "samling.db")
    shutil.copy(settings.instance / "keys" / "store.db", there / "keys" / "store.db")
    key = there / "keys" / "master.key"
    key.write_text(typed, encoding="utf-8")
    key.chmod(0o600)
    back = create_app(load_settings({}, instance=there, base_url=BASE_URL))
    with back.app_context():
        service.check_keys()
        assert rows.person(db.session.get_one(Signature, number))["name"] == "Zebediah Kvist"
        before_fork()


def test_the_sheet_says_whose_it_is_when_and_where_the_log_stood(administrator: Client) -> None:
    make_association()
    sheet = sheet_of(administrator)
    assert "Rågsveds hyresgäster" in sheet
    assert BASE_URL in sheet
    act = db.session.scalars(db.select(Act).where(Act.kind == "envelope.made")).one()
    assert act.chain_hash.hex() in sheet.replace(" ", "").replace("\n", "")
    assert (act.facts, act.sealed) == ({}, None)
    assert queries.get_association().sheet_printed_at is not None
    assert "Senast gjort" in administrator.get(ADDRESS).text


def test_it_asks_for_a_fresh_proof(app: Flask) -> None:
    make_association()
    late = Client(app).sign_in(make_account(Role.ADMINISTRATOR), proved=False)
    token = late.get(ADDRESS).text.partition('name="csrf_token" value="')[2].partition('"')[0]
    answer = late.post(ADDRESS, data={"csrf_token": token}, checked=False)
    assert answer.mimetype != "application/pdf"
    assert queries.get_association().sheet_printed_at is None


def test_nothing_of_it_stays_on_the_disk(administrator: Client, settings: Settings) -> None:
    make_association()
    [_name, key] = key_on(sheet_of(administrator)).split("\n")
    for path in settings.instance.rglob("*"):
        if path.is_file() and path.name != "master.key":
            kept = path.read_bytes()
            assert key.replace(" ", "").encode() not in kept, path
            assert not kept.startswith(b"%PDF"), path


def test_a_key_that_is_given_by_the_environment_stands_there_too(settings: Settings) -> None:
    given = MasterKeys((new_master_key(), new_master_key()))
    app = create_app(replace(settings, master_key=given.written(), instance=settings.instance / "new"))
    with app.app_context():
        assert MasterKeys.parse(app.extensions["samling.keys"].masters.grouped()) == given
        before_fork()


@pytest.mark.parametrize("slip", ["l", "", "AAAA"])
def test_a_slip_of_the_fingers_in_the_length_is_told(slip: str) -> None:
    typed = MasterKeys((new_master_key(),)).grouped()
    with pytest.raises(KeyProblem):
        MasterKeys.parse(typed[:-3] + slip)


def test_the_square_code_is_drawn_of_the_same_text(app: Flask) -> None:
    from app.site import envelope

    assert envelope.square(crypto.key_store().masters).startswith(b"\x89PNG")
