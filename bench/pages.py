"""Kept pages beside a bare Flask application on the same server, and while half-sent forms wait."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench import load, rows, trees
from bench.generator import Job, Seen
from bench.plan import Plan
from bench.table import Line

CONNECTIONS = 64
HALF_SENT = 200
UNKEPT = f"{rows.PATH}/ett-steg-kvar/{'00' * 20}"
"""The page after signing, rendered for each visitor, known or not: few reads and one template."""


def measure(plan: Plan, folder: Path) -> Iterator[Line]:
    """Ask for each page in turn, several rounds; the best of each counts."""
    rows.make_instance(folder / "pages", plan.few)
    with trees.samling(folder / "pages") as ours, trees.hello(folder / "hello") as bare:
        asked = {
            "bare Flask hello": (bare, "/hello"),
            "the same hello, kept": (bare, "/kept"),
            "petition page, kept": (ours, rows.PATH),
            "a page rendered each time": (ours, UNKEPT),
        }
        best: dict[str, Seen] = {}
        for _ in range(plan.rounds):
            for name, (tree, path) in asked.items():
                seen = load.get(_job(tree, path, plan))
                if name not in best or seen.rate("200") > best[name].rate("200"):
                    best[name] = seen
        waiting = load.press(_job(ours, rows.PATH, plan, half_sent=HALF_SENT))
    yield from _lines(best)
    yield Line(
        f"petition page, kept, under {HALF_SENT} half-sent forms",
        f"{waiting.rate('200'):,.0f}/s, p99 {waiting.p99 * 1000:.0f} ms",
        f"{sum(waiting.statuses.values()) - waiting.statuses.get('200', 0) + waiting.broken} failed",
        aim="answered",
    )


def _job(tree: trees.Tree, path: str, plan: Plan, *, half_sent: int = 0) -> Job:
    return Job("127.0.0.1", tree.port, path, plan.seconds, CONNECTIONS, half_sent=half_sent)


def _lines(best: dict[str, Seen]) -> Iterator[Line]:
    hello = best["bare Flask hello"]
    for name, seen in best.items():
        yield Line(
            name,
            f"{seen.rate('200'):,.0f}/s, p50 {seen.p50 * 1000:.1f} ms",
            f"hello {hello.rate('200'):,.0f}/s; generator {seen.cpu / seen.seconds:.0%} of a core",
            f"{seen.rate('200') / hello.rate('200'):.2f}",
            "≥ 3 × hello" if name == "petition page, kept" else "",
        )
