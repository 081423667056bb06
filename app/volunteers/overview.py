"""What stands on Mina pass: what comes, what is in hand, what was, and all that is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.accounts.models import Account
from app.core import clock
from app.shifts import booking
from app.shifts import queries as shifts
from app.shifts import service as shifts_service
from app.shifts.models import Booking, Shift
from app.shifts.states import BookingState
from app.tasks import queries as tasks
from app.tasks import service as tasks_service
from app.tasks.models import Claim, ClaimState, TaskState
from app.volunteers import queries, register, service
from app.volunteers.models import Volunteer


@dataclass(frozen=True)
class Coming:
    """One booking of a shift that is not over."""

    booking: Booking
    leader: dict[str, str]
    """Name and phone (E.164), empty unless she is counted on."""

    @property
    def shift(self) -> Shift:
        """Give its shift."""
        return self.booking.slot.shift

    @property
    def is_on(self) -> bool:
        """Say whether she is counted on, and it happens."""
        return self.booking.is_live and not self.shift.is_cancelled

    @property
    def may_cancel(self) -> bool:
        """Say whether the place can be given back."""
        return self.is_on and self.shift.starts_at > clock.now()

    @property
    def may_return(self) -> bool:
        """Say whether she has cancelled and can change her mind."""
        return (
            self.booking.state == BookingState.CANCELLED
            and not self.shift.is_cancelled
            and self.shift.starts_at > clock.now()
            and self.booking.slot.is_open
            and self.booking.slot.left > 0
        )


@dataclass(frozen=True)
class Overview:
    """Everything on somebody's page, in order."""

    coming: list[Coming]
    earlier: list[Booking]
    in_hand: list[Claim]
    ended: list[Claim]
    for_members: Sequence[Shift]

    @property
    def booked(self) -> int:
        """Count the shifts that she is expected at."""
        return sum(each.is_on for each in self.coming)


def look_over(person: Volunteer, *, seen_by: Account | None = None) -> Overview:
    """Collect what stands on somebody's page; ``seen_by`` an organizer, what she works with."""
    bookings = shifts.list_of_volunteer(person, seen_by=seen_by)
    coming = _latest_of_each_slot([row for row in bookings if row.slot.shift.ends_at > clock.now()])
    claims = tasks.list_of_volunteer(person, seen_by=seen_by)
    in_hand = [each for each in claims if _is_in_hand(each)]
    return Overview(
        coming=[_coming(row) for row in coming],
        earlier=[row for row in reversed(bookings) if row not in coming],
        in_hand=sorted(in_hand, key=lambda each: (each.task.deadline is None, each.task.deadline or each.id)),
        ended=[each for each in claims if each not in in_hand],
        for_members=queries.list_for_members(person),
    )


def _latest_of_each_slot(bookings: Sequence[Booking]) -> list[Booking]:
    """Drop what was cancelled and booked again; ordered by time as given."""
    latest: dict[int, Booking] = {}
    for row in sorted(bookings, key=lambda each: (each.is_live, each.id)):
        latest[row.slot_id] = row
    return [row for row in bookings if latest[row.slot_id] is row]


def _coming(row: Booking) -> Coming:
    is_on = row.is_live and not row.slot.shift.is_cancelled
    leader = shifts_service.leader(row.slot.shift.event) if is_on else {"name": "", "phone": ""}
    return Coming(row, leader)


def _is_in_hand(claim: Claim) -> bool:
    return claim.state == ClaimState.TAKEN and claim.task.state == TaskState.OPEN


def everything_kept(person: Volunteer) -> dict[str, Any]:
    """Give all that is kept about somebody, as plain values for a file (GDPR art. 15 and 20)."""
    steps: dict[int, list[dict[str, str]]] = {}
    for step in queries.list_steps(person):
        steps.setdefault(step.booking_id, []).append({"at": step.taken_at.isoformat(), "state": step.state})
    return {
        **service.person(person),
        "language": person.locale,
        "may_be_asked": person.may_be_asked,
        "is_member": person.is_member,
        "kept_since": person.created_at.isoformat(),
        "kept_until": person.keep_until.isoformat(),
        "agreed_to": [
            {"words": each.words, "language": each.locale, "last_at": each.agreed_at.isoformat()}
            for each in register.list_agreements(person)
        ],
        "bookings": [_kept_booking(row, steps.get(row.id, [])) for row in shifts.list_of_volunteer(person)],
        "brings": [
            {
                "name": service.person(each)["name"],
                "bookings": [_kept_booking(row) for row in shifts.list_of_volunteer(each)],
            }
            for each in queries.list_companions(person)
        ],
        "asked_for": [
            {"at": receipt.created_at.isoformat(), "slots": receipt.slots}
            for receipt in queries.list_receipts(person)
        ],
        "tasks": [_kept_claim(claim) for claim in tasks.list_of_volunteer(person)],
    }


def _kept_booking(row: Booking, steps: list[dict[str, str]] | None = None) -> dict[str, Any]:
    shift = row.slot.shift
    found = {
        "shift": shift.event.title,
        "role": row.slot.role,
        "place": shift.event.place,
        "starts": clock.local(shift.starts_at).isoformat(),
        "ends": clock.local(shift.ends_at).isoformat(),
        "state": row.state,
        "written_for_it": booking.typed(row),
    }
    return found if steps is None else found | {"steps": steps}


def _kept_claim(claim: Claim) -> dict[str, Any]:
    return {
        "task": claim.task.title,
        "units": claim.units,
        "unit": claim.task.unit,
        "state": claim.state,
        "taken_at": claim.created_at.isoformat(),
        "changed_at": claim.changed_at.isoformat(),
        "written_for_it": tasks_service.typed(claim),
    }
