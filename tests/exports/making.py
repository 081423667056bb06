"""Lists asked for, written and read back, past the pages."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import openpyxl
from odf import opendocument, table, teletype
from odf.namespaces import OFFICENS
from pypdf import PdfReader

from app.accounts.models import Account
from app.core.db import db, transaction
from app.exports import asking, background, taking
from app.exports.lists import Format
from app.exports.models import Export, ExportState
from app.petitions.models import Petition, Preset
from tests.factories import make_account

REASON = "Överlämning till fullmäktige"


def ask(
    petition: Petition,
    preset: Preset = Preset.FULL,
    form: Format = Format.RFC4180,
    *,
    actor: Account | None = None,
    locale: str = "sv",
) -> Export:
    """Ask for a list."""
    actor = actor or make_account()
    with transaction():
        return asking.ask_for_export(
            petition, preset=preset, form=form, reason=REASON, locale=locale, actor=actor
        )


def fresh(export: Export) -> Export:
    """Read an export anew."""
    db.session.rollback()
    return db.session.get_one(Export, export.id, populate_existing=True)


def written(petition: Petition, *args: Any, **kwargs: Any) -> Export:
    """Ask for a list and let it be written."""
    export = ask(petition, *args, **kwargs)
    background.work_on_exports()
    export = fresh(export)
    assert export.state == ExportState.READY, export.problem
    return export


def file_of(export: Export, part: int = 1) -> bytes:
    """Give a file as the one who asked for it gets it."""
    return b"".join(taking.open_part(export, part, actor=export.account).pieces)


def fetch(export: Export) -> None:
    """Count a download."""
    export = fresh(export)
    actor = export.account
    with transaction():
        taking.note_taken(export, 1, actor=actor)


def csv_rows(data: bytes) -> list[list[str]]:
    """Read a CSV as its receiver would."""
    separator = ";" if data.startswith(b"\xef\xbb\xbf") else ","
    text = data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


def xlsx_book(data: bytes) -> Any:
    """Open an XLSX."""
    return openpyxl.load_workbook(io.BytesIO(data))


def ods_rows(data: bytes) -> list[list[object]]:
    """Read the first sheet of an ODS: each cell as its type says."""
    document = opendocument.load(io.BytesIO(data))
    sheet = document.spreadsheet.getElementsByType(table.Table)[0]
    return [
        [_ods_value(cell) for cell in row.getElementsByType(table.TableCell)]
        for row in sheet.getElementsByType(table.TableRow)
    ]


def _ods_value(cell: Any) -> object:
    kind = cell.getAttrNS(OFFICENS, "value-type")
    if kind == "date":
        return date.fromisoformat(cell.getAttrNS(OFFICENS, "date-value"))
    if kind == "float":
        return int(cell.getAttrNS(OFFICENS, "value"))
    assert kind == "string"
    assert not cell.getAttribute("formula")
    return "\n".join(teletype.extractText(line) for line in cell.childNodes)


def pdf_of(data: bytes) -> PdfReader:
    """Open a PDF."""
    return PdfReader(io.BytesIO(data), strict=True)


def text_of(reader: PdfReader) -> str:
    """Give all that stands in a PDF."""
    return "\n".join(page.extract_text() for page in reader.pages)
