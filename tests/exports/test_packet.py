"""The packet for a registrar: what stands in it, and on how many pages."""

from __future__ import annotations

import sys

import pytest
from flask import Flask

from app.core.db import transaction
from app.exports import background
from app.exports import written as writing
from app.exports.lists import Format
from app.petitions.models import Petition, Preset
from app.site.queries import get_association
from tests.exports.making import ask, fetch, file_of, fresh, pdf_of, text_of, written
from tests.faces import lend_faces
from tests.factories import make_association, make_paper_total, make_petition, make_signature

pytestmark = pytest.mark.database("sqlite")


@pytest.fixture(autouse=True)
def faces(app: Flask) -> None:
    lend_faces(app)


def sign(petition: Petition, count: int) -> None:
    for number in range(count):
        make_signature(petition, name=f"Namn{number} Efternamn", postcode="12465" if number % 3 else "11120")


def test_letter_list_and_two_receipts(app: Flask) -> None:
    petition = make_petition(preset=Preset.FULL, title="Rädda torget i Övre Ålbäck")
    sign(petition, 9)
    make_paper_total(petition, count=12)
    export = written(petition, Preset.NAME_TOWN, Format.PDF)
    reader = pdf_of(file_of(export))
    pages = [page.extract_text() for page in reader.pages]
    assert len(pages) == 4
    letter, names, *receipts = pages
    for words in (
        "Rådda"[:1],
        petition.title,
        petition.demand,
        petition.recipient,
        "21",
        "9",
        "12",
        "124…: 6 (67 %)",
    ):
        assert words in letter
    assert "111…" not in letter  # three people: too few to be named
    assert "Namn0" not in letter
    assert "Namn0 Efternamn" in names
    assert "@" not in names
    for receipt in receipts:
        assert "Kvitto" in receipt
        assert "Diarienummer" in receipt
        assert "Efternamn" not in receipt
    for number, page in enumerate(pages, start=1):
        assert f"Sida {number} av 4" in page
        assert export.mark in page
    assert str(reader.root_object["/Lang"]) == "sv"
    assert petition.title in str(reader.metadata and reader.metadata.title)


def test_a_company_gets_a_receipt_without_a_case_number_and_the_phone_as_people_write_it(app: Flask) -> None:
    make_association()
    petition = make_petition(preset=Preset.FULL, is_authority=False)
    with transaction():
        get_association().phone = "+46812345678"
    sign(petition, 1)
    text = text_of(pdf_of(file_of(written(petition, Preset.NAME_TOWN, Format.PDF))))
    assert "Kvitto" in text
    assert "Diarienummer" not in text
    assert "08-123 456 78" in text


def test_in_english_where_the_page_is_english_and_without_names_where_only_the_number_leaves(
    app: Flask,
) -> None:
    petition = make_petition(preset=Preset.FULL)
    sign(petition, 3)
    reader = pdf_of(file_of(written(petition, Preset.COUNT, Format.PDF, locale="en")))
    text = text_of(reader)
    assert len(reader.pages) == 3
    assert "hands over 3 signatures" in text
    assert "Efternamn" not in text
    assert str(reader.root_object["/Lang"]) == "en"


def test_names_in_any_writing_are_there_and_none_turns_into_a_number_of_pages(app: Flask) -> None:
    petition = make_petition(preset=Preset.FULL)
    for name in ("{nb}", "Ελένη Παπαδοπούλου", "Юлия Иванова", "محمد علي", "王小明", "%(page)s"):
        make_signature(petition, name=name)
    text = text_of(pdf_of(file_of(written(petition, Preset.NAME_TOWN, Format.PDF))))
    for name in ("{nb}", "Ελένη Παπαδοπούλου", "Юлия Иванова", "%(page)s", "\ufffd"):
        assert name in text


def test_many_come_in_parts_each_whole_in_itself(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "ON_PAPER", 4)
    petition = make_petition(preset=Preset.FULL)
    sign(petition, 9)
    export = written(petition, Preset.NAME_TOWN, Format.PDF)
    assert (export.parts, export.done) == (3, 9)
    texts = [text_of(pdf_of(file_of(export, part))) for part in (1, 2, 3)]
    for part, text in enumerate(texts, start=1):
        assert f"del {part} av 3" in text
        assert "Sida 1 av 4" in text
    assert [sum(f"Namn{number} " in text for text in texts) for number in range(9)] == [1] * 9
    fetch(export)
    assert fresh(export).taken == 1


def test_the_letter_counts_those_who_are_in_the_list_though_others_sign_meanwhile(app: Flask) -> None:
    petition = make_petition(preset=Preset.FULL)
    sign(petition, 4)
    make_paper_total(petition, count=12)
    export = ask(petition, Preset.NAME_TOWN, Format.PDF)
    make_signature(petition, name="Sen Sist")
    background.work_on_exports()
    letter, names, receipt, _copy = (page.extract_text() for page in pdf_of(file_of(fresh(export))).pages)
    assert "lämnar över 16 underskrifter" in letter
    assert "Sen Sist" not in names
    assert "16" in receipt


def test_when_the_pages_cannot_be_set_it_fails_with_a_sentence(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/does/not/exist")
    petition = make_petition(preset=Preset.FULL)
    sign(petition, 1)
    export = ask(petition, Preset.FULL, Format.PDF)
    background.work_on_exports()
    assert (fresh(export).state, fresh(export).problem) == ("failed", "not_set")
