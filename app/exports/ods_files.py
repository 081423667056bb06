"""The list as ODS (OpenDocument 1.3): at most 10,000 rows a file, each cell with its type, made in memory."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from app.core.i18n import gettext as _
from app.exports.csv_files import Sink
from app.exports.lists import Cell, Sheet
from app.exports.xlsx_files import as_xml

ROWS = 10_000
KIND = "application/vnd.oasis.opendocument.spreadsheet"
XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = (
    f'xmlns:office="{OASIS}:office:1.0" xmlns:table="{OASIS}:table:1.0" xmlns:text="{OASIS}:text:1.0" '
    f'xmlns:style="{OASIS}:style:1.0" xmlns:number="{OASIS}:datastyle:1.0" '
    f'xmlns:fo="{OASIS}:xsl-fo-compatible:1.0" xmlns:config="{OASIS}:config:1.0" '
    f'xmlns:meta="{OASIS}:meta:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"'
)
_MANIFEST = (
    f'{XML}<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{KIND}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
        for name in ("content", "styles", "settings", "meta")
    )
    + "</manifest:manifest>"
)
_STYLES = f"{XML}<office:document-styles {_NAMES}><office:styles/></office:document-styles>"


def write_ods(out: Sink, sheet: Sheet, rows: Iterable[list[Cell]]) -> None:
    """Write one file."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as file:
        file.writestr("mimetype", KIND, ZIP_STORED)  # first, and as it is: so it is recognised
        file.writestr("META-INF/manifest.xml", _MANIFEST)
        file.writestr("content.xml", _content(sheet, rows))
        file.writestr("styles.xml", _STYLES)
        file.writestr("settings.xml", _settings(_table_name(sheet.title)))
        file.writestr("meta.xml", _meta(sheet))
    out.write(made.getvalue())


def _content(sheet: Sheet, rows: Iterable[list[Cell]]) -> bytes:
    heads = sheet.heads
    columns = "".join(
        f'<table:table-column table:style-name="w{number}" table:default-cell-style-name="text"/>'
        for number in range(len(heads))
    )
    about = "".join(_row(line) for line in sheet.about)
    parts = [
        f"{XML}<office:document-content {_NAMES}>{_automatic_styles(sheet)}",
        f"<office:body><office:spreadsheet>{_table(sheet.title)}{columns}",
        f"<table:table-header-rows>{_row([head.title for head in heads], style='head')}",
        "</table:table-header-rows>",
        *map(_row, rows),
        f"</table:table>{_table(_('About the list'))}",
        '<table:table-column table:style-name="about"/><table:table-column table:style-name="wide"/>',
        f"{about}</table:table></office:spreadsheet></office:body></office:document-content>",
    ]
    return "".join(parts).encode()


def _table_name(title: str) -> str:
    kept = "".join(" " if sign in "[]*?:/\\'\"" else sign for sign in title)
    return as_xml(kept).strip() or "Lista"


def _table(title: str) -> str:
    return f'<table:table table:name="{_table_name(title)}">'


def _automatic_styles(sheet: Sheet) -> str:
    widths = [(f"w{number}", head.width * 0.2) for number, head in enumerate(sheet.heads)]
    columns = "".join(
        f'<style:style style:name="{name}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width:.1f}cm"/></style:style>'
        for name, width in [*widths, ("about", 6.0), ("wide", 14.0)]
    )
    return (
        f"<office:automatic-styles>{columns}"
        '<number:date-style style:name="day"><number:year number:style="long"/><number:text>-</number:text>'
        '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>'
        '</number:date-style><number:text-style style:name="plain"><number:text-content/></number:text-style>'
        '<style:style style:name="date" style:family="table-cell" style:data-style-name="day"/>'
        '<style:style style:name="text" style:family="table-cell" style:data-style-name="plain"/>'
        '<style:style style:name="head" style:family="table-cell" style:data-style-name="plain">'
        '<style:text-properties fo:font-weight="bold"/></style:style></office:automatic-styles>'
    )


def _row(cells: Iterable[Cell], *, style: str = "text") -> str:
    written = []
    for cell in cells:
        if isinstance(cell, str):
            lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in cell.split("\n"))
            opening = f'<table:table-cell table:style-name="{style}" office:value-type="string">'
            written.append(f"{opening}{lines}</table:table-cell>")
        elif isinstance(cell, date):
            written.append(
                '<table:table-cell table:style-name="date" office:value-type="date" '
                f'office:date-value="{cell.isoformat()}"><text:p>{cell.isoformat()}</text:p></table:table-cell>'
            )
        else:
            written.append(
                f'<table:table-cell office:value-type="float" office:value="{cell}">'
                f"<text:p>{cell}</text:p></table:table-cell>"
            )
    return f"<table:table-row>{''.join(written)}</table:table-row>"


def _spaced(line: str) -> str:
    """Write a line of text; spaces at its ends and in a row, and tabs, have elements of their own."""
    text = as_xml(line.replace("\r", ""))
    if "  " in text or "\t" in text or text[:1] == " " or text[-1:] == " ":
        text = text.replace("\t", "<text:tab/>").replace(" ", "<text:s/>")
    return text


def _settings(table: str) -> str:
    """Keep the head in place while one scrolls."""

    def item(name: str, kind: str, value: str) -> str:
        return f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'

    frozen = item("VerticalSplitMode", "short", "2") + item("VerticalSplitPosition", "int", "1")
    frozen += item("PositionBottom", "int", "1") + item("ActiveSplitRange", "short", "2")
    return (
        f"{XML}<office:document-settings {_NAMES}><office:settings>"
        '<config:config-item-set config:name="ooo:view-settings">'
        '<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>'
        '<config:config-item-map-named config:name="Tables">'
        f'<config:config-item-map-entry config:name="{table}">'
        f"{frozen}</config:config-item-map-entry></config:config-item-map-named>"
        f"{item('ActiveTable', 'string', table)}"
        "</config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set>"
        "</office:settings></office:document-settings>"
    ).replace(
        "<office:document-settings ",
        '<office:document-settings xmlns:ooo="http://openoffice.org/2004/office" ',
    )


def _meta(sheet: Sheet) -> str:
    return (
        f"{XML}<office:document-meta {_NAMES}><office:meta><dc:title>{as_xml(sheet.title)}</dc:title>"
        f"<dc:creator>{as_xml(sheet.association)}</dc:creator><dc:date>{sheet.day.isoformat()}</dc:date>"
        f"<dc:language>{sheet.language}</dc:language><dc:description>{sheet.mark}</dc:description>"
        "</office:meta></office:document-meta>"
    )
