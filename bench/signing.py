"""Signing with everything on, beside the same number of bare commits and beside reading a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from app.core.db import db
from app.core.mail import OutboxMail
from app.signatures.models import Signature, SignatureState
from bench import commits, load, pages, rows, trees
from bench.generator import Job, Seen
from bench.plan import Plan
from bench.table import Line

ROUND = 10_000_000
"""People of one round; the next has others."""


def measure(plan: Plan, folder: Path) -> Iterator[Line]:
    """Sign several rounds, then count what is in the database."""
    instance = folder / "signing"
    app = rows.make_instance(instance, plan.few)
    best, acknowledged, cpu = Seen(), 0, 0.0
    with trees.samling(instance) as tree:
        bare = max(commits.bare(folder, plan.seconds) for _ in range(plan.rounds))
        reads = max(
            load.get(Job("127.0.0.1", tree.port, pages.UNKEPT, plan.seconds, plan.connections)).rate("200")
            for _ in range(plan.rounds)
        )
        for number in range(1, plan.rounds + 1):
            before = tree.cpu()
            seen = load.press(
                Job("127.0.0.1", tree.port, rows.PATH, plan.signing_seconds, plan.connections, number * ROUND)
            )
            acknowledged += seen.statuses.get("303", 0)
            if not best.seconds or seen.rate("303") > best.rate("303"):
                best, cpu = seen, (tree.cpu() - before) / max(1, seen.answers)
    with app.app_context():
        stored = _count(Signature, Signature.state == SignatureState.PENDING)
        letters = _count(OutboxMail)
        db.session.remove()
    yield from _lines(best, cpu, bare, reads)
    refused = sum(many for status, many in best.statuses.items() if status != "303") + best.broken
    yield Line(
        "rows after all rounds",
        f"{stored:,} signatures, {letters:,} mails",
        f"{acknowledged:,} acknowledged, {refused} refused",
        aim="equal",
    )


def _lines(best: Seen, cpu: float, bare: float, reads: float) -> Iterator[Line]:
    rate = best.rate("303")
    waits = f"p50 {best.p50 * 1000:.0f}, p99 {best.p99 * 1000:.0f}, longest {best.longest * 1000:.0f} ms"
    yield Line("signatures, everything on", f"{rate:,.0f}/s", waits, aim="≥ 500/s, p99 < 250 ms, none > 1 s")
    yield Line(
        "– beside bare commits of one row",
        f"{rate:,.0f}/s",
        f"{bare:,.0f} commits/s (WAL, synchronous FULL)",
        f"{rate / bare:.2f}",
    )
    yield Line(
        "– beside a page rendered each time", f"{rate:,.0f}/s", f"{reads:,.0f} pages/s", f"{rate / reads:.2f}"
    )
    yield Line(
        "– CPU a signature, mail worker included",
        f"{cpu * 1000:.1f} ms",
        f"generator {best.cpu / max(1, best.answers) * 1000:.2f} ms",
    )


def _count(model: type[Signature | OutboxMail], *conditions: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]
