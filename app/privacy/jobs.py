"""What the program does by itself to keep its promises."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from app.accounts import challenges as questions
from app.core import postman
from app.core.apart import apart, is_up
from app.exports import removing as exports
from app.fraud import background
from app.fraud import forgetting as fraud
from app.people import inviting
from app.petitions import handing_over, purging, schedule
from app.record import cutting
from app.signatures import handles, links, moving, reminders
from app.site import queries as site
from app.volunteers import forgetting, importing

log = logging.getLogger("samling.housekeeping")


@dataclass
class Round:
    """How a round of housekeeping went."""

    failed: list[str] = field(default_factory=list)
    is_left: bool = False
    """Whether time was up before everybody was removed whose day has come."""


def keep_time() -> None:
    """Open and close what is due by the clock; run oftener still, asks two short questions."""
    schedule.keep_time(site.get_association().name)


def housekeeping(*, seconds: float | None = None) -> Round:
    """Remove what has had its time, and do what is due; run often, does little.

    Each job by itself: one that fails is logged, the others are done. Removing the people of petitions whose
    day has come ends after so many seconds; `remove_due` goes on with it.
    """
    round_ = Round()
    _do(round_, keep_time)
    _remove_due(round_, seconds)
    for job in (
        purging.forget_unconfirmed,
        handles.forget_old,
        moving.forget_asked,
        links.forget_expired,
        fraud.forget_due,
        forgetting.forget_due,
        importing.forget_waiting,
        inviting.forget_old,
        questions.forget_old,
        postman.forget_old,
        handing_over.tell_answers,
        reminders.remind_due,
        cutting.cut_old,
    ):
        _do(round_, job)
    return round_


def remove_due(*, seconds: float | None = None) -> Round:
    """Remove people whose day has come, for so many seconds."""
    round_ = Round()
    _remove_due(round_, seconds)
    return round_


def _remove_due(round_: Round, seconds: float | None) -> None:
    until = None if seconds is None else time.monotonic() + seconds
    _do(round_, partial(purging.purge_due, until=until))
    _do(round_, exports.remove_due)
    _do(round_, partial(schedule.forget_contacts, until=until))
    round_.is_left = is_up(until)


def _do(round_: Round, job: Callable[[], object]) -> None:
    name = getattr(job, "func", job).__name__
    is_done = False
    with apart(log, name):
        job()
        is_done = True
    if not is_done:
        round_.failed.append(name)


def work_on_invalidations() -> bool:
    """Take signatures out, or put them back, for a moment; say whether some are left."""
    return background.work_on_invalidations()


def reapply_erasures() -> int:
    """Remove again whom an older database has brought back; return how many."""
    return purging.reapply_erasures() + forgetting.reapply_erasures()
