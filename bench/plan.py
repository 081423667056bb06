"""How much is measured."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Sizes and times of one run; every scenario stops by itself."""

    seconds: float
    """How long one round of load lasts."""
    rounds: int
    """How often it is repeated; the best counts, since other work on the machine only takes away."""
    signing_seconds: float
    """How long one round of signing or booking lasts."""
    few: int
    many: int
    connections: int
    """Connections that sign or book at once."""
