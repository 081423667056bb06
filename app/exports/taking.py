"""Fetch a list that is ready: by the one who asked for it, whole or not at all, each time written down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import update

from app.accounts.models import Account
from app.core import clock, crypto
from app.core.db import db
from app.exports import places, rights
from app.exports.models import Export, ExportState
from app.exports.refusals import NotReady, NotYours
from app.exports.sealed_files import FileBroken, check_sealed, read_sealed
from app.record.service import write_down


@dataclass(frozen=True)
class Taken:
    """A file as it leaves."""

    name: str
    size: int
    pieces: Iterator[bytes]


def open_part(export: Export, part: int, *, actor: Account) -> Taken:
    """Open a part, every piece of it, before anything of it is sent.

    Raises NotYours, NotReady, and FileBroken when it is not what was written.
    """
    if export.account_id != actor.id or not rights.may_export(actor, export.petition_id):
        raise NotYours
    if not is_ready(export) or not 1 <= part <= export.parts:
        raise NotReady
    try:
        key = places.key_of(export)
    except (crypto.SealBroken, crypto.KeyProblem) as error:
        raise NotReady from error
    path, name = places.path_of(export, key, part), places.name_of(export, part)
    key = places.part_key(key, part)
    if check_sealed(path, key, name=name) != export.options["sizes"][part - 1]:
        raise FileBroken("The file has another length than what was written.")
    return Taken(
        places.download_name(export, part),
        export.options["sizes"][part - 1],
        read_sealed(path, key, name=name),
    )


def is_ready(export: Export) -> bool:
    """Say whether it can be fetched at this moment."""
    in_time = export.expires_at is not None and export.expires_at > clock.now()
    return export.state == ExportState.READY and in_time


def note_taken(export: Export, part: int, *, actor: Account) -> None:
    """Count a download and write it down, before the first byte leaves. Raises NotReady."""
    counted = (
        update(Export)
        .where(Export.id == export.id, Export.state == ExportState.READY, Export.expires_at > clock.now())
        .values(taken=Export.taken + 1)
        .returning(Export.id)
    )
    if db.session.scalar(counted) is None:
        raise NotReady
    facts = {
        "export": export.id,
        "mark": export.mark,
        "preset": export.preset,
        "format": export.format,
        "signatures": export.done,
        "part": part,
    }
    write_down("list.exported", actor=actor, petition_id=export.petition_id, facts=facts)


def note_damaged(export: Export, *, actor: Account) -> None:
    """Write down that a file is not what was written; its key goes, and what is left of it is swept away."""
    gone = {"state": ExportState.FAILED, "problem": "damaged", "sealed": None, "removed_at": clock.now()}
    db.session.execute(update(Export).where(Export.id == export.id).values(gone))
    facts = {"export": export.id, "mark": export.mark}
    write_down("export.damaged", actor=actor, petition_id=export.petition_id, facts=facts)
