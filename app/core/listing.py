"""Which rows of a list at the desk are wanted, and in what order: as the list's address says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import request

from app.core.addresses import canonical_name
from app.core.slugs import row_number

T = TypeVar("T")
MOST_WORDS = 100


@dataclass(frozen=True)
class Listing:
    """What was chosen of a list; nothing chosen is all of it, in its own order."""

    words: str = ""
    state: str = ""
    campaign: int = 0
    sort: str = ""

    @property
    def query(self) -> dict[str, str]:
        """Give what was chosen as it stands in the address."""
        named = {"ord": self.words, "lage": self.state, "kampanj": self.campaign, "sortera": self.sort}
        return {name: str(value) for name, value in named.items() if value}

    @property
    def is_chosen(self) -> bool:
        """Say whether some are left out."""
        return bool(self.words or self.state or self.campaign)

    @property
    def parts(self) -> list[str]:
        """List the words that a row must have, in one spelling."""
        return canonical_name(self.words).split()

    def fits(self, *, text: str, state: str = "", campaign: int | None = None) -> bool:
        """Say whether a row is wanted."""
        if (self.state and state != self.state) or (self.campaign and campaign != self.campaign):
            return False
        told = canonical_name(text)
        return all(part in told for part in self.parts)

    def ordered(self, rows: Iterable[T], orders: Mapping[str, Callable[[T], Any]]) -> list[T]:
        """Put rows into the order that was chosen; a minus before its name turns it round."""
        name = self.sort.removeprefix("-")
        if name not in orders:
            return list(rows)
        return sorted(rows, key=orders[name], reverse=self.sort.startswith("-"))

    def turned(self, name: str) -> str:
        """Give the order that a press on a column's name leads to."""
        return f"-{name}" if self.sort == name else name


def asked(*, states: Collection[str] = (), sorts: Collection[str] = ()) -> Listing:
    """Read what was chosen from the address; what the list does not have is not chosen."""
    state, sort = request.args.get("lage", ""), request.args.get("sortera", "")
    return Listing(
        words=" ".join(request.args.get("ord", "").replace("\0", "").split())[:MOST_WORDS],
        state=state if state in states else "",
        campaign=row_number(request.args.get("kampanj", "")) or 0,
        sort=sort if sort.removeprefix("-") in sorts else "",
    )
