"""Where the files of exports lie, and what they are called there."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.core import clock, crypto
from app.core.folders import instance_folder
from app.exports.lists import SUFFIXES, Format
from app.exports.models import Export
from app.petitions.models import scope_of


def folder() -> Path:
    """Give the folder, which several machines share."""
    return instance_folder() / "exports"


def seal_key(export: Export, key: bytes) -> bytes:
    """Seal the key of an export's files, under the scope of its petition: with its purge it is gone too."""
    return crypto.seal(scope_of(export.petition_id), _bound(export), {"key": key.hex()})


def key_of(export: Export) -> bytes:
    """Give the key of an export's files; raises SealBroken, or KeyProblem when it has been destroyed."""
    if export.sealed is None:
        raise crypto.SealBroken("It has no files.")
    return bytes.fromhex(crypto.unseal(scope_of(export.petition_id), _bound(export), export.sealed)["key"])


def _bound(export: Export) -> bytes:
    return b"export|" + export.uid


def path_of(export: Export, key: bytes, part: int) -> Path:
    """Name a part: by its export and its key, so that two that write by mistake have files of their own."""
    tag = hashlib.sha256(b"file|" + key).hexdigest()[:12]
    return folder() / f"{export.uid.hex()}-{tag}-{part:03}"


def name_of(export: Export, part: int) -> bytes:
    """Name a part for its seal: one export's file is not opened as another's."""
    return export.uid + part.to_bytes(4)


def part_key(key: bytes, part: int) -> bytes:
    """Give each part a key of its own, since pieces are numbered from nought in each."""
    return hashlib.sha256(b"part|" + part.to_bytes(4) + key).digest()


def download_name(export: Export, part: int) -> str:
    """Name a file as it leaves: petition, day, mark."""
    day = clock.local(export.created_at).date().isoformat()
    number = f"-{part}" if export.parts > 1 else ""
    suffix = SUFFIXES.get(Format(export.format), export.format)
    return f"{export.petition.slug}-{day}-{export.mark}{number}.{suffix}"
