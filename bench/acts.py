"""An act that is pressed by many at once, in lines: beside bare commits and beside reading a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from bench import load, trees
from bench.generator import Job, Seen
from bench.table import Line

DONE = "303"
"""What an act that was done is answered with."""


@dataclass
class Act:
    """One way to press, and its best round."""

    name: str
    """In the plural."""
    one: str
    """With its article."""
    aim: str
    best: Seen = field(default_factory=Seen)
    cpu: float = 0.0
    """Seconds of CPU of the server for one answer of the best round."""

    def press(self, tree: trees.Tree, job: Job) -> Seen:
        """Press for one round."""
        before = tree.cpu()
        seen = load.press(job)
        if not self.best.seconds or seen.rate(DONE) > self.best.rate(DONE):
            self.best, self.cpu = seen, (tree.cpu() - before) / max(1, seen.answers)
        return seen

    def lines(self, bare: float, reads: float) -> Iterator[Line]:
        """Tell the best round, beside so many bare commits and so many pages a second."""
        best, rate = self.best, self.best.rate(DONE)
        waits = f"p50 {best.p50 * 1000:.0f}, p99 {best.p99 * 1000:.0f}, longest {best.longest * 1000:.0f} ms"
        yield Line(f"{self.name}, everything on", f"{rate:,.0f}/s", waits, aim=self.aim)
        yield Line(
            "– beside bare commits of one row",
            f"{rate:,.0f}/s",
            f"{bare:,.0f} commits/s (WAL, synchronous FULL)",
            f"{rate / bare:.2f}",
        )
        yield Line(
            "– beside a page rendered each time",
            f"{rate:,.0f}/s",
            f"{reads:,.0f} pages/s",
            f"{rate / reads:.2f}",
        )
        yield Line(
            f"– CPU {self.one}, mail worker included",
            f"{self.cpu * 1000:.1f} ms",
            f"generator {best.cpu / max(1, best.answers) * 1000:.2f} ms",
        )
