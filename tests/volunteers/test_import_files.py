"""What is read of a spreadsheet: letters, separators, headings; and what never is."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook

from app.volunteers import spreadsheets
from app.volunteers.columns import Column, is_personal_number, look_over
from app.volunteers.spreadsheets import read_sheet
from tests.volunteers.spreadsheet_files import CSV, swollen, xlsx


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_csv_is_read_as_it_was_saved(encoding: str, separator: str) -> None:
    sheet = read_sheet(CSV.replace(";", separator).encode(encoding))
    assert sheet.rows[1][1][:3] == ["Åsa", "Övningslund", "asa@example.org"]
    assert sheet.encoding == encoding.removesuffix("-sig")


def test_excels_first_line_about_separators_is_no_row() -> None:
    sheet = read_sheet(b'sep=,\r\nNamn,Telefon\r\n\r\n"Provstr\xc3\xb6m, Alva",070-1234567\r\n')
    assert sheet.rows == [(2, ["Namn", "Telefon"]), (4, ["Provström, Alva", "070-1234567"])]


def test_a_cell_with_a_line_break_keeps_the_numbers_of_lines() -> None:
    sheet = read_sheet(b'Namn;E-post\n"Alva\nProv";a@example.org\nEgon;e@example.org\n')
    assert [line for line, _ in sheet.rows] == [1, 2, 4]


def test_an_xlsx_is_read_with_numbers_and_days_as_people_see_them() -> None:
    sheet = read_sheet(
        xlsx([["Namn", "Telefon", "Sen"], ["Åsa", 701234567, date(2026, 1, 2)]], more_sheets=1)
    )
    assert sheet.rows[1] == (2, ["Åsa", "701234567", "2026-01-02"])
    assert sheet.is_first_of_many


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", spreadsheets.FileIsEmpty),
        (b"x" * (spreadsheets.MOST_BYTES + 1), spreadsheets.FileTooLarge),
        (b"\xd0\xcf\x11\xe0" + bytes(99), spreadsheets.OldSpreadsheet),
        (b"PK\x03\x04 and nothing more", spreadsheets.FileDamaged),
        (xlsx([["Namn"]])[:-200], spreadsheets.FileDamaged),
        (b"Namn\0;E-post", spreadsheets.NotASpreadsheet),
        (swollen(13), spreadsheets.FileTooLarge),
        (swollen(1), spreadsheets.FileDamaged),
        (b"Namn;E-post\n" + b"A;a@example.org\n" * 5001, spreadsheets.TooManyRows),
        (xlsx([["A"]] * 5002), spreadsheets.TooManyRows),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_what_cannot_be_read_is_told(data: bytes, refusal: type[spreadsheets.SpreadsheetRefused]) -> None:
    with pytest.raises(refusal):
        read_sheet(data)


def test_a_cell_in_the_last_corner_asks_for_no_memory() -> None:
    book, kept = Workbook(), BytesIO()
    assert book.active is not None
    book.active.append(["Namn", "E-post"])
    book.active["XFD1048576"] = "x"
    book.save(kept)
    assert read_sheet(kept.getvalue()).rows == [(1, ["Namn", "E-post"])]


@pytest.mark.parametrize(
    ("headings", "columns"),
    [
        (["Namn", "E-post", "Telefon"], [Column.NAME, Column.EMAIL, Column.PHONE]),
        (["first_name", "last_name", "email"], [Column.GIVEN, Column.FAMILY, Column.EMAIL]),
        (["För- och efternamn", "Mejladress:", "Mobil nr"], [Column.NAME, Column.EMAIL, Column.PHONE]),
        (["Telefon", "Mobil", "Full name"], [Column.PHONE, Column.NOTHING, Column.NAME]),
        (["Språk", "Medlem?", "Skostorlek"], [Column.LANGUAGES, Column.MEMBER, Column.NOTHING]),
    ],
)
def test_headings_are_known_in_swedish_and_english(headings: list[str], columns: list[Column]) -> None:
    assert look_over(read_sheet(xlsx([headings, ["a", "b", "c"]]))).columns == columns


def test_without_headings_it_is_guessed_by_what_stands_there() -> None:
    table = look_over(
        read_sheet(b"Alva Prov;a@example.org;070-1234567\nEgon Prov;e@example.org;070-1234568\n")
    )
    assert table.columns == [Column.NAME, Column.EMAIL, Column.PHONE]
    assert len(table.rows) == 2


def test_personal_numbers_addresses_and_notes_are_gone_before_anything_is_kept() -> None:
    table = look_over(
        read_sheet(
            b"Namn;E-post;Personnr;Id;Adress;Anteckning;Annat\n"
            b"A;a@example.org;1;811218-9876;Gatan 1;snurrig;x\n"
            b"B;b@example.org;2;198112189876;Gatan 2;;811218+9876\n"
        )
    )
    assert table.headings == ["Namn", "E-post", "Annat"]
    assert (table.personal, table.left_out, table.hidden) == (2, 2, [3])
    assert "9876" not in str(table.rows)


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("811218-9876", True),
        ("19811218-9876", True),
        ("8112189876", True),
        ("811278-9873", True),
        ("811218-9875", False),
        ("0701234567", False),
        ("070-123 45 67", False),
        ("12465", False),
    ],
)
def test_a_personal_number_is_known_by_its_form_and_check_digit(text: str, answer: bool) -> None:
    assert is_personal_number(text) is answer
