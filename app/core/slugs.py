"""Readable addresses."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

from slugify import slugify
from werkzeug.routing import IntegerConverter, Map

MAX_LENGTH = 70
LARGEST_ROW_NUMBER = 2**31 - 1
RESERVED = frozenset({"bekrafta", "min-underskrift", "inga-mejl", "ny", "en"})
"""Words that stand in addresses themselves."""


class RowNumber(IntegerConverter):
    """A row's number in an address; one that no table can hold leads nowhere."""

    def __init__(self, map: Map, **limits: Any) -> None:  # noqa: A002 (Werkzeug's name)
        super().__init__(map, **{"max": LARGEST_ROW_NUMBER, **limits})


def row_number(text: str) -> int | None:
    """Read a row's number in what was sent; None for what is none that a table can hold."""
    if not (text.isascii() and text.isdigit()) or len(text) > len(str(LARGEST_ROW_NUMBER)):
        return None
    number = int(text)
    return number if 0 < number <= LARGEST_ROW_NUMBER else None


def bytes_of(name: str) -> bytes:
    """Read a hexadecimal name in an address; what is none gives no bytes, which name nothing."""
    try:
        return bytes.fromhex(name)
    except ValueError:
        return b""


def free_slug(title: str, is_taken: Callable[[str], bool]) -> str:
    """Make an address from a title, with a number behind it when taken."""
    wanted = slugify(title, max_length=MAX_LENGTH, word_boundary=True) or "sida"
    if wanted not in RESERVED and not is_taken(wanted):
        return wanted
    return next(f"{wanted}-{n}" for n in count(2) if not is_taken(f"{wanted}-{n}"))
