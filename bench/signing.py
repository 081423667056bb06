"""Signing with everything on, beside the same number of bare commits and beside reading a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from app.core.db import db
from app.core.mail import OutboxMail
from app.signatures.models import Signature, SignatureState
from bench import commits, load, pages, rows, trees
from bench.acts import DONE, Act
from bench.generator import Job
from bench.plan import Plan
from bench.table import Line

ROUND = 10_000_000
"""People of one round; the next has others."""


def measure(plan: Plan, folder: Path) -> Iterator[Line]:
    """Sign several rounds, then count what is in the database."""
    instance = folder / "signing"
    app = rows.make_instance(instance, plan.few)
    act, acknowledged = Act("signatures", "a signature", "≥ 500/s, p99 < 250 ms, none > 1 s"), 0
    with trees.samling(instance) as tree:
        bare = max(commits.bare(folder, plan.seconds) for _ in range(plan.rounds))
        reads = max(
            load.get(Job("127.0.0.1", tree.port, pages.UNKEPT, plan.seconds, plan.connections)).rate("200")
            for _ in range(plan.rounds)
        )
        for number in range(1, plan.rounds + 1):
            people = number * ROUND
            job = Job("127.0.0.1", tree.port, rows.PATH, plan.signing_seconds, plan.connections, people)
            acknowledged += act.press(tree, job).statuses.get(DONE, 0)
    with app.app_context():
        stored = _count(Signature, Signature.state == SignatureState.PENDING)
        letters = _count(OutboxMail)
        db.session.remove()
    yield from act.lines(bare, reads)
    refused = sum(many for status, many in act.best.statuses.items() if status != DONE) + act.best.broken
    yield Line(
        "rows after all rounds",
        f"{stored:,} signatures, {letters:,} mails",
        f"{acknowledged:,} acknowledged, {refused} refused",
        aim="equal",
    )


def _count(model: type[Signature | OutboxMail], *conditions: object) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]
