"""Files that lie encrypted from their first byte: written, checked and read in pieces, in constant memory.

A piece holds at most 64 KiB. It is sealed with AES-256-GCM under a key of the one file; the nonce is its
number, so that no two pieces of a key share one, and the additional data bind it to its file, its number and
whether it is the last. Cut off, turned round or altered, no piece opens. The key lies elsewhere, sealed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE = 65_536
TAG = 16


class FileBroken(Exception):
    """A sealed file that was cut off or altered, or that was written under another key."""


class SealedFile:
    """Seals what is written to it; what is not closed whole opens never again."""

    def __init__(self, path: Path, key: bytes, *, name: bytes) -> None:
        """Make the file, for its owner alone; raises OSError, also when it is there already."""
        self.size = 0
        self._gcm, self._name, self._number = AESGCM(key), name, 0
        self._rest = bytearray()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self._file: BinaryIO = os.fdopen(handle, "wb", buffering=0)

    def write(self, data: bytes) -> int:
        """Take bytes; give how many, as files do."""
        self._rest += data
        self.size += len(data)
        while len(self._rest) > PIECE:  # the last piece is marked, so one is always kept back
            self._seal(bytes(self._rest[:PIECE]), is_last=False)
            del self._rest[:PIECE]
        return len(data)

    def flush(self) -> None:
        """Do nothing: zipfile asks for it."""

    def _seal(self, piece: bytes, *, is_last: bool) -> None:
        sealed = self._gcm.encrypt(_nonce(self._number), piece, _bound(self._name, self._number, is_last))
        view = memoryview(sealed)
        while view:  # a full disk may take a part of it and refuse the rest
            view = view[self._file.write(view) :]
        self._number += 1

    def finish(self) -> None:
        """Seal the last piece and see that all of it is on disk; raises OSError."""
        self._seal(bytes(self._rest), is_last=True)
        self._rest.clear()
        os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            self._file.close()


def read_sealed(path: Path, key: bytes, *, name: bytes) -> Iterator[bytes]:
    """Give a file's pieces, opened one by one.

    Raises FileBroken at the first that does not open, and when the last one is missing.
    """
    gcm, number = AESGCM(key), 0
    try:
        with path.open("rb") as file:
            sealed = file.read(PIECE + TAG)
            while sealed:
                following = file.read(PIECE + TAG)
                yield gcm.decrypt(_nonce(number), sealed, _bound(name, number, not following))
                sealed, number = following, number + 1
    except (InvalidTag, OSError) as error:
        raise FileBroken("The file is not what was written.") from error
    if number == 0:
        raise FileBroken("The file is empty.")


def check_sealed(path: Path, key: bytes, *, name: bytes) -> int:
    """Open every piece of a file before any of it is sent; give its size. Raises FileBroken."""
    return sum(map(len, read_sealed(path, key, name=name)))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12)


def _bound(name: bytes, number: int, is_last: bool) -> bytes:
    return name + b"|" + number.to_bytes(8) + (b"|last" if is_last else b"|more")
