"""What LibreOffice makes of the spreadsheets: opened without a screen, and each cell read back with its kind.

LibreOffice is no part of the project: on Debian and Ubuntu ``apt install libreoffice-calc-nogui``.
"""

from __future__ import annotations

import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from flask import Flask

from app.core import clock
from app.exports.lists import Format
from app.petitions.models import Petition, Preset
from tests.exports.making import file_of, written
from tests.factories import make_signature

pytestmark = [pytest.mark.endure, pytest.mark.database("sqlite")]
NAMES = [
    "Åsa Ängö Öberg",
    "محمد علي",
    "שרה לוי",
    "=1+1",
    "+46",
    "-1",
    "@SUM(A1)",
    "007",
    "1/2",
    "Ek; Alva, m.fl.",
]
OASIS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
OFFICE, TABLE, TEXT = (OASIS % name for name in ("office", "table", "text"))
Cell = tuple[str, str]


def cells_in(path: Path) -> list[list[Cell]]:
    """Give the cells of the first sheet: each as what it is, and what it holds."""
    sheet = next(ET.parse(path).iter(f"{TABLE}table"))
    rows = [
        [_cell(cell) for cell in row.iter(f"{TABLE}table-cell")] for row in sheet.iter(f"{TABLE}table-row")
    ]
    return [[cell for cell in row if cell[0]] for row in rows if any(cell[0] for cell in row)]


def _cell(cell: ET.Element) -> Cell:
    assert f"{TABLE}formula" not in cell.attrib
    kind = cell.get(f"{OFFICE}value-type", "")
    held = cell.get(f"{OFFICE}value") or cell.get(f"{OFFICE}date-value")
    return kind, held or "\n".join("".join(line.itertext()) for line in cell.iter(f"{TEXT}p"))


@pytest.mark.parametrize("form", [Format.XLSX, Format.ODS])
def test_it_reads_what_was_written(app: Flask, petition: Petition, tmp_path: Path, form: Format) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed: apt install libreoffice-calc-nogui")
    for name in NAMES:
        make_signature(petition, name=name, postcode="01234")
    export = written(petition, Preset.FULL, form)
    file = tmp_path / f"list.{form}"
    file.write_bytes(file_of(export))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), str(file)]
    subprocess.run(command, check=True, timeout=180, capture_output=True)
    head, *rows = cells_in(tmp_path / "list.fods")
    assert head[1] == ("string", "Namn")
    assert [row[0] for row in rows] == [("float", str(number)) for number in range(1, len(NAMES) + 1)]
    assert [row[1] for row in rows] == [("string", name) for name in NAMES]
    assert {row[3] for row in rows} == {("string", "01234")}
    assert {row[4] for row in rows} == {("date", clock.local(export.created_at).date().isoformat())}
    assert {row[6] for row in rows} == {("string", export.mark)}
