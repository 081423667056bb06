"""The key envelope: one sheet for the safe, with which names can be read again when everything else is lost.

It is made in memory, given once, and kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import segno

from app.accounts.models import Account
from app.core import clock, i18n, pdf
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.masterkeys import MasterKeys
from app.core.templates import moment
from app.record import service as record
from app.site.models import Association

FOLDS: Final = (99.0, 198.0)
"""Millimetres from the top: an A4 sheet folded in three, with the key inside."""
SQUARE: Final = 42.0


@dataclass(frozen=True)
class Sheet:
    """What stands on it."""

    association: str
    address: str
    made_by: str
    masters: MasterKeys
    head: bytes
    """Of the record's chain: shows later that no act of before was changed."""
    instance: Path


def write_down(*, actor: Account) -> None:
    """Write down that it was made, and when; the key stands nowhere in it."""
    db.session.get_one(Association, 1).sheet_printed_at = clock.now()
    record.write_down("envelope.made", actor=actor)


def make(sheet: Sheet) -> bytes:
    """Make the sheet as PDF, in the language in hand. Raises FacesMissing."""
    document = pdf.Document(
        title=_("Key envelope"),
        language=i18n.current_language(),
        folder=sheet.instance / "cache",
        author=sheet.association,
    )
    _outside(document, sheet)
    _inside(document, sheet)
    _back(document, sheet)
    for height in FOLDS:
        _fold(document, height)
    return document.finish(lambda page, pages: (sheet.association, f"{page}/{pages}"))


def _outside(document: pdf.Document, sheet: Sheet) -> None:
    document.heading(_("Key envelope"))
    document.paragraph(sheet.association, bold=True, size=14)
    document.paragraph(
        _(
            "Opened only when the server is lost or broken, or when a new board takes over. "
            "Whoever has this sheet and the files can read every name."
        )
    )
    made = _("Made %(moment)s by %(name)s", moment=moment(clock.now()), name=sheet.made_by)
    document.paragraph(f"{made}. {sheet.address}", muted=True)
    document.fields([_("Opened: day, name, why")], height=8)


def _inside(document: pdf.Document, sheet: Sheet) -> None:
    document.pdf.set_y(FOLDS[0] + 4)
    document.subheading(_("The master key"))
    top = document.pdf.get_y()
    document.picture(square(sheet.masters), width=SQUARE, alt=_("The master key as a square code"))
    low = document.pdf.get_y()
    document.pdf.set_xy(pdf.MARGIN, top)
    left = pdf.MARGIN + SQUARE + 6
    document.pdf.set_left_margin(left)
    document.pdf.set_x(left)
    document.code(sheet.masters.grouped(), size=10.5)
    document.paragraph(
        _(
            "Type it off with or without the spaces; small and capital letters differ. "
            "The square code holds the same text: read it with a program that sends nothing anywhere."
        ),
        size=9,
        muted=True,
    )
    document.pdf.set_left_margin(pdf.MARGIN)
    document.pdf.set_y(max(low, document.pdf.get_y()))


def _back(document: pdf.Document, sheet: Sheet) -> None:
    document.pdf.set_y(FOLDS[1] + 4)
    document.paragraph(
        _(
            "Opens: names, e-mails and phones in the database, together with the latest copy of "
            "keys/store.db. Does not open: petitions whose names were removed, passwords, and anything "
            "without those two files."
        ),
        size=9.5,
    )
    document.paragraph(
        _(
            "Put it back as %(path)s (chmod 600), or as SAMLING_MASTER_KEY, with database and keys/store.db "
            "beside it. samling doctor says whether it fits. It is needed no more after samling rotate-keys: "
            "print a new one then, and burn this.",
            path="keys/master.key",
        ),
        size=9.5,
    )
    head = sheet.head.hex()
    groups = " ".join(head[place : place + 8] for place in range(0, len(head), 8))
    document.paragraph(
        _("Head of the log on that day (shows that nothing earlier was changed):"), size=9, after=0.5
    )
    document.code(groups, size=8.5)


def square(masters: MasterKeys) -> bytes:
    """Draw the keys as a square code, PNG."""
    drawn = BytesIO()
    segno.make_qr(masters.written().strip(), error="q").save(drawn, kind="png", scale=8, border=3)
    return drawn.getvalue()


def _fold(document: pdf.Document, height: float) -> None:
    page = document.pdf
    page.set_draw_color(*pdf.MUTED)
    page.set_dash_pattern(dash=2, gap=2)
    page.line(6, height, page.w - 6, height)
    page.set_dash_pattern()
