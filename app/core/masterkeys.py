"""The master keys: they wrap every data key, and lie outside every database."""

from __future__ import annotations

import base64
import binascii
import os
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.core import clock

KEY_BYTES = 32


class KeyProblem(Exception):
    """Keys that are missing, malformed or do not fit, as a sentence for whoever runs the program."""


@dataclass(frozen=True)
class MasterKeys:
    """The keys that wrap data keys, newest first; older ones stay until everything is re-wrapped."""

    keys: tuple[tuple[str, bytes], ...]

    @property
    def current(self) -> tuple[str, bytes]:
        """Give id and bytes of the key that new data keys are wrapped by."""
        return self.keys[0]

    def get(self, master_id: str) -> bytes:
        """Give a key by its id, or raise KeyProblem."""
        for known, key in self.keys:
            if known == master_id:
                return key
        raise KeyProblem(
            f"The master key {master_id!r} that this installation's data need is not here: "
            "put it back from the recovery sheet."
        )

    @classmethod
    def parse(cls, text: str) -> MasterKeys:
        """Read ``id:base64`` entries, separated by commas or lines; raise KeyProblem when malformed.

        Spaces, and a line after the colon, are how the key envelope prints them: typed off they do no harm.
        """
        text = re.sub(r":\n", ":", re.sub(r"[ \t\r]", "", text))
        keys = []
        for entry in text.replace("\n", ",").split(","):
            if not entry.strip() or entry.strip().startswith("#"):
                continue
            name, colon, encoded = entry.strip().partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except (binascii.Error, ValueError):
                key = b""
            if not colon or not name or len(key) != KEY_BYTES:
                raise KeyProblem("The master key must be written as id:base64 with 32 bytes of key.")
            if len(set(key)) < 8 or key.isascii():  # words, or numbers in their order
                raise KeyProblem("The master key is not random; make one with `samling setup`.")
            keys.append((name, key))
        if not keys:
            raise KeyProblem("There is no master key.")
        if len({name for name, _ in keys}) < len(keys):
            raise KeyProblem("Two master keys have the same id.")
        return cls(tuple(keys))

    def grouped(self) -> str:
        """Give the text in groups of four signs, to be typed off a sheet of paper; ``parse`` reads it."""
        lines = []
        for entry in self.written().splitlines():
            name, _, key = entry.partition(":")
            lines += [f"{name}:", " ".join(key[place : place + 4] for place in range(0, len(key), 4))]
        return "\n".join(lines)

    def written(self) -> str:
        """Give the text that ``parse`` reads, one key a line."""
        return "".join(f"{name}:{base64.b64encode(key).decode()}\n" for name, key in self.keys)


def new_master_key() -> tuple[str, bytes]:
    """Make a master key with an id that tells its day."""
    return f"m{clock.today():%Y%m%d}-{secrets.token_hex(2)}", secrets.token_bytes(KEY_BYTES)


def load_or_create_master_keys(path: Path, *, may_create: bool = True) -> MasterKeys:
    """Read the master key file, made on first use readable by its owner only.

    Raises KeyProblem when the file is readable by others, or missing when it may not be made.
    """
    if not path.exists() and not may_create:
        raise KeyProblem(f"The master key is not here: put {path} back from the recovery sheet.")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys = MasterKeys((new_master_key(),))
        draft = write_draft(path, keys)
        # link() fails when the file is there: of several starting processes one wins, and it appears whole.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    if path.stat().st_mode & 0o077:
        raise KeyProblem(f"{path} can be read by others on this machine: run chmod 600 on it.")
    return MasterKeys.parse(path.read_text(encoding="utf-8", errors="replace"))


def write_draft(path: Path, keys: MasterKeys) -> Path:
    """Write master keys to a durable file beside the one they are meant for, for its owner only."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        os.write(handle, keys.written().encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    return draft
