"""Lists that wait are written one after the other."""

from __future__ import annotations

from collections.abc import Callable

from app.exports import writing


def work_on_exports(should_stop: Callable[[], bool] = lambda: False) -> int:
    """Write every list that waits; return how many were begun."""
    begun = 0
    while not should_stop():
        claimed = writing.claim()
        if claimed is None:
            break
        begun += 1
        writing.write_one(*claimed, should_stop=should_stop)
    return begun
