"""The list as CSV (RFC 4180, or as a Swedish Excel expects it), harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Protocol

from app.exports.lists import Cell, Sheet

FORMULA = re.compile(r"""(^|[;,\t\r\n])(?=[\s"']*[=+\-@＝＋－＠\t\r\n])""")
"""Where a spreadsheet could take something for the beginning of a formula (OWASP, CSV injection).

Full-width forms count too, and the place after a separator: a list with commas is cut at semicolons by a
spreadsheet that expects those, as a Swedish one does.
"""

PLAIN = re.compile(r"[^\W_][^;,\t\r\n]*")
"""Begins with a letter or figure, has no separator: no formula. Most cells are so, and this is quicker."""

FLUSH_AT = 32_768


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> int:
        """Take bytes."""


def harmless(text: str) -> str:
    """Give a cell that no spreadsheet takes for a formula."""
    return text if PLAIN.fullmatch(text) else FORMULA.sub(r"\1'", text)


def write_csv(out: Sink, sheet: Sheet, rows: Iterable[list[Cell]], *, is_excel: bool) -> None:
    """Write the list: for Excel with semicolons and a byte order mark, else with commas."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if is_excel else ",", lineterminator="\r\n")
    if is_excel:
        buffer.write("\ufeff")
    writer.writerow([harmless(head.title) for head in sheet.heads])
    for row in rows:
        # A date writes itself as year-month-day.
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
        if buffer.tell() > FLUSH_AT:
            out.write(buffer.getvalue().encode())
            buffer.seek(0)
            buffer.truncate()
    out.write(buffer.getvalue().encode())
