"""Somebody's calendar: what she has booked and taken, with the same names of entries as in her mails."""

from __future__ import annotations

from datetime import timedelta

from app.core import calendar, clock
from app.core.calendar import Entry
from app.shifts import emails as shifts_mails
from app.shifts import queries as shifts
from app.shifts.states import BookingState
from app.tasks import emails as tasks_mails
from app.tasks import queries as tasks
from app.volunteers.models import Volunteer

CANCELLED_SHOWN = timedelta(days=30)
"""So long a calendar is told that something is cancelled; one that was off meanwhile must learn it too."""
WAITING = frozenset({BookingState.WAITLISTED, BookingState.OFFERED})


def write(person: Volunteer, *, name: str) -> str:
    """Write the feed of somebody's calendar, in the language in hand; nobody else's address is in it."""
    oldest = clock.now() - CANCELLED_SHOWN
    entries = [entry for entry in entries_of(person) if not entry.is_cancelled or entry.changed_at > oldest]
    return calendar.write(entries, name=name)


def entries_of(person: Volunteer) -> list[Entry]:
    """List every entry, the cancelled ones too, in the order of their times."""
    booked = [
        shifts_mails.entry_of(shifts_mails.facts_of(booking))
        for booking in shifts.list_of_volunteer(person)
        if booking.state not in WAITING
    ]
    taken = [tasks_mails.entry_of(tasks_mails.facts_of(claim)) for claim in tasks.list_of_volunteer(person)]
    return booked + [entry for entry in reversed(taken) if entry is not None]
