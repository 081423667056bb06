"""Count what a list holds while it is written: so that its cover letter says what the list says."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import NamedTuple

from app.core import clock
from app.petitions import asking, queries
from app.petitions.counting import AREA_DIGITS
from app.petitions.models import Petition
from app.petitions.queries import Confirmed

LEAST = 5
"""From so many on an area is named: fewer could point at somebody."""
MOST = 8
"""So many areas are named."""


class Tally:
    """How many came by which way, from where, and when."""

    def __init__(self) -> None:
        self.total = 0
        self.channels: Counter[str] = Counter()
        self.areas: Counter[str] = Counter()
        self.days: list[date] = []

    def note(self, signature: Confirmed) -> None:
        """Count one."""
        self.total += 1
        self.channels[signature.channel] += 1
        self.areas[signature.postcode[:AREA_DIGITS]] += 1
        day = clock.local(signature.confirmed_at).date()
        if not self.days:
            self.days = [day, day]
        self.days = [min(self.days[0], day), max(self.days[1], day)]


class Share(NamedTuple):
    """One area, how many of it, and how many in a hundred."""

    area: str
    signed: int
    percent: float


def local_shares(petition: Petition, tally: Tally) -> list[Share]:
    """List the areas that most came from: those of the petition's own list, or postal areas."""
    own = {area.name: area.count for area in asking.list_areas(petition) if area.count}
    counts = own or dict(tally.areas) or {each.area: each.count for each in queries.list_postal(petition)}
    whole = sum(counts.values())
    largest = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST]
    return [Share(name, count, 100 * count / whole) for name, count in largest if count >= LEAST]
