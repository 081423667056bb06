"""Shifts to measure with: any number, equally close in time, made straight in the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import insert

from app.core import clock
from app.core.db import db, transaction
from app.shifts import service
from app.shifts.models import EventKind, Shift, Slot, Visibility
from app.shifts.service import EventText
from bench import rows

A_DAY = 25
"""Shifts that start in one day, however many there are: what a page shows then covers as many days."""
OF_ONE_EVENT = 20
PLACES = 40
"""Towns: an association has so many, whether it plans for a week or a year."""
ROOM = 1_000_000
"""Places of one shift, where nobody shall be refused."""
BATCH = 5000


def make_instance(instance: Path, shifts: int, *, coming: int | None = None) -> Flask:
    """Make an instance with so many public shifts, nobody booked; all of them are to come unless told."""
    app = rows.make_instance(instance, 0)
    with app.app_context():
        with transaction():
            events = [_event(number) for number in range(-(-shifts // OF_ONE_EVENT))]
        made = _shifts(events, shifts, shifts if coming is None else coming)
        while batch := list(islice(made, BATCH)):
            with transaction():
                db.session.execute(insert(Shift.__table__), batch)  # type: ignore[arg-type]
                db.session.execute(insert(Slot.__table__), [_slot(each["id"]) for each in batch])  # type: ignore[arg-type]
        db.session.remove()
    return app


def slug_of(number: int) -> str:
    """Give the address of a shift; the first one, which starts soonest, is number 1."""
    return f"matning-{number}"


def value_of(number: int) -> str:
    """Give what a booking form names the place of a shift by; slots have the numbers of their shifts."""
    return f"{number}.{slug_of(number)}"


def _event(number: int) -> int:
    kinds = list(EventKind)
    text = EventText(
        title=f"Bord på torget {number + 1}", kind=kinds[number % len(kinds)], visibility=Visibility.PUBLIC,
        body="Vi står med namnlistor.", place=f"Torget i ort {number % PLACES + 1}", map_query="",
        meeting_point="Vid fontänen", bring="Varma kläder",
        leader_name="Ada Provström", leader_phone="+46701740605",
    )  # fmt: skip
    return service.create_event(text, campaign=None, actor=None).id


def _shifts(events: list[int], many: int, coming: int) -> Iterator[dict[str, Any]]:
    # The shifts of one event are spread over the whole time, as they are when somebody plans a season.
    now, day, apart = clock.now(), timedelta(days=1), timedelta(days=1) / A_DAY
    for number, event in zip(range(1, many + 1), cycle(events), strict=False):
        starts_at = now + day + number * apart if number <= coming else now - day - (number - coming) * apart
        yield {
            "id": number,
            "event_id": event,
            "slug": slug_of(number),
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=2),
            "sequence": 0,
            "changed_at": now,
        }


def _slot(number: int) -> dict[str, Any]:
    return {
        "id": number, "shift_id": number, "role": "", "least": 1, "wanted": ROOM, "most": ROOM, "taken": 0,
        "is_open": True,
    }  # fmt: skip
