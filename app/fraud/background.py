"""Invalidations that run: a small batch a transaction. A kill at any point loses nothing, doubles nothing."""

from __future__ import annotations

import time

from sqlalchemy import select

from app.core.db import db, transaction
from app.fraud import choosing
from app.fraud.choosing import Conditions
from app.fraud.invalidating import LIVE, TOP, put_back_after, take_out_after
from app.fraud.models import Invalidation, InvalidationState
from app.petitions import counting

BATCH = 100
"""Signatures a transaction: those who sign wait for it."""
WINDOW = 20_000
"""Rows that are looked at for a batch at most."""
SECONDS = 0.4
"""At one time, then mails go out."""


def work_on_invalidations(seconds: float = SECONDS) -> bool:
    """Work on what runs for a while; say whether something is left."""
    until = time.monotonic() + seconds
    while True:
        job_id = db.session.scalar(
            select(Invalidation.id).where(Invalidation.state.in_(LIVE)).order_by(Invalidation.id).limit(1)
        )
        if job_id is None:
            return False
        do_batch(job_id)
        if time.monotonic() > until:
            return True


def do_batch(job_id: int) -> None:
    """Do the next batch of one invalidation."""
    job = db.session.get_one(Invalidation, job_id)
    state, last_id = job.state, job.last_id
    ids, up_to = _next(job) if state == InvalidationState.RUNNING else ([], 0)
    with transaction():
        counting.lock(job.petition_id)
        claim = select(Invalidation).where(Invalidation.id == job_id).with_for_update()
        job = db.session.scalars(claim.execution_options(populate_existing=True)).one()
        if (job.state, job.last_id) != (state, last_id):
            return  # stopped meanwhile, or done by another process
        if state == InvalidationState.RUNNING:
            take_out_after(job, ids, up_to=up_to)
        else:
            put_back_after(job, limit=BATCH)


def _next(job: Invalidation) -> tuple[list[int], int]:
    """Find the next signatures that are meant, and how far that was looked; outside of any lock."""
    top = int(job.conditions[TOP])
    up_to = min(job.last_id + WINDOW, top)
    said = Conditions.from_json(job.conditions)
    meant = choosing.of_window(job.petition_id, said, after=job.last_id, up_to=up_to, limit=BATCH)
    ids = list(db.session.scalars(meant))
    return ids, ids[-1] if len(ids) == BATCH else up_to
