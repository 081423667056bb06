"""The life of a booking, as data."""

from __future__ import annotations

from enum import StrEnum


class BookingState(StrEnum):
    """Where a booking is."""

    HELD = "held"
    BOOKED = "booked"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    DONE = "done"
    CANCELLED = "cancelled"
    SEEKING = "seeking"
    HANDED_OVER = "handed_over"
    WAITLISTED = "waitlisted"
    OFFERED = "offered"
    EXCUSED = "excused"
    NO_SHOW = "no_show"
    REMOVED = "removed"


S = BookingState

HOLDS_PLACE = frozenset({S.HELD, S.BOOKED, S.CONFIRMED, S.ARRIVED, S.DONE, S.SEEKING, S.OFFERED, S.NO_SHOW})
"""States that count against the places of a slot; whoever seeks a stand-in counts until there is one."""

LIVE = frozenset({S.HELD, S.BOOKED, S.CONFIRMED, S.ARRIVED, S.SEEKING, S.WAITLISTED, S.OFFERED})
"""States in which the person is counted on or waits: one of these a person and slot."""

NEXT: dict[BookingState, frozenset[BookingState]] = {
    S.HELD: frozenset({S.BOOKED, S.CANCELLED, S.REMOVED}),
    S.BOOKED: frozenset(
        {S.CONFIRMED, S.ARRIVED, S.CANCELLED, S.SEEKING, S.EXCUSED, S.NO_SHOW, S.REMOVED, S.HANDED_OVER}
    ),
    S.CONFIRMED: frozenset(
        {S.ARRIVED, S.CANCELLED, S.SEEKING, S.EXCUSED, S.NO_SHOW, S.REMOVED, S.HANDED_OVER}
    ),
    S.ARRIVED: frozenset({S.DONE, S.NO_SHOW}),
    S.DONE: frozenset(),
    S.CANCELLED: frozenset(),
    S.SEEKING: frozenset({S.BOOKED, S.HANDED_OVER, S.CANCELLED, S.EXCUSED, S.NO_SHOW, S.REMOVED, S.ARRIVED}),
    S.HANDED_OVER: frozenset(),
    S.WAITLISTED: frozenset({S.OFFERED, S.BOOKED, S.CANCELLED, S.REMOVED}),
    S.OFFERED: frozenset({S.BOOKED, S.WAITLISTED, S.CANCELLED, S.REMOVED}),
    S.EXCUSED: frozenset(),
    S.NO_SHOW: frozenset({S.ARRIVED, S.EXCUSED}),
    S.REMOVED: frozenset(),
}
"""Where each state can go. What has ended does not come back: a new booking is made instead."""


def may_go(state: str, to: BookingState) -> bool:
    """Say whether a booking can take a step."""
    return to in NEXT[BookingState(state)]


def change_of_places(state: str, to: BookingState) -> int:
    """Give what a step does to the places taken: 1, 0 or -1."""
    return int(to in HOLDS_PLACE) - int(BookingState(state) in HOLDS_PLACE)
