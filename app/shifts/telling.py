"""Shifts told elsewhere: in a text for the chat, and to search engines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from app.core import clock, i18n
from app.core.i18n import gettext as _
from app.core.templates import time_span
from app.shifts.agenda import Need, Row
from app.shifts.models import Shift, Visibility

MOST_LINES = 25
"""Shifts that a text for the chat lists: a longer one is not read."""


def chat_text(shift: Shift) -> str:
    """Write one shift for a chat: what, when, where, how many are missing, where to book."""
    need = Need.of(shift, shift.slots)
    lines = [
        shift.event.title,
        f"{time_span(shift.starts_at, shift.ends_at)}, {shift.event.place}",
        need.words,
        shift.event.bring and _("Bring: %(things)s", things=shift.event.bring),
        need.is_open and _way_in(shift),
    ]
    return "\n".join(line for line in lines if line)


def _way_in(shift: Shift) -> str:
    """Say where a shift is booked: one for members has no page of its own that others could open."""
    if shift.event.visibility == Visibility.MEMBERS:
        return str(_("Members book it on My shifts: %(url)s", url=_url("/mina-pass/")))
    return str(_("Book here: %(url)s", url=_url(f"/pass/{shift.slug}")))


def chat_text_of_needs(shown: Iterable[Row], path: str) -> str:
    """Write everything that lacks hands for a chat; the empty text when nothing does."""
    short = sorted((row for row in shown if row.need.is_short), key=lambda row: row.shift.starts_at)
    if not short:
        return ""
    lines = [_("We need more people:"), ""]
    for row in short[:MOST_LINES]:
        when = time_span(row.shift.starts_at, row.shift.ends_at)
        lines.append(f"{when}: {row.shift.event.title}, {row.shift.event.place} ({row.need.words})")
    if len(short) > MOST_LINES:
        lines.append(_("… and %(count)s more shifts", count=len(short) - MOST_LINES))
    return "\n".join([*lines, "", _("Book here: %(url)s", url=_url(path))])


def _url(path: str) -> str:
    return i18n.absolute_url(path, lang=i18n.current_language())


def described(shift: Shift, organizer: str) -> dict[str, Any] | None:
    """Describe a shift for search engines (schema.org, Event); None unless everyone may find it."""
    event = shift.event
    if event.visibility != Visibility.PUBLIC:
        return None
    off = "Cancelled" if shift.is_cancelled else "Scheduled"
    return {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "startDate": clock.local(shift.starts_at).isoformat(),
        "endDate": clock.local(shift.ends_at).isoformat(),
        "eventStatus": f"https://schema.org/Event{off}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": event.place, "address": event.map_query or event.place},
        "organizer": {"@type": "Organization", "name": organizer, "url": i18n.absolute_url("/")},
        "url": _url(f"/pass/{shift.slug}"),
    }
