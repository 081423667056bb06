"""Spreadsheets read back: each cell what it is, nothing a formula, in memory that does not grow."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.core.db import transaction
from app.exports import background, ods_files, xlsx_files
from app.exports.csv_files import FORMULA, harmless, write_csv
from app.exports.lists import Cell, Format, Head, Sheet
from app.petitions.models import Petition
from app.signatures import withdrawing
from tests.exports.making import ask, csv_rows, file_of, fresh, ods_rows, written, xlsx_book
from tests.factories import make_signature

NAMES = [
    "Åsa Öberg",
    "محمد علي",
    "שרה לוי",
    "=1+1",
    "+46",
    "-1",
    "@SUM(A1)",
    "  två  mellanslag ",
    "<b>&amp;",
    "00123",
]
HEADS = [Head("Nr", 8), Head("Namn", 30), Head("Dag", 12), Head("Märke", 12)]
SHEET = Sheet("Torget", "bcdf-ghjk", date(2026, 3, 14), "Föreningen", HEADS, [("Märke", "=1+1")], "sv")


class Sink:
    """Counts and keeps what is written, as a file that cannot be wound back."""

    def __init__(self, *, keeps: bool = True) -> None:
        self.kept, self.size, self._keeps = bytearray(), 0, keeps

    def write(self, data: bytes) -> int:
        self.size += len(data)
        if self._keeps:
            self.kept += data
        return len(data)

    def flush(self) -> None:
        """zipfile asks for it."""


@pytest.mark.database("sqlite")
def test_an_xlsx_says_of_each_cell_what_it_is(petition: Petition) -> None:
    for name in NAMES:
        make_signature(petition, name=name, postcode="01234")
    export = written(petition, form=Format.XLSX)
    book = xlsx_book(file_of(export))
    sheet, about = book.worksheets
    head, *rows = [[cell.value for cell in row] for row in sheet]
    assert sheet.title == petition.title
    assert sheet.freeze_panes == "A2"
    assert head == ["Nummer", "Namn", "E-post", "Postnummer", "Datum", "Kanal", "Märke"]
    assert [row[1] for row in rows] == NAMES
    assert [row[0] for row in rows] == list(range(1, len(NAMES) + 1))
    assert {row[3] for row in rows} == {"01234"}
    assert {type(row[4]) for row in rows} == {datetime}
    assert {row[6] for row in rows} == {export.mark}
    assert all(cell.data_type != "f" for row in sheet for cell in row)
    assert {
        cell.number_format for row in sheet.iter_rows(min_row=2, min_col=2, max_col=4) for cell in row
    } == {"@"}
    assert sheet.column_dimensions["B"].width == 32
    assert [export.mark] == [row[1].value for row in about if row[0].value == "Märke"]


@pytest.mark.database("sqlite")
def test_an_ods_does_too(petition: Petition) -> None:
    for name in NAMES:
        make_signature(petition, name=name, postcode="01234")
    export = written(petition, form=Format.ODS)
    data = file_of(export)
    assert data[30:38] == b"mimetype"
    head, *rows = ods_rows(data)
    assert head[1] == "Namn"
    assert [row[1] for row in rows] == NAMES
    assert {type(row[4]) for row in rows} == {date}
    assert {row[3] for row in rows} == {"01234"}
    assert [row[0] for row in rows] == list(range(1, len(NAMES) + 1))


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"]) | st.sampled_from("=+-@\t\r\n ;,\"'_x0041"), max_size=20
)


def test_no_text_becomes_a_formula_or_another_text(app: Flask) -> None:
    @given(TEXTS)
    def look(text: str) -> None:
        look_at(app, text)

    look()


def look_at(app: Flask, text: str) -> None:
    row: list[Cell] = [1, text, date(2026, 3, 14), "bcdf-ghjk"]
    kept = "".join(sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))
    with app.test_request_context("/"):
        sink = Sink()
        xlsx_files.write_xlsx(sink, SHEET, [row])
        cell = xlsx_book(bytes(sink.kept)).worksheets[0]["B2"]
        assert cell.data_type != "f"
        read = (cell.value or "").replace("_x005F_", "_")
        assert read.replace("\r\n", "\n") == kept.replace("\r\n", "\n")
        sink = Sink()
        ods_files.write_ods(sink, SHEET, [row])
        assert ods_rows(bytes(sink.kept))[1][1] == kept.replace("\r", "")
        for is_excel in (True, False):
            sink = Sink()
            write_csv(sink, SHEET, [row], is_excel=is_excel)
            (cell_read,) = [line[1] for line in csv_rows(bytes(sink.kept))[1:]]
            assert not cell_read.lstrip(" \"'").startswith(("=", "+", "-", "@")) or cell_read.startswith("'")


@pytest.mark.parametrize("form", [Format.ODS, Format.XLSX])
@pytest.mark.database("sqlite")
def test_a_list_that_everybody_has_left_meanwhile_is_an_empty_file(petition: Petition, form: Format) -> None:
    row = make_signature(petition)
    export = ask(petition, form=form)
    with transaction():
        withdrawing.withdraw_signature(row)
    background.work_on_exports()
    data = file_of(fresh(export))
    rows = ods_rows(data) if form is Format.ODS else list(xlsx_book(data).worksheets[0].values)
    assert len(rows) == 1


@pytest.mark.parametrize("text", ["Å=1", "kvtr-mwzp", "a@b.se", "_=1", "a;=1", "a,\t@b", "a\n-1", "＝1", ""])
def test_the_short_way_for_plain_cells_leads_to_the_same(text: str) -> None:
    assert harmless(text) == FORMULA.sub(r"\1'", text)


def many(count: int) -> Iterator[list[Cell]]:
    for number in range(1, count + 1):
        yield [number, "Namn", date(2026, 3, 14), "bcdf-ghjk"]


def test_what_is_too_long_for_a_sheet_goes_on_in_the_next(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_files, "ROWS", 11)
    for count, names in ((0, 1), (9, 1), (10, 1), (11, 2), (20, 2), (21, 3)):
        sink = Sink()
        with app.test_request_context("/"):
            xlsx_files.write_xlsx(sink, SHEET, many(count))
        *sheets, _about = xlsx_book(bytes(sink.kept)).worksheets
        assert len(sheets) == names, count
        assert [row[0].value for sheet in sheets for row in sheet.iter_rows(min_row=2)] == list(
            range(1, count + 1)
        )
        assert {sheet["A1"].value for sheet in sheets} == {"Nr"}


@pytest.mark.parametrize("title", ["x" * 120, "[a]:b*c?d/e\\f", "'", 'Å <&> "', "\u202eabc"])
def test_any_title_names_a_sheet(app: Flask, title: str) -> None:
    sheet = Sheet(title, "bcdf-ghjk", date(2026, 3, 14), title, HEADS, [], "sv")
    with app.test_request_context("/"):
        for write, read in ((xlsx_files.write_xlsx, xlsx_book), (ods_files.write_ods, ods_rows)):
            sink = Sink()
            write(sink, sheet, many(1))
            assert read(bytes(sink.kept))


def peak_of(app: Flask, count: int, form: str) -> int:
    tracemalloc.start()
    with app.test_request_context("/"):
        if form == "xlsx":
            xlsx_files.write_xlsx(Sink(keeps=False), SHEET, many(count))
        else:
            write_csv(Sink(keeps=False), SHEET, many(count), is_excel=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_ten_times_the_rows_take_no_more_memory(app: Flask, form: str) -> None:
    small, large = peak_of(app, 2000, form), peak_of(app, 20_000, form)
    assert large < small * 1.5
    assert large < 4_000_000
