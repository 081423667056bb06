"""The list as XLSX (ECMA-376), written straight through: no plain temporary file, memory that does not grow.

The writers at hand (XlsxWriter, openpyxl) put the rows in plain temporary files first. Text is typed as text:
no program takes it for a formula, whatever it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import IO, cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from app.core.i18n import gettext as _
from app.exports.csv_files import Sink
from app.exports.lists import Cell, Head, Sheet

ROWS = 1_048_576
"""Of one sheet, its head among them."""
FLUSH_AT = 400
DAY_ONE = date(1899, 12, 30)
LEVEL = 3
"""Of compression: a higher one takes three times as long for a tenth of the size."""
NAMES = "http://schemas.openxmlformats.org"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
AS_DATE, AS_HEAD, AS_TEXT = 1, 2, 3
_STYLES = (
    f'{XML}<styleSheet xmlns="{NAMES}/spreadsheetml/2006/main">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_SPECIAL = re.compile(r"[&<>\r\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"}


def as_xml(text: str) -> str:
    """Write a text as XML can hold it; signs that XML has no place for are dropped."""
    if text.isalnum():
        return text
    return _SPECIAL.sub(lambda found: _SIGNS.get(found[0], ""), text)


def write_xlsx(out: Sink, sheet: Sheet, rows: Iterable[list[Cell]]) -> None:
    """Write the list, on as many sheets as it needs, and one that says where it is from."""
    with ZipFile(cast("IO[bytes]", out), "w", ZIP_DEFLATED, compresslevel=LEVEL) as book:
        names: list[str] = []
        left = iter(rows)
        row = next(left, None)
        while row is not None or not names:
            names.append(_sheet_name(sheet.title, len(names) + 1))
            with book.open(_entry(sheet, f"xl/worksheets/sheet{len(names)}.xml"), "w") as part:
                row = _write_rows(cast("Sink", part), sheet, row, left)
        names.append(_sheet_name(_("About the list"), 1))
        about = [[label, value] for label, value in sheet.about]
        with book.open(_entry(sheet, f"xl/worksheets/sheet{len(names)}.xml"), "w") as part:
            part.write(_begin([Head("", 28), Head("", 60)], is_frozen=False))
            part.write("".join(_row(number, line) for number, line in enumerate(about, start=1)).encode())
            part.write(_end(sheet.mark))
        for path, text in _frame(sheet, names):
            book.writestr(_entry(sheet, path), text)


def _entry(sheet: Sheet, path: str) -> ZipInfo:
    made = ZipInfo(path, sheet.day.timetuple()[:6])
    made.compress_type = ZIP_DEFLATED
    made.external_attr = 0o600 << 16
    return made


def _sheet_name(title: str, number: int) -> str:
    """Name a sheet after the petition: 31 signs at most, without those that Excel refuses, each name once."""
    end = f" {number}" if number > 1 else ""
    name = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip().strip("'")[: 31 - len(end)].rstrip(" '")
    return (name or "Lista") + end


def _write_rows(
    out: Sink, sheet: Sheet, row: list[Cell] | None, left: Iterable[list[Cell]]
) -> list[Cell] | None:
    """Fill one sheet; give the row that found no room in it."""
    out.write(_begin(sheet.heads, is_frozen=True))
    lines = [_row(1, [head.title for head in sheet.heads], style=AS_HEAD)]
    number = 1
    rows = iter(left)
    while row is not None and number < ROWS:
        number += 1
        lines.append(_row(number, row))
        if len(lines) >= FLUSH_AT:
            out.write("".join(lines).encode())
            lines.clear()
        row = next(rows, None)
    out.write("".join(lines).encode())
    out.write(_end(sheet.mark))
    return row


def _begin(heads: list[Head], *, is_frozen: bool) -> bytes:
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' if is_frozen else ""
    widths = "".join(
        f'<col min="{number}" max="{number}" width="{head.width}" customWidth="1"/>'
        for number, head in enumerate(heads, start=1)
    )
    return (
        f'{XML}<worksheet xmlns="{NAMES}/spreadsheetml/2006/main">'
        f'<sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        f"<cols>{widths}</cols><sheetData>"
    ).encode()


def _end(mark: str) -> bytes:
    foot = f"<headerFooter><oddFooter>&amp;L{mark}&amp;R&amp;P / &amp;N</oddFooter></headerFooter>"
    return f"</sheetData>{foot}</worksheet>".encode()


def _row(number: int, cells: Iterable[Cell], *, style: int = AS_TEXT) -> str:
    written = []
    for letter, cell in zip("ABCDEFGHIJ", cells, strict=False):
        place = f'<c r="{letter}{number}"'
        if isinstance(cell, str):
            text = _ESCAPED.sub("_x005F_", as_xml(cell)) if "_x" in cell else as_xml(cell)
            written.append(
                f'{place} s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
            )
        elif isinstance(cell, date):
            written.append(f'{place} s="{AS_DATE}"><v>{(cell - DAY_ONE).days}</v></c>')
        else:
            written.append(f"{place}><v>{cell}</v></c>")
    return f'<row r="{number}">{"".join(written)}</row>'


def _frame(sheet: Sheet, names: list[str]) -> Iterable[tuple[str, str]]:
    """Give the small files around the sheets."""
    ids = range(1, len(names) + 1)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    yield (
        "[Content_Types].xml",
        f'{XML}<Types xmlns="{NAMES}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
        '<Override PartName="/docProps/core.xml" '
        'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kind}.worksheet+xml"/>'
            for n in ids
        )
        + "</Types>",
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml"), ("core", "docProps/core.xml")])
    sheets = "".join(
        f'<sheet name="{as_xml(name).replace(chr(34), "&quot;")}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(ids, names, strict=True)
    )
    spaces = f'xmlns="{NAMES}/spreadsheetml/2006/main" xmlns:r="{NAMES}/officeDocument/2006/relationships"'
    yield "xl/workbook.xml", f"{XML}<workbook {spaces}><sheets>{sheets}</sheets></workbook>"
    yield (
        "xl/_rels/workbook.xml.rels",
        _relations([*(("worksheet", f"worksheets/sheet{n}.xml") for n in ids), ("styles", "styles.xml")]),
    )
    yield "xl/styles.xml", _STYLES
    yield "docProps/core.xml", _core(sheet)


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    core = f"{NAMES}/package/2006/relationships/metadata/core-properties"
    lines = "".join(
        f'<Relationship Id="rId{number}" Target="{target}" '
        f'Type="{core if kind == "core" else f"{NAMES}/officeDocument/2006/relationships/{kind}"}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'{XML}<Relationships xmlns="{NAMES}/package/2006/relationships">{lines}</Relationships>'


def _core(sheet: Sheet) -> str:
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{NAMES}/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{as_xml(sheet.title)}</dc:title><dc:creator>{as_xml(sheet.association)}</dc:creator>"
        f"<dc:identifier>{sheet.mark}</dc:identifier><dc:language>{sheet.language}</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{sheet.day.isoformat()}T00:00:00Z</dcterms:created>'
        "</cp:coreProperties>"
    )
