"""How long an entry is kept, counted anew when something of it ends: what was far ahead may be off.

It looks at the tables of shifts and tasks, and at none of their acts, which call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import case, func, select

from app.core import clock, periods
from app.core.db import db
from app.shifts.models import Booking, Shift, Slot
from app.shifts.states import HOLDS_PLACE, LIVE
from app.tasks.models import Claim, ClaimState, Task
from app.volunteers.models import Volunteer


def hold(people: Iterable[int]) -> None:
    """Wait for other acts of people, in the order of their numbers; before any slot or task is held."""
    held = select(Volunteer.id).where(Volunteer.id.in_(set(people))).order_by(Volunteer.id)
    db.session.execute(held.with_for_update(key_share=True))


def recount(people: Iterable[int]) -> None:
    """Count anew until when people are kept: from the last day of what they hold, or the day it ended.

    Whoever is acted on by somebody else at this very moment is left as she is: to wait for her,
    with slots held, could be a ring. So hold people first where they are known.
    """
    known = Volunteer.id.in_(set(people)), Volunteer.forgotten_at.is_(None)
    held = select(Volunteer).where(*known).order_by(Volunteer.id)
    held = held.with_for_update(key_share=True, skip_locked=True).execution_options(populate_existing=True)
    found = db.session.scalars(held).all()
    last = last_days(found)
    for person in found:
        person.keep_until = last[person.id] + periods.lasting("volunteers")
    db.session.flush()


def last_days(people: Sequence[Volunteer]) -> dict[int, date]:
    """Give for each the day that her retention is counted from."""
    found = _last_days([person.id for person in people])
    return {each.id: max([clock.local(each.created_at).date(), *found[each.id]]) for each in people}


def _last_days(people: list[int]) -> dict[int, list[date]]:
    """Give the days that people's retention may be counted from."""
    days: dict[int, list[date]] = {person: [] for person in people}
    is_on = Booking.state.in_(LIVE | HOLDS_PLACE)
    over_at = case(
        (is_on & Shift.cancelled_at.is_(None), Shift.ends_at),
        (is_on, Shift.cancelled_at),
        else_=Booking.changed_at,
    )
    booked = select(Booking.volunteer_id, func.max(over_at)).join(Booking.slot).join(Slot.shift)
    booked = booked.where(Booking.volunteer_id.in_(people)).group_by(Booking.volunteer_id)
    for person, moment in db.session.execute(booked):
        days[person].append(clock.local(moment).date())
    deadline = case((Claim.state.in_((ClaimState.TAKEN, ClaimState.DONE)), Task.deadline))
    taken = select(Claim.volunteer_id, func.max(Claim.changed_at), func.max(deadline)).join(Claim.task)
    taken = taken.where(Claim.volunteer_id.in_(people)).group_by(Claim.volunteer_id)
    for person, moment, last_day in db.session.execute(taken):
        days[person] += [clock.local(moment).date(), *filter(None, [last_day])]
    return days
