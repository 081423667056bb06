"""What can be ticked in a booking form: each place of a shift as one value.

A value names the shift by its address besides the slot's number, so that nobody books what she has
not been shown: numbers can be guessed, the address of a shift by link cannot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.core.i18n import lazy_gettext as _l
from app.core.slugs import row_number
from app.core.templates import time_span
from app.shifts.agenda import Need
from app.shifts.models import Shift, Slot
from app.shifts.refusals import AT_ONCE, BookingRefused, TooManyAtOnce


class ChoiceGone(BookingRefused):
    """What was chosen is not there, or not for everyone."""

    message = _l("One of the shifts you chose is not there any more. Look at the list and choose again.")


@dataclass(frozen=True)
class Option:
    """One line that can be ticked."""

    value: str
    label: str
    note: str
    is_free: bool
    is_ticked: bool


def value_of(slot: Slot) -> str:
    """Give the value that stands for a slot."""
    return f"{slot.id}.{slot.shift.slug}"


def read(values: Iterable[str]) -> dict[int, str]:
    """Give the slugs by slot number that values name; raises ChoiceGone for what names none."""
    found: dict[int, str] = {}
    for value in values:
        if len(found) > AT_ONCE:
            raise TooManyAtOnce
        number, _dot, slug = value.partition(".")
        slot_id = row_number(number)
        if slot_id is None or not slug.isprintable():
            raise ChoiceGone
        found[slot_id] = slug
    return found


def slugs_of(values: Iterable[str]) -> list[str]:
    """Give the slugs that values name, as far as they name any."""
    return [slug for _number, _dot, slug in (value.partition(".") for value in values) if slug]


def options_of(
    shift: Shift, ticked: Collection[str] | None = None, *, names_event: bool = False, names_time: bool = True
) -> list[Option]:
    """List the slots of a shift as lines; without ``ticked`` the one that lacks hands most is ticked."""
    needs = [(slot, Need.of(shift, [slot])) for slot in shift.slots]
    free = [(need.urgency, -need.hands.missing, slot.id) for slot, need in needs if need.is_open]
    first = min(free)[2] if free else None
    return [
        Option(
            value=value_of(slot),
            label=_label(slot, names_event=names_event, names_time=names_time or not slot.role),
            note=need.words,
            is_free=need.is_open,
            is_ticked=need.is_open and (slot.id == first if ticked is None else value_of(slot) in ticked),
        )
        for slot, need in needs
    ]


def options_of_more(shifts: Iterable[Shift], ticked: Collection[str], *, beside: Shift) -> list[Option]:
    """List the slots of other shifts than the one that a page is about; none is ticked by itself."""
    return [
        line
        for shift in shifts
        if shift.id != beside.id
        for line in options_of(shift, ticked, names_event=shift.event_id != beside.event_id)
    ]


def _label(slot: Slot, *, names_event: bool, names_time: bool) -> str:
    shift = slot.shift
    when = time_span(shift.starts_at, shift.ends_at)
    parts = [names_event and shift.event.title, names_time and when, slot.role]
    return ", ".join(part for part in parts if part)
