"""Readable addresses."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from slugify import slugify

MAX_LENGTH = 70
RESERVED = frozenset({"bekrafta", "min-underskrift", "ny", "en"})
"""Words that stand in addresses themselves."""


def free_slug(title: str, is_taken: Callable[[str], bool]) -> str:
    """Make an address from a title, with a number behind it when taken."""
    wanted = slugify(title, max_length=MAX_LENGTH, word_boundary=True) or "sida"
    if wanted not in RESERVED and not is_taken(wanted):
        return wanted
    return next(f"{wanted}-{n}" for n in count(2) if not is_taken(f"{wanted}-{n}"))
