"""Printed pages as PDF: one small layer over fpdf2, with faces of its own and names in any direction.

Lengths are millimetres, sizes of type are points. A document is made in memory: nothing of it touches
the disk.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.core import text_faces

if TYPE_CHECKING:
    from fpdf import FPDF

MARGIN: Final = 20.0
"""On every side of an A4 page."""
FOOT: Final = 12.0
TEXT, POSTER = "text", "poster"
RIGHT_TO_LEFT = text_faces.ARABIC, text_faces.HEBREW
UNKNOWN: Final = "\ufffd"
GAP: Final = 3.0
"""Between the columns of a table."""
BODY: Final = 10.5
INK, MUTED, RULE = (23, 23, 23), (90, 90, 90), (200, 200, 200)
LINE: Final = 1.42
"""Line height, in sizes of the type."""
POINT: Final = 25.4 / 72
LARGEST: Final = 9_500_000
"""Bytes of one document: under the 10 MB that mailboxes of authorities let through."""

# They would write letters of names into the log when a face lacks one.
for _name in ("fpdf", "fontTools"):
    logging.getLogger(_name).setLevel(logging.ERROR)
logging.getLogger("fpdf.output").disabled = True


@dataclass(frozen=True)
class Column:
    """One column of a table."""

    title: str
    width: float
    is_number: bool = False


class Document:
    """An A4 document that is written from top to bottom; `finish` gives its bytes."""

    def __init__(self, *, title: str, language: str, folder: Path, author: str = "") -> None:
        """Begin one; the faces are cut into the folder at first use. Raises FacesMissing."""
        from fpdf import FPDF, ViewerPreferences

        self.pdf: FPDF = FPDF(format="A4")
        self.pdf.set_margin(MARGIN)
        self.pdf.c_margin = 0
        self.pdf.set_auto_page_break(True, MARGIN + FOOT / 2)
        # Else a signer named {nb} would be printed as a number.
        self.pdf.alias_nb_pages(None)  # type: ignore[arg-type]
        self.pdf.set_title(title)
        self.pdf.set_lang(language)
        self.pdf.set_author(author)
        self.pdf.set_creator("Samling")
        self.pdf.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self._add_faces(text_faces.faces(folder))
        self._letters = self._known_letters()
        self.pdf.add_page()
        self._use(TEXT, BODY)

    def _add_faces(self, files: dict[str, Path]) -> None:
        self.pdf.add_font(TEXT, "", files[text_faces.REGULAR])
        self.pdf.add_font(TEXT, "B", files[text_faces.BOLD])
        self.pdf.add_font(POSTER, "", files[text_faces.POSTER])
        for name in RIGHT_TO_LEFT:
            self.pdf.add_font(name, "", files[name])
        self.pdf.set_fallback_fonts([TEXT, *RIGHT_TO_LEFT], exact_match=False)

    def _known_letters(self) -> set[int]:
        faces = [self.pdf.fonts[name] for name in (TEXT, *RIGHT_TO_LEFT)]
        return {code for face in faces for code in getattr(face, "cmap", ())}

    def _shown(self, text: str) -> str:
        """Put a sign in the place of each letter that no face has, so that nobody takes it for nothing."""
        if text.isascii():
            return text
        signs = (sign if ord(sign) in self._letters or sign == "\n" else UNKNOWN for sign in text)
        return "".join(signs)

    @property
    def width(self) -> float:
        """Give the width between the margins."""
        return float(self.pdf.epw)

    @property
    def pages(self) -> int:
        """Count the pages so far."""
        return self.pdf.pages_count

    @property
    def room(self) -> float:
        """Give the height that is left on the page."""
        return float(self.pdf.page_break_trigger - self.pdf.get_y())

    def _use(self, face: str, size: float, *, bold: bool = False, ink: tuple[int, int, int] = INK) -> None:
        self.pdf.set_font(face, "B" if bold else "", size)
        self.pdf.set_text_color(*ink)

    def _shape(self, text: str) -> None:
        """Join and order letters where the writing needs it: for other texts it takes ten times longer."""
        if is_plain(text):
            self.pdf.set_text_shaping(False)
        else:
            self.pdf.set_text_shaping(True)

    def _write(self, text: str, size: float, *, width: float = 0, align: str = "L") -> None:
        text = self._shown(text)
        self._shape(text)
        self.pdf.multi_cell(width, size * POINT * LINE, text, align=align, new_x="LMARGIN", new_y="NEXT")

    def new_page(self) -> None:
        """Go on at the top of a new page."""
        self.pdf.add_page()

    def space(self, height: float) -> None:
        """Leave room."""
        self.pdf.ln(height)

    def heading(self, text: str, *, size: float = 24) -> None:
        """Write a heading in the poster face; it stands among the bookmarks as well."""
        if self.pdf.get_y() > MARGIN + 1:
            self.pdf.ln(6)
        self.pdf.start_section(text)
        self._use(POSTER, size)
        self._write(text, size * 0.86)
        self.pdf.ln(2.5)

    def subheading(self, text: str) -> None:
        """Write a heading over a few lines, with room for two of them under it."""
        if self.room < 20:
            self.new_page()
        self.pdf.ln(2.5)
        self._use(TEXT, BODY + 1, bold=True)
        self._write(text, BODY + 1)
        self.pdf.ln(0.6)

    def paragraph(
        self, text: str, *, bold: bool = False, muted: bool = False, size: float = BODY, after: float = 2.2
    ) -> None:
        """Write a paragraph; line breaks in it are kept."""
        self._use(TEXT, size, bold=bold, ink=MUTED if muted else INK)
        self._write(text, size)
        self.pdf.ln(after)

    def code(self, text: str, *, size: float = 12) -> None:
        """Write what is typed off by hand (ASCII only), in letters of one width."""
        self.pdf.set_text_shaping(False)
        self.pdf.set_font("courier", "B", size)
        self.pdf.set_text_color(*INK)
        self.pdf.multi_cell(0, size * POINT * LINE, text, align="L", new_x="LMARGIN", new_y="NEXT")
        self.pdf.ln(2.2)

    def picture(self, png: bytes, *, width: float, alt: str) -> None:
        """Place a picture at the left, with a text for those who do not see it."""
        from io import BytesIO

        self.pdf.image(BytesIO(png), w=width, alt_text=alt)
        self.pdf.ln(2.2)

    def facts(self, lines: Iterable[tuple[str, str]], *, label: float = 58.0) -> None:
        """Write lines of a label and what it says."""
        for name, value in lines:
            if self.room < 12:
                self.new_page()
            top = self.pdf.get_y()
            self._use(TEXT, BODY, ink=MUTED)
            self._write(name, BODY, width=label - 3)
            lowest = self.pdf.get_y()
            self.pdf.set_xy(MARGIN + label, top)
            self._use(TEXT, BODY)
            self._write(value, BODY)
            self.pdf.set_y(max(lowest, self.pdf.get_y()) + 0.8)

    def fields(self, labels: Iterable[str], *, height: float = 13.0) -> None:
        """Draw lines to write on by hand, each with its label under it."""
        for label in labels:
            if self.room < height + 6:
                self.new_page()
            self.pdf.ln(height)
            self._rule(INK)
            self._use(TEXT, 8.5, ink=MUTED)
            self._write(label, 8.5)

    def rule(self) -> None:
        """Draw a thin line across."""
        self.pdf.ln(1.5)
        self._rule(RULE)
        self.pdf.ln(2.5)

    def _rule(self, ink: tuple[int, int, int]) -> None:
        self.pdf.set_draw_color(*ink)
        self.pdf.set_line_width(0.2)
        self.pdf.line(MARGIN, self.pdf.get_y(), MARGIN + self.width, self.pdf.get_y())

    def table(self, columns: Sequence[Column], rows: Iterable[Sequence[str]], *, size: float = 9.0) -> None:
        """Write a table; its head stands on every page again. What is too long goes on in a line below."""
        self._head(columns, size)
        for row in rows:
            self._row(columns, row, size)

    def _head(self, columns: Sequence[Column], size: float) -> None:
        self._use(TEXT, size, bold=True)
        self.pdf.set_text_shaping(False)
        for column in columns:
            align = "R" if column.is_number else "L"
            self.pdf.cell(column.width - GAP, size * POINT * LINE + 1.2, column.title, align=align)
            self.pdf.set_x(self.pdf.get_x() + GAP)
        self.pdf.ln(size * POINT * LINE + 1.2)
        self._rule(INK)

    def _row(self, columns: Sequence[Column], row: Sequence[str], size: float) -> None:
        self._use(TEXT, size)
        line = size * POINT * LINE
        pairs = zip(map(self._shown, row), columns, strict=True)
        cells = [self._lines(text, column.width - GAP) for text, column in pairs]
        height = line * max(map(len, cells)) + 0.9
        if self.room < height:
            self.new_page()
            self._head(columns, size)
            self._use(TEXT, size)
        top = self.pdf.get_y()
        x = MARGIN
        for lines, column in zip(cells, columns, strict=True):
            for number, text in enumerate(lines):
                self._shape(text)
                self.pdf.set_xy(x, top + 0.45 + number * line)
                self.pdf.cell(column.width - GAP, line, text, align="R" if column.is_number else "L")
            x += column.width
        self.pdf.set_xy(MARGIN, top + height)
        self._rule(RULE)

    def _lines(self, text: str, width: float) -> list[str]:
        """Break a text that is too long for its column."""
        self._shape(text)
        if len(text) * 2.9 < width or self.pdf.get_string_width(text) <= width:
            return [text]
        found = self.pdf.multi_cell(width, 4, text, dry_run=True, output="LINES", align="L")
        assert isinstance(found, list)
        return [str(line) for line in found]

    def finish(self, foot: Callable[[int, int], tuple[str, str]]) -> bytes:
        """Write at the foot of each page what the two given numbers (page, pages) make; give the file."""
        total = self.pages
        self.pdf.set_auto_page_break(False)
        for page in range(1, total + 1):
            self.pdf.page = page
            left, right = foot(page, total)
            self._use(TEXT, 9, ink=INK)  # else it takes for set already what another page has set
            self._use(TEXT, 8, ink=MUTED)
            self._at_foot(left, 0.72, "L")
            self._at_foot(right, 0.28, "R")
        self.pdf.page = total
        return bytes(self.pdf.output())

    def _at_foot(self, text: str, share: float, align: str) -> None:
        text = self._shown(text)
        self._shape(text)
        width = self.width * share
        while self.pdf.get_string_width(text) > width - 2 and len(text) > 2:
            text = text[:-2].rstrip() + "…"
        self.pdf.set_xy(MARGIN if align == "L" else MARGIN + self.width - width, -MARGIN + 2)
        self.pdf.cell(width, 5, text, align=align)


def is_plain(text: str) -> bool:
    """Say whether letters stand one after the other from left to right, each by itself."""
    return text.isascii() or not any(
        unicodedata.combining(sign) or unicodedata.bidirectional(sign) in {"R", "AL", "AN"} for sign in text
    )
