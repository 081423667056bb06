"""Calendar files (RFC 5545): the same entry has the same UID in a mail, a download and a feed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app
from icalendar import (
    Calendar,
    Component,
    Event,
    Timezone,
    TimezoneDaylight,
    TimezoneStandard,
    vRecur,
)

from app.core import clock, i18n

REFRESH = timedelta(hours=1)
MIMETYPE = "text/calendar"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing in somebody's calendar: a time, or a whole day when ``starts`` is a date."""

    uid: bytes
    sequence: int
    changed_at: datetime
    title: str
    starts: datetime | date
    ends: datetime | date
    place: str = ""
    words: str = ""
    url: str = ""
    is_cancelled: bool = False


def uid_of(uid: bytes) -> str:
    """Give the UID of an entry: stable, since the host comes from the settings."""
    host = urlsplit(current_app.config["SETTINGS"].base_url).hostname or "localhost"
    return f"{uid.hex()}@{host}"


def write(entries: Iterable[Entry], *, name: str = "") -> str:
    """Write a calendar with its time zone; ``name`` makes it a feed that clients fetch again every hour.

    The same entries give the same text, so that an ETag can be made from it.
    """
    calendar = Calendar()
    calendar.add("prodid", f"-//Samling//Samling//{i18n.current_language().upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("x-wr-timezone", clock.STOCKHOLM.key)
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    # Always there: RFC 5545 wants a component in every calendar, an empty feed too.
    calendar.add_component(_swedish_time())
    for entry in entries:
        calendar.add_component(_event(entry))
    return str(calendar.to_ical().decode())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", uid_of(entry.uid))
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("summary", entry.title)
    event.add("dtstart", _swedish(entry.starts))
    event.add("dtend", _swedish(entry.ends))
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    for name, value in (("location", entry.place), ("description", entry.words), ("url", entry.url)):
        if value:
            event.add(name, value)
    if not isinstance(entry.starts, datetime):
        event.add("transp", "TRANSPARENT")
    return event


def _swedish(moment: datetime | date) -> datetime | date:
    return clock.local(moment) if isinstance(moment, datetime) else moment


def _swedish_time() -> Timezone:
    """Describe Europe/Stockholm by the rule that holds since 1996 (directive 2000/84/EC).

    Written out, since the one that icalendar derives puts the changes at three o'clock where RFC 5545
    (3.6.5) counts their onset in the time before them: two o'clock in March.
    """
    zone = Timezone()
    zone.add("tzid", clock.STOCKHOLM.key)
    summer, winter = timedelta(hours=2), timedelta(hours=1)
    zone.add_component(
        _observance(TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), before=winter, then=summer)  # noqa: DTZ001
    )
    zone.add_component(
        _observance(TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), before=summer, then=winter)  # noqa: DTZ001
    )
    return zone


def _observance(
    part: Component, name: str, onset: datetime, *, before: timedelta, then: timedelta
) -> Component:
    part.add("dtstart", onset)
    part.add("rrule", vRecur({"FREQ": "YEARLY", "BYMONTH": onset.month, "BYDAY": "-1SU"}))
    part.add("tzname", name)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", then)
    return part
