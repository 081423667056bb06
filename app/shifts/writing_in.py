"""What organizers do for people: write them in, by name only if need be, bring somebody along, move."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Account
from app.core import addresses, clock
from app.core.db import db
from app.core.i18n import lazy_gettext as _l
from app.record import service as record
from app.shifts import booking as bookings
from app.shifts import emails
from app.shifts.models import Booking, Slot
from app.shifts.planning import AlreadyOver, make_room
from app.shifts.refusals import AlreadyBooked, BookingRefused, OverlapsOwn, ShiftFull, WrongStep
from app.shifts.states import LIVE, BookingState
from app.volunteers import keeping
from app.volunteers import service as volunteers
from app.volunteers.models import Volunteer
from app.volunteers.service import Contact


class NoRoomLeft(BookingRefused):
    """An organizer may raise the number, on purpose."""

    message = _l("All %(most)s places are taken. Tick the box to make room for one more.")


def write_in(slot: Slot, contact: Contact, *, makes_room: bool, actor: Account) -> Booking:
    """Give somebody a place as an organizer, raising the number if she says so.

    Raises AlreadyOver, AlreadyBooked, OverlapsOwn, NoRoomLeft, ShiftCancelled.
    """
    _check_not_over(slot)
    person = None
    if contact.identity is None:
        _check_name_is_new(slot, contact.name)
    else:
        person = volunteers.find_or_add(contact)  # locked before the slot, as everywhere
        _check_not_booked(slot, person)
    if makes_room:
        make_room(slot, actor=actor)
    try:
        booking = bookings.add_person(slot, contact, actor=actor, person=person)
    except ShiftFull as refusal:
        raise NoRoomLeft(most=slot.most) from refusal
    record.write_down("booking.added", actor=actor, facts={"shift": slot.shift_id})
    return booking


def _check_not_over(slot: Slot) -> None:
    if slot.shift.ends_at <= clock.now():
        raise AlreadyOver


def _check_not_booked(slot: Slot, person: Volunteer) -> None:
    live = select(Booking.id).where(Booking.slot_id == slot.id, Booking.volunteer_id == person.id)
    if db.session.scalar(live.where(Booking.state.in_(LIVE)).limit(1)) is not None:
        raise AlreadyBooked(shift=bookings.name_of(slot.shift))


def _check_name_is_new(slot: Slot, name: str) -> None:
    """Refuse a name that stands there already: the button was pressed twice, or the name tells too little."""
    db.session.execute(select(Slot.id).where(Slot.id == slot.id).with_for_update(key_share=True))
    wanted = addresses.canonical_name(name)
    if any(addresses.canonical_name(there) == wanted for there in _names(slot)):
        raise AlreadyBooked(shift=bookings.name_of(slot.shift))


def _names(slot: Slot) -> list[str]:
    rows = select(Booking).where(Booking.slot_id == slot.id, Booking.state.in_(LIVE))
    return [bookings.typed(row)["name"] for row in db.session.scalars(rows)]


def bring_along(booking: Booking, *, number: int, makes_room: bool, actor: Account) -> Booking:
    """Write in the first, second … person who comes along with somebody: “Åsa +1”.

    Raises AlreadyOver, AlreadyBooked when that one is there, NoRoomLeft, ShiftCancelled, WrongStep.
    """
    _lock(booking)
    if not booking.is_live:
        raise WrongStep
    name = f"{bookings.typed(booking)['name'][:90]} +{number}"
    companion = write_in(booking.slot, Contact(name=name), makes_room=makes_room, actor=actor)
    companion.volunteer.brought_by_id = booking.volunteer.brought_by_id or booking.volunteer_id
    return companion


def move(booking: Booking, to: Slot, *, makes_room: bool, actor: Account) -> Booking:
    """Move somebody, with those she brings, to another role or shift; whoever has an e-mail is told.

    Raises AlreadyOver, AlreadyBooked, OverlapsOwn, NoRoomLeft, ShiftCancelled, WrongStep.
    """
    _check_not_over(booking.slot)
    _check_not_over(to)
    _lock(booking)
    bookings.hold([booking.slot, to])
    companions = bookings.list_companions(booking)
    try:
        moved = _move(booking, to, makes_room=makes_room, actor=actor)
        for companion in companions:
            _move(companion, to, makes_room=makes_room, actor=actor)
    except ShiftFull as refusal:
        raise NoRoomLeft(most=to.most) from refusal
    keeping.recount(row.volunteer_id for row in (booking, *companions))
    facts = {"shift": booking.slot.shift_id, "to_shift": to.shift_id}
    record.write_down("booking.moved", actor=actor, facts=facts)
    return moved


def _lock(booking: Booking) -> None:
    keeping.hold([booking.volunteer_id])
    db.session.refresh(booking)


def _move(booking: Booking, to: Slot, *, makes_room: bool, actor: Account) -> Booking:
    if makes_room:
        make_room(to, actor=actor)
    person = booking.volunteer
    if person.identity is not None and bookings.clashes(person, to.shift, leaving=booking):
        raise OverlapsOwn(shift=bookings.name_of(to.shift))
    words = bookings.typed(booking)
    contact = Contact(name=words["name"], phone=words["phone"])
    # The receipt goes along: for somebody without an e-mail its page is the only way to her booking.
    moved = bookings.claim_and_book(to, person, contact, booking.receipt_id, actor)
    bookings.step(booking, BookingState.REMOVED, actor=actor)
    if person.has_email:
        emails.moved(booking, moved)
    return moved


def take_off(booking: Booking, *, actor: Account) -> None:
    """Take somebody off a shift that is not over, with those she brings; whoever has an e-mail is told.

    Raises AlreadyOver, WrongStep.
    """
    _check_not_over(booking.slot)
    _lock(booking)
    bookings.step(booking, BookingState.REMOVED, actor=actor)
    companions = bookings.list_companions(booking)
    for companion in companions:
        bookings.step(companion, BookingState.REMOVED, actor=actor)
    keeping.recount(row.volunteer_id for row in (booking, *companions))
    record.write_down("booking.removed", actor=actor, facts={"shift": booking.slot.shift_id})
    if booking.volunteer.has_email:
        emails.removed(booking)
