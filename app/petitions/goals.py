"""The goals of a petition: the usual ladder, or the organizers' own steps; up and down with the count."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from sqlalchemy import delete, func, select

from app.accounts.models import Account
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.petitions import counting
from app.petitions.models import DayCount, Goal, Petition
from app.record import service as record

LADDER = (100, 250, 500, 1000, 1500, 2500, 5000, 10_000, 15_000, 25_000, 50_000, 100_000)
MOST_STEPS = 8
HIGHEST = 10_000_000


class GoalRefused(DomainError):
    """Why goals cannot be set so."""


class GoalTwice(GoalRefused):
    """A number stands once in a ladder."""

    message = _l("%(count)s stands twice. Write each number once.")


@dataclass(frozen=True)
class Step:
    """One step of a ladder."""

    count: int
    words: str = ""
    """What happens there, in the organizers' words."""
    reached_on: date | None = None
    """The day from which on the sum has been there; None while it is not."""


def usual_goal(total: int) -> int:
    """Give the step of the usual ladder above a count."""
    for goal in LADDER:
        if total < goal:
            return goal
    return (total // LADDER[-1] + 1) * LADDER[-1]


def next_goal(petition: Petition) -> int:
    """Give the next goal of a petition above what it shows."""
    return next_goals([petition])(petition)


def next_goals(petitions: Iterable[Petition]) -> Callable[[Petition], int]:
    """Give what tells the next goal of each of some petitions, at the cost of one question for all."""
    ids = {petition.id for petition in petitions}
    steps: dict[int, list[int]] = {}
    wanted = select(Goal.petition_id, Goal.count).where(Goal.petition_id.in_(ids)).order_by(Goal.count)
    for petition_id, count in db.session.execute(wanted) if ids else ():
        steps.setdefault(petition_id, []).append(count)
    return lambda petition: _above(petition.total, steps.get(petition.id, ()))


def _above(total: int, own: Sequence[int]) -> int:
    """Give the next of somebody's own steps, or of the usual ones when all are reached."""
    return next((count for count in own if total < count), 0) or usual_goal(total)


def list_goals(petition_id: int) -> Sequence[Goal]:
    """List the organizers' own steps, the lowest first."""
    return db.session.scalars(select(Goal).where(Goal.petition_id == petition_id).order_by(Goal.count)).all()


def ladder(petition: Petition) -> list[Step]:
    """Give the steps of a petition, reached ones with their day, up to the next goal and own ones beyond.

    A day is one from the series of days: the first from which on the sum has been there. When the
    count falls below a step again, the step is to be reached again.
    """
    words = {goal.count: goal.words for goal in list_goals(petition.id)}
    aim = _above(petition.total, sorted(words))
    usual = [] if words else [count for count in LADDER if count < aim]
    counts = sorted({*words, *usual, aim})
    reached = _reached([count for count in counts if count <= petition.total], petition.id)
    return [Step(count, words.get(count, ""), reached.get(count)) for count in counts]


def _reached(counts: Sequence[int], petition_id: int) -> dict[int, date]:
    """Give the day of each count that the sum is at or above: the last one on which it rose to it."""
    if not counts:
        return {}
    by_day = (
        select(DayCount.counted_on, func.sum(DayCount.count))
        .where(DayCount.petition_id == petition_id)
        .group_by(DayCount.counted_on)
        .order_by(DayCount.counted_on)
    )
    days = db.session.execute(by_day).all()
    sums = list(accumulate(int(brought) for _day, brought in days))
    found = {}
    for count in counts:
        place = len(sums)
        while place and sums[place - 1] >= count:
            place -= 1
        if place < len(sums):
            found[count] = days[place][0]
    return found


def set_goals(petition: Petition, steps: Iterable[tuple[int, str]], *, actor: Account | None) -> None:
    """Put an organizers' own ladder in the place of the one before; without steps the usual one holds.

    Raises GoalTwice.
    """
    counting.lock(petition.id)
    new = list(steps)
    counts = [count for count, _words in new]
    for count in counts:
        if counts.count(count) > 1:
            raise GoalTwice(count=count)
    db.session.execute(delete(Goal).where(Goal.petition_id == petition.id))
    db.session.add_all(Goal(petition_id=petition.id, count=count, words=words) for count, words in new)
    db.session.flush()
    record.write_down("petition.goals", actor=actor, petition_id=petition.id, facts={"steps": len(new)})
