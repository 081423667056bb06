"""Calendars read by two programs, which must agree."""

from __future__ import annotations

from typing import Any

import vobject
from icalendar import Calendar

from tests.mail import Letter

Event = dict[str, Any]


def read(text: str) -> dict[str, Event]:
    """Read a calendar by icalendar and by vobject, which must agree; give the events by UID."""
    assert "\r\n" in text
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    first, second = by_icalendar(text), by_vobject(text)
    assert first == second
    return first


def by_icalendar(text: str) -> dict[str, Event]:
    found = Calendar.from_ical(text)
    assert not found.errors
    events = {}
    for event in found.walk("VEVENT"):
        assert not event.errors
        events[str(event["UID"])] = {
            "title": str(event["SUMMARY"]),
            "starts": event.decoded("DTSTART"),
            "ends": event.decoded("DTEND"),
            "status": str(event["STATUS"]),
            "sequence": int(event.decoded("SEQUENCE")),
            "place": str(event.get("LOCATION", "")),
            "words": str(event.get("DESCRIPTION", "")),
            "stamp": event.decoded("DTSTAMP"),
        }
    return events


def by_vobject(text: str) -> dict[str, Event]:
    [found] = vobject.readComponents(text)
    assert found.validate(raiseException=True)
    events = {}
    rows: list[Any] = found.contents.get("vevent", [])
    for event in rows:
        given = {name: lines[0].value for name, lines in event.contents.items()}
        events[given["uid"]] = {
            "title": given["summary"],
            "starts": given["dtstart"],
            "ends": given["dtend"],
            "status": given["status"],
            "sequence": int(given["sequence"]),
            "place": given.get("location", ""),
            "words": given.get("description", ""),
            "stamp": given["dtstamp"],
        }
    return events


def attached(letter: Letter) -> str:
    """Give the calendar file that came with a mail."""
    [file] = [part for part in letter.message.walk() if part.get_content_type() == "text/calendar"]
    return str(file.get_content()).replace("\r\n", "\n").replace("\n", "\r\n")
