"""The addresses of shifts: words and time for what everyone may find, beyond guessing for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from app.core import clock, crypto
from app.core.db import db
from app.core.slugs import free_slug
from app.shifts.models import Event, Shift, Visibility

MOST_OF_TITLE = 48
"""Letters of a title in an address, so that day and time always have room behind it."""


def make_slug(event: Event, starts_at: datetime) -> str:
    """Make the address of a new shift."""
    local = clock.local(starts_at)
    words = f"{event.title[:MOST_OF_TITLE]} {local:%Y-%m-%d %H%M}"
    if event.visibility == Visibility.PUBLIC:
        return free_slug(words, _is_taken)
    return f"{free_slug(words, lambda _slug: False)}-{crypto.new_uid().hex()[:12]}"


def _is_taken(slug: str) -> bool:
    return db.session.scalar(select(Shift.id).where(Shift.slug == slug)) is not None


def make_unguessable(shifts: Sequence[Shift]) -> None:
    """Give shifts that were public until now new addresses: the old ones can be guessed."""
    for shift in shifts:
        shift.slug = make_slug(shift.event, shift.starts_at)
