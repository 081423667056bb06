"""Put a list into its files, in the format that was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from app.core import clock
from app.core.db import db
from app.core.folders import instance_folder
from app.core.i18n import gettext as _
from app.core.templates import moment
from app.exports import lists, places
from app.exports.csv_files import write_csv
from app.exports.lists import Cell, Format, Sheet
from app.exports.models import Export
from app.exports.ods_files import ROWS as ODS_ROWS
from app.exports.ods_files import write_ods
from app.exports.packet import Packet, blocks_of, foot_of
from app.exports.sealed_files import SealedFile
from app.exports.tally import Tally
from app.exports.typesetting import NotSet, set_document
from app.exports.xlsx_files import write_xlsx
from app.petitions import queries
from app.petitions.forms import PRESETS
from app.petitions.models import Petition, Preset
from app.petitions.queries import Confirmed
from app.site.queries import get_association

ON_PAPER = 10_000
"""Signatures of one part of a packet."""
LARGEST = 10_000_000
"""Bytes of one part: more do not go through the mailboxes of authorities."""


class Pace(Protocol):
    """Is told of each row, and raises when it shall end."""

    def note(self, signature: Confirmed, /) -> None:
        """Count a row."""

    def look_around(self, *, at_once: bool = False) -> None:
        """Say that it goes on."""


class Parts:
    """The files of one export, sealed, in their order."""

    def __init__(self, export: Export, key: bytes) -> None:
        self.sizes: list[int] = []
        self._export, self._key = export, key

    def next(self) -> SealedFile:
        """Begin the next one."""
        number = len(self.sizes) + 1
        self.sizes.append(0)
        path = places.path_of(self._export, self._key, number)
        key = places.part_key(self._key, number)
        return SealedFile(path, key, name=places.name_of(self._export, number))

    def note_size(self, file: SealedFile) -> None:
        """Keep how large the latest one is."""
        self.sizes[-1] = file.size


def sheet_of(export: Export, petition: Petition) -> Sheet:
    """Give what is written apart from the rows."""
    association = get_association()
    preset = Preset(export.preset)
    about = [
        (_("Petition"), petition.title),
        (_("To"), petition.recipient),
        (_("From"), association.name),
        (_("Contact"), association.contact_email),
        (_("Contents"), str(PRESETS[preset])),
        (_("As of"), moment(export.created_at)),
        (_("Mark"), export.mark),
        (
            _("With care"),
            _("Whoever signs shows what she thinks. Do not pass the list on; delete it after use."),
        ),
    ]
    day = clock.local(export.created_at).date()
    heads = lists.heads_of(preset)
    return Sheet(petition.title, export.mark, day, association.name, heads, about, export.locale)


def write_list(export: Export, parts: Parts, pace: Pace) -> None:
    """Write all files of an export. Raises OSError, NotSet, FacesMissing, and what the pace raises."""
    petition = db.session.get_one(Petition, export.petition_id)
    preset, sheet, form = Preset(export.preset), sheet_of(export, petition), Format(export.format)
    rows = lists.rows_of(petition, preset, until=export.created_at, mark=export.mark, note=pace.note)
    if form is Format.PDF:
        _write_packet(export, petition, sheet, parts, pace)
    elif form is Format.ODS:
        _write_ods(sheet, rows, parts)
    else:
        with parts.next() as file:
            if form is Format.XLSX:
                write_xlsx(file, sheet, rows)
            else:
                write_csv(file, sheet, rows, is_excel=form is Format.EXCEL)
            parts.note_size(file)


def _write_ods(sheet: Sheet, rows: Iterator[list[Cell]], parts: Parts) -> None:
    some = list(islice(rows, ODS_ROWS))
    while some or not parts.sizes:  # an empty file, where everybody has withdrawn meanwhile
        with parts.next() as file:
            write_ods(file, sheet, some)
            parts.note_size(file)
        some = list(islice(rows, ODS_ROWS))


def _write_packet(export: Export, petition: Petition, sheet: Sheet, parts: Parts, pace: Pace) -> None:
    """Gather first: the cover letter says what the whole list holds."""
    preset, tally = Preset(export.preset), Tally()
    rows: list[list[Cell]] = []
    if preset == Preset.COUNT:
        for signature in queries.stream_confirmed(petition, until=export.created_at):
            tally.note(signature)
    else:

        def note(signature: Confirmed) -> None:
            tally.note(signature)
            pace.note(signature)

        rows += lists.rows_of(petition, preset, until=export.created_at, mark=export.mark, note=note)
    petition, association = db.session.get_one(Petition, petition.id), get_association()
    slices = [rows[place : place + ON_PAPER] for place in range(0, len(rows), ON_PAPER)] or [[]]
    for number, some in enumerate(slices, start=1):
        pace.look_around(at_once=True)
        packet = Packet(petition, association, sheet, preset, tally, number, len(slices), some)
        made = set_document(
            blocks_of(packet),
            title=f"{petition.title} ({export.mark})",
            language=export.locale,
            author=association.name,
            foot=foot_of(packet),
            folder=instance_folder() / "cache",
        )
        if len(made) > LARGEST:
            raise NotSet("A part has become too large.")
        with parts.next() as file:
            file.write(made)
            parts.note_size(file)
