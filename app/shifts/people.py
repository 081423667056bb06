"""Read who is counted on at a shift, how they are reached, and what looks doubled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.core import addresses, crypto
from app.core.db import db
from app.core.i18n import gettext as _
from app.shifts import queries
from app.shifts.booking import typed
from app.shifts.models import Booking, Shift, Slot
from app.shifts.states import LIVE
from app.volunteers import service as volunteers
from app.volunteers.models import SCOPE, Volunteer


@dataclass
class Person:
    """Somebody on a shift, as an organizer sees her."""

    booking: Booking
    name: str
    """As it was typed for this booking."""
    email: str
    phone: str
    """E.164, or empty."""
    same_phone_as: list[str] = field(default_factory=list)
    same_name_as: list[str] = field(default_factory=list)
    clashes: list[Shift] = field(default_factory=list)
    """Other shifts at the same time, of this person or of somebody with the same phone."""
    next_companion: int = 1

    @property
    def is_by_phone_only(self) -> bool:
        """Say whether nobody but a caller can tell this person anything."""
        return bool(self.phone) and not self.email

    @property
    def is_out_of_reach(self) -> bool:
        """Say whether there is a name only."""
        return not self.phone and not self.email

    @property
    def phone_key(self) -> bytes | None:
        """Give what two entries with one phone have in common."""
        if self.phone:
            return crypto.keyed_hash(SCOPE, "phone", self.phone)
        return self.booking.volunteer.phone_hash


def list_people(shift: Shift) -> list[Person]:
    """List who is counted on at a shift, with what an organizer should look at."""
    people = [_person(row) for row in queries.list_bookings(shift)]
    _mark_doubles(people)
    _mark_clashes(shift, people)
    _number_companions(people)
    return people


def get_person(booking: Booking) -> Person:
    """Give one person on a shift."""
    return _person(booking)


def _person(booking: Booking) -> Person:
    words, entry = typed(booking), volunteers.person(booking.volunteer)
    return Person(
        booking=booking, name=words["name"], email=entry["email"], phone=words["phone"] or entry["phone"]
    )


def _mark_doubles(people: Sequence[Person]) -> None:
    for one in people:
        for other in people:
            if one is other or one.booking.volunteer_id == other.booking.volunteer_id:
                continue
            if one.phone_key is not None and one.phone_key == other.phone_key:
                one.same_phone_as.append(other.name)
            elif addresses.canonical_name(one.name) == addresses.canonical_name(other.name):
                one.same_name_as.append(other.name)


def _mark_clashes(shift: Shift, people: Sequence[Person]) -> None:
    ids = {one.booking.volunteer_id for one in people}
    phones = {key for one in people if (key := one.phone_key) is not None}
    rows = db.session.scalars(
        select(Booking)
        .join(Booking.slot)
        .join(Slot.shift)
        .join(Booking.volunteer)
        .where(
            Booking.state.in_(LIVE),
            Shift.id != shift.id,
            Shift.cancelled_at.is_(None),
            Shift.starts_at < shift.ends_at,
            Shift.ends_at > shift.starts_at,
            or_(Volunteer.id.in_(ids), Volunteer.phone_hash.in_(phones)),
        )
        .order_by(Shift.starts_at)
        .options(
            joinedload(Booking.slot).joinedload(Slot.shift).joinedload(Shift.event),
            joinedload(Booking.volunteer),
        )
    ).all()
    for one in people:
        for row in rows:
            same_phone = one.phone_key is not None and row.volunteer.phone_hash == one.phone_key
            if row.volunteer_id == one.booking.volunteer_id or same_phone:
                one.clashes.append(row.slot.shift)


def _number_companions(people: Sequence[Person]) -> None:
    names = {one.name for one in people}
    for one in people:
        while f"{one.name[:90]} +{one.next_companion}" in names:
            one.next_companion += 1


@dataclass(frozen=True)
class Reached:
    """How many are told of a change by mail, and how many only by an organizer."""

    by_mail: int
    by_nobody: int

    @property
    def words(self) -> str:
        """Say after a change who has been told and who has not."""
        if self.by_nobody:
            words = _(
                "Saved. Mails sent: %(by_mail)s. No e-mail, so not told: %(by_nobody)s. Call them.",
                **vars(self),
            )
        elif self.by_mail:
            words = _("Saved. Mails sent: %(by_mail)s.", **vars(self))
        else:
            words = _("Saved.")
        return str(words)


def count_reached(shifts: Iterable[Shift]) -> Reached:
    """Count who on these shifts gets a mail when something changes."""
    rows = db.session.execute(
        select(Volunteer.has_email, func.count())
        .select_from(Booking)
        .join(Booking.slot)
        .join(Booking.volunteer)
        .where(Slot.shift_id.in_([shift.id for shift in shifts]), Booking.state.in_(LIVE))
        .group_by(Volunteer.has_email)
    )
    counted = {bool(has_email): number for has_email, number in rows}
    return Reached(by_mail=counted.get(True, 0), by_nobody=counted.get(False, 0))
