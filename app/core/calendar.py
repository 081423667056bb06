"""Calendar files (RFC 5545): the same entry has the same UID in a mail, a download and a feed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app
from icalendar import Calendar, Event

from app.core import clock

REFRESH = timedelta(hours=1)


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
    """Write a calendar with its time zone; ``name`` makes it a feed that clients fetch again every hour."""
    calendar = Calendar()
    calendar.add("prodid", "-//Samling//Samling//SV")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry))
    calendar.add_missing_timezones()
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
