"""Read the rows of a spreadsheet that somebody sends: CSV as people save it, or XLSX. Nothing is kept.

XLSX is read row by row: readers that first lay out a whole grid can be made to ask for half a terabyte by a
file of two kilobytes with a cell in the last corner.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l

MOST_BYTES = 2 * 1024 * 1024
MOST_ROWS = 5000
MOST_COLUMNS = 60
LAST_LINE = 20_000
"""With the empty ones between."""
MOST_INFLATED = 12 * 1024 * 1024
"""5,000 rows of sixty cells. A file of 90 kB that unfolds to 40 MB takes its reader a minute and 700 MB."""
LONGEST_CELL = 2000
"""Characters; what is longer is cut: no name or address is."""
SEPARATORS = ";\t,"
SWEDISH = frozenset("åäöÅÄÖéü")


class SpreadsheetRefused(DomainError):
    """Why a file cannot be read."""


class FileTooLarge(SpreadsheetRefused):
    """More than a list of people weighs."""

    message = _l("The file is larger than 2 MB. Save the list alone, without pictures, and choose that file.")


class FileIsEmpty(SpreadsheetRefused):
    """Nothing in it."""

    message = _l("There are no rows in the file.")


class TooManyRows(SpreadsheetRefused):
    """More than are read at once."""

    message = _l("There are more than 5,000 rows in the file. Split it and read it in piece by piece.")


class NotASpreadsheet(SpreadsheetRefused):
    """Something else."""

    message = _l("This is not a spreadsheet that can be read. Save it as XLSX or CSV and choose that file.")


class OldSpreadsheet(SpreadsheetRefused):
    """The format before 2007, or one with a password; both are wrapped in the same way."""

    message = _l(
        "This is an older Excel file, or one with a password. "
        "Save it as XLSX or CSV, without a password, and choose that file."
    )


class OpenDocument(SpreadsheetRefused):
    """ODS."""

    message = _l("This is an ODS file. Save it as XLSX or CSV (File, Save as) and choose that file.")


class FileDamaged(SpreadsheetRefused):
    """It begins as a spreadsheet and does not go on as one."""

    message = _l("The file is damaged: it cannot be read to its end. Open it, save it anew and try again.")


@dataclass(frozen=True)
class Sheet:
    """Rows of texts, each with its line in the file."""

    rows: list[tuple[int, list[str]]]
    kind: str
    """csv or xlsx."""
    encoding: str = ""
    """How the letters of a CSV file were read: utf-8, utf-16, cp1252 or mac_roman."""
    is_first_of_many: bool = False
    """Whether there are more sheets, which are not read."""


def read_sheet(data: bytes) -> Sheet:
    """Read a file by what is in it, not by its name. Raises a SpreadsheetRefused."""
    if len(data) > MOST_BYTES:
        raise FileTooLarge
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise OldSpreadsheet
    sheet = _read_xlsx(data) if data.startswith(b"PK\x03\x04") else _read_csv(data)
    if not sheet.rows:
        raise FileIsEmpty
    return sheet


def _rows(found: Iterable[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    rows: list[tuple[int, list[str]]] = []
    for line, cells in found:
        texts = [cell.strip()[:LONGEST_CELL] for cell in cells[:MOST_COLUMNS]]
        if not any(texts):
            continue
        if len(rows) > MOST_ROWS or line > LAST_LINE:  # the heading is one more
            raise TooManyRows
        rows.append((line, texts[: max(place for place, text in enumerate(texts, 1) if text)]))
    return rows


def _read_csv(data: bytes) -> Sheet:
    text, encoding = decode(data)
    if "\0" in text:
        raise NotASpreadsheet
    try:
        return Sheet(_rows(_csv_rows(text)), kind="csv", encoding=encoding)
    except csv.Error as error:
        raise FileDamaged from error


def decode(data: bytes) -> tuple[str, str]:
    """Read the letters of a text file; give them and the name of the encoding.

    What is no UTF-8 is from an older Windows or Mac: the one that gives more Swedish letters is taken.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    found = {name: data.decode(name, errors="replace") for name in ("cp1252", "mac_roman")}
    best = max(found, key=lambda name: sum(letter in SWEDISH for letter in found[name]))
    return found[best], best


def _csv_rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = text.partition("\n")[0].strip()
    separator = first[4:5] if first.lower().startswith("sep=") else _separator(text)
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator or ";")
    line = 1
    for cells in reader:
        if not (line == 1 and first.lower().startswith("sep=")):
            yield line, cells
        line = reader.line_num + 1


def _separator(text: str) -> str:
    """Choose what parts the cells: the sign that gives most cells in the first rows."""
    beginning = "\n".join(text.splitlines()[:20])

    def cells(sign: str) -> int:
        try:
            return max(map(len, csv.reader(StringIO(beginning), delimiter=sign)), default=0)
        except csv.Error:
            return 0

    return max(SEPARATORS, key=cells)


def _read_xlsx(data: bytes) -> Sheet:
    try:
        with zipfile.ZipFile(BytesIO(data)) as parts:
            names = set(parts.namelist())
            inflated = sum(part.file_size for part in parts.infolist())
    except zipfile.BadZipFile as error:
        raise FileDamaged from error
    if "content.xml" in names:
        raise OpenDocument
    if "xl/workbook.xml" not in names:
        raise NotASpreadsheet
    if inflated > MOST_INFLATED:  # zipfile never gives more of a part than its head says
        raise FileTooLarge
    try:
        return _read_workbook(data)
    except SpreadsheetRefused:
        raise
    except Exception as error:  # what the reader stumbles over is the file's fault
        raise FileDamaged from error


def _read_workbook(data: bytes) -> Sheet:
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)
    try:
        sheets = book.worksheets
        if not sheets:
            raise FileIsEmpty
        sheets[0].reset_dimensions()  # what the file says of its own size may be wrong
        found = sheets[0].iter_rows(max_row=LAST_LINE + 1, max_col=MOST_COLUMNS, values_only=True)
        rows = _rows((line, [_text(cell) for cell in cells]) for line, cells in enumerate(found, 1))
        return Sheet(rows, kind="xlsx", is_first_of_many=len(sheets) > 1)
    finally:
        book.close()


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
