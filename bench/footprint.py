"""What an idle server holds, and how soon it answers."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from bench import rows, trees
from bench.plan import Plan
from bench.table import Line

SETTLES = 3.0


def measure(plan: Plan, folder: Path) -> Iterator[Line]:
    """Start the server several times and look at it when it has settled."""
    rows.make_instance(folder / "idle", plan.few)
    starts, sizes, processes = [], [], 0
    for _ in range(plan.rounds):
        with trees.samling(folder / "idle") as tree:
            starts.append(tree.started_in)
            time.sleep(SETTLES)
            sizes.append(tree.pss())
            processes = len(tree.pids())
    yield Line("start, from the command to the first answer", f"{min(starts):.2f} s", aim="< 2 s")
    yield Line(f"memory of the idle tree, {processes} processes", f"{min(sizes):.0f} MB PSS", aim="< 200 MB")
