"""Read who is counted on at a shift, how they are reached, and what looks doubled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts.models import Account
from app.core import addresses, clock, crypto
from app.core.db import db
from app.core.i18n import gettext as _
from app.shifts import queries
from app.shifts.booking import typed
from app.shifts.models import Booking, Event, Shift, Slot
from app.shifts.states import LIVE
from app.volunteers import service as volunteers
from app.volunteers.models import SCOPE, Volunteer

MOST_TO_CALL = 200
"""So many people are listed on a page of those to call."""
ALIKE = 3
"""So many of those who look like somebody are named; more help nobody to tell who is who."""


@dataclass(frozen=True)
class Bringer:
    """Whoever brings a companion along: what is told to the one is told to the other."""

    volunteer_id: int
    name: str
    email: str
    phone: str
    """E.164, or empty."""


@dataclass
class Person:
    """Somebody on a shift, as an organizer sees her."""

    booking: Booking
    name: str
    """As it was typed for this booking."""
    email: str
    phone: str
    """E.164, or empty."""
    phone_key: bytes | None
    """What two entries with one phone have in common."""
    plain_name: str
    """What two spellings of one name have in common."""
    same_phone_as: list[str] = field(default_factory=list)
    same_name_as: list[str] = field(default_factory=list)
    clashes: list[Shift] = field(default_factory=list)
    """Other shifts at the same time, of this person or of somebody with the same phone."""
    next_companion: int = 1
    brought_by: Bringer | None = None
    """Who brings her; a companion has no way to be reached herself."""

    @property
    def is_by_phone_only(self) -> bool:
        """Say whether nobody but a caller can tell this person anything."""
        return bool(self.phone) and not self.email

    @property
    def is_out_of_reach(self) -> bool:
        """Say whether there is a name only."""
        return not self.phone and not self.email


def list_people(shift: Shift, account: Account) -> list[Person]:
    """List who is counted on at a shift, with what an organizer should look at."""
    people = _people(queries.list_bookings(shift))
    _mark_doubles(people)
    _mark_clashes(shift, people, account)
    _number_companions(people)
    return people


def list_reached(shifts: Sequence[Shift]) -> dict[int, list[Person]]:
    """List who is counted on at each of these shifts, by its number, in one question; nothing is marked."""
    rows = db.session.scalars(
        select(Booking)
        .join(Booking.slot)
        .where(Slot.shift_id.in_([shift.id for shift in shifts]), Booking.state.in_(LIVE))
        .order_by(Booking.id)
        .options(joinedload(Booking.slot), joinedload(Booking.volunteer))
    ).all()
    found: dict[int, list[Person]] = {shift.id: [] for shift in shifts}
    for person in _people(rows):
        found[person.booking.slot.shift_id].append(person)
    return found


@dataclass(frozen=True)
class ToCall:
    """Who has no e-mail, shift by shift in the order of their times, as many as a page holds."""

    lines: list[tuple[Shift, list[Person]]]
    has_more: bool


def list_to_call(shift: Shift) -> ToCall:
    """List who on a shift gets no mail when something changes."""
    return _list_to_call(Shift.id == shift.id)


def list_to_call_at(event: Event) -> ToCall:
    """List who of an event gets no mail when something changes, or when all that was left is called off."""
    coming = Shift.event_id == event.id, Shift.starts_at > clock.now()
    happening = select(Shift.id).where(*coming, Shift.cancelled_at.is_(None)).limit(1)
    if db.session.scalar(happening) is not None:
        return _list_to_call(*coming, Shift.cancelled_at.is_(None))
    return _list_to_call(*coming)


def _list_to_call(*on_them: ColumnElement[bool]) -> ToCall:
    rows = db.session.scalars(
        select(Booking)
        .join(Booking.slot)
        .join(Slot.shift)
        .join(Booking.volunteer)
        .where(*on_them, Booking.state.in_(LIVE), ~Volunteer.has_email)
        .order_by(Shift.starts_at, Shift.id, Booking.id)
        .limit(MOST_TO_CALL + 1)
        .options(
            contains_eager(Booking.slot).contains_eager(Slot.shift).joinedload(Shift.event),
            contains_eager(Booking.volunteer),
        )
    ).all()
    of_shift = groupby(_people(rows[:MOST_TO_CALL]), key=lambda person: person.booking.slot.shift)
    lines = [(shift, list(people)) for shift, people in of_shift]
    return ToCall(lines, has_more=len(rows) > MOST_TO_CALL)


def get_person(booking: Booking) -> Person:
    """Give one person on a shift."""
    [person] = _people([booking])
    return person


def _people(rows: Sequence[Booking]) -> list[Person]:
    bringers = _find_bringers({row.volunteer.brought_by_id for row in rows} - {None})
    people = [_person(row) for row in rows]
    for one in people:
        one.brought_by = bringers.get(one.booking.volunteer.brought_by_id)
    return people


def _find_bringers(ids: Collection[int | None]) -> dict[int | None, Bringer]:
    if not ids:
        return {}
    found: dict[int | None, Bringer] = {}
    for row in db.session.scalars(select(Volunteer).where(Volunteer.id.in_(ids))):
        known = volunteers.person(row)
        found[row.id] = Bringer(row.id, known["name"], known["email"], known["phone"])
    return found


def _person(booking: Booking) -> Person:
    words, entry = typed(booking), volunteers.person(booking.volunteer)
    phone = words["phone"] or entry["phone"]
    return Person(
        booking=booking,
        name=words["name"],
        email=entry["email"],
        phone=phone,
        phone_key=crypto.keyed_hash(SCOPE, "phone", phone) if phone else booking.volunteer.phone_hash,
        plain_name=addresses.canonical_name(words["name"]),
    )


def _mark_doubles(people: Sequence[Person]) -> None:
    by_phone: dict[bytes, list[Person]] = defaultdict(list)
    by_name: dict[str, list[Person]] = defaultdict(list)
    for one in people:
        by_name[one.plain_name].append(one)
        if one.phone_key is not None:
            by_phone[one.phone_key].append(one)
    for one in people:
        same_phone = by_phone[one.phone_key] if one.phone_key is not None else []
        same_name = (
            other
            for other in by_name[one.plain_name]
            if one.phone_key is None or other.phone_key != one.phone_key
        )
        one.same_phone_as = _names_of_others(one, same_phone)
        one.same_name_as = _names_of_others(one, same_name)


def _names_of_others(one: Person, alike: Iterable[Person]) -> list[str]:
    mine = one.booking.volunteer_id
    return list(islice((other.name for other in alike if other.booking.volunteer_id != mine), ALIKE))


def _mark_clashes(shift: Shift, people: Sequence[Person], account: Account) -> None:
    ids = {one.booking.volunteer_id for one in people}
    phones = {one.phone_key for one in people if one.phone_key is not None}
    rows = db.session.scalars(
        select(Booking)
        .join(Booking.slot)
        .join(Slot.shift)
        .join(Shift.event)
        .join(Booking.volunteer)
        .where(
            queries.of(account),
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
    elsewhere: dict[object, dict[int, Shift]] = defaultdict(dict)
    for row in rows:
        for key in (row.volunteer_id, row.volunteer.phone_hash):
            elsewhere[key][row.slot.shift_id] = row.slot.shift
    for one in people:
        there = elsewhere[one.booking.volunteer_id]
        if one.phone_key is not None:
            there = there | elsewhere[one.phone_key]
        in_order = sorted(there.values(), key=lambda other: (other.starts_at, other.id))
        one.clashes = in_order[:ALIKE]


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


def count_reached(shifts: Sequence[Shift]) -> Reached:
    """Count who on these shifts gets a mail when something changes."""
    return _count_reached(Slot.shift_id.in_([shift.id for shift in shifts]))


def count_reached_at(event: Event) -> Reached:
    """Count who gets a mail when something of an event changes: whoever is on a shift that has not begun."""
    coming = select(Shift.id).where(
        Shift.event_id == event.id, Shift.starts_at > clock.now(), Shift.cancelled_at.is_(None)
    )
    return _count_reached(Slot.shift_id.in_(coming))


def _count_reached(on_them: ColumnElement[bool]) -> Reached:
    rows = db.session.execute(
        select(Volunteer.has_email, func.count())
        .select_from(Booking)
        .join(Booking.slot)
        .join(Booking.volunteer)
        .where(on_them, Booking.state.in_(LIVE))
        .group_by(Volunteer.has_email)
    )
    counted = {bool(has_email): number for has_email, number in rows}
    return Reached(by_mail=counted.get(True, 0), by_nobody=counted.get(False, 0))
