"""The doors of the desk's own pages, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from collections.abc import Callable

from tests.shifts.doors import Row


def at(address: str) -> Callable[[], str]:
    """Give the way to an address that needs nothing."""
    return lambda: address


DESK: tuple[Row, ...] = (
    ("desk.today", "GET", at("/organisera/"), 200, {}),
    ("desk.log", "GET", at("/organisera/logg"), 200, {}),
    ("desk.copy_log", "GET", at("/organisera/logg/kopia"), 200, {}),
    ("desk.copy_log", "POST", at("/organisera/logg/kopia"), 200, {"reason": "Till årsmötet"}),
    ("desk.search", "GET", at("/organisera/sok"), 200, {}),
    ("desk.search", "POST", at("/organisera/sok"), 200, {"words": "Alva Provström", "people": "y"}),
    ("desk.plots", "GET", at("/organisera/hur-det-gar"), 200, {}),
)
