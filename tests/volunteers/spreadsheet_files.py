"""Spreadsheets to read in, as people save them. People are invented."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

from app.accounts.models import Account
from app.core.access import Role
from app.core.db import transaction
from app.volunteers import importing
from app.volunteers.models import VolunteerImport
from tests.factories import make_account

CSV = (
    "Förnamn;Efternamn;E-post;Mobil;Medlem;Adress\r\n"
    "Åsa;Övningslund;asa@example.org;070-123 45 67;ja;Testvägen 1\r\n"
    "Bashir;Testberg;bashir@example.org;;nej;Testvägen 2\r\n"
)


def xlsx(rows: Sequence[Sequence[object]], *, more_sheets: int = 0) -> bytes:
    """Save rows as XLSX."""
    book, kept = Workbook(), BytesIO()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for _each in range(more_sheets):
        book.create_sheet()
    book.save(kept)
    return kept.getvalue()


def swollen(megabytes: int) -> bytes:
    """Make a small file that unfolds to a large one."""
    kept = BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/workbook.xml", b" " * megabytes * 1024 * 1024)
    return kept.getvalue()


def begin(text: str = CSV, actor: Account | None = None) -> VolunteerImport:
    """Send a CSV file."""
    actor = actor or make_account(Role.ADMINISTRATOR)
    with transaction():
        return importing.begin(*importing.read(text.encode()), actor=actor)


def read_in(text: str = CSV) -> VolunteerImport:
    """Send a CSV file and read it in."""
    row = begin(text)
    add(row)
    return row


def add(row: VolunteerImport) -> int:
    """Read in what waits."""
    actor = make_account(Role.ADMINISTRATOR)
    with transaction():
        return importing.read_in(row, actor=actor)


def undo(row: VolunteerImport) -> int:
    """Undo what was read in."""
    actor = make_account(Role.ADMINISTRATOR)
    with transaction():
        return importing.undo(row, actor=actor)
