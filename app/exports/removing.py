"""Remove the files of exports, and first their keys: after a day, at a purge, when a right is gone."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import or_, select, update
from sqlalchemy.orm import joinedload

from app.core import clock, crypto
from app.core.db import db, transaction
from app.exports import places, rights
from app.exports.models import Export, ExportState
from app.petitions.models import Petition

log = logging.getLogger("samling.exports")
KEPT = timedelta(hours=24)
WITH_FILES = (ExportState.READY, ExportState.WRITING)


def remove_due() -> int:
    """Remove what has lain its day, or whose right is gone, and stray files; count the first."""
    due = or_(Export.expires_at <= clock.now(), Petition.purged_at.is_not(None))
    waiting = Export.state.in_((*WITH_FILES, ExportState.WAITING))
    statement = select(Export).join(Export.petition).where(waiting).options(joinedload(Export.account))
    old = db.session.scalars(statement.where(due)).all()
    gone = [
        export
        for export in db.session.scalars(statement).all()
        if export not in old and not rights.may_export(export.account, export.petition_id)
    ]
    pairs = [(export.id, "") for export in old] + [(export.id, "no_right") for export in gone]
    db.session.rollback()
    for export_id, problem in pairs:
        with transaction(public=False):
            remove(export_id, problem=problem)
    forget_purged()
    sweep()
    return len(pairs)


def remove(export_id: int, *, problem: str = "") -> None:
    """Forget the key of one export, then delete its files."""
    ended = (
        update(Export)
        .where(Export.id == export_id, Export.state.in_((*WITH_FILES, ExportState.WAITING)))
        .values(state=ExportState.REMOVED, problem=problem, sealed=None, removed_at=clock.now())
    )
    db.session.execute(ended)
    delete_files(db.session.get_one(Export, export_id))


def forget_purged() -> None:
    """Forget which signatures stood in the lists of petitions whose signers have been removed."""
    purged = select(Petition.id).where(Petition.purged_at.is_not(None))
    some = select(Export.id).where(Export.held.is_not(None), Export.petition_id.in_(purged)).limit(1)
    if db.session.scalar(some) is None:
        db.session.rollback()
        return
    with transaction(public=False):
        db.session.execute(update(Export).where(Export.petition_id.in_(purged)).values(held=None))


def delete_files(export: Export) -> None:
    """Delete every file of one export; what cannot be deleted is of no use without its key."""
    _delete(_files(f"{export.uid.hex()}-*"))


def _files(pattern: str) -> Sequence[Path]:
    found = places.folder()
    return sorted(found.glob(pattern)) if found.is_dir() else []


def _delete(files: Sequence[Path]) -> None:
    for path in files:
        with contextlib.suppress(FileNotFoundError):
            try:
                path.unlink()
            except PermissionError:
                log.error("A file in %s could not be deleted; its key is gone.", path.parent)


def sweep() -> int:
    """Delete files whose export has ended or has begun anew: left behind by a process that was killed."""
    files = _files("*")  # listed first: one that begins after this is not looked at
    if not files:
        return 0
    known = db.session.scalars(select(Export).where(Export.state.in_(WITH_FILES))).all()
    kept = tuple(start for export in known for start in _starts(export))
    left = [path for path in files if not path.name.startswith(kept)] if kept else files
    db.session.rollback()
    _delete(left)
    return len(left)


def _starts(export: Export) -> list[str]:
    """Give how the names of an export's files begin; none when its key is gone."""
    try:
        return [places.path_of(export, places.key_of(export), 1).name[:-3]]
    except (crypto.SealBroken, crypto.KeyProblem):
        return []
