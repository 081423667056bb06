"""What a volunteer does, and an organizer for her: book, cancel, take a step on.

A place is claimed by one guarded UPDATE, so that two people cannot take the last one at once, on either
database; the CHECK on the table has the last word. The person is locked before any slot, and slots
are claimed in the order of their numbers, so that nobody waits for each other in a ring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from app.accounts.models import Account
from app.core import clock, crypto
from app.core.db import db, insert_into
from app.core.templates import moment
from app.shifts import emails, receipts
from app.shifts.models import Booking, BookingReceipt, BookingStep, Shift, Slot
from app.shifts.refusals import (
    AT_ONCE,
    AlreadyBooked,
    NothingChosen,
    OverlapsOwn,
    ShiftBegun,
    ShiftCancelled,
    ShiftFull,
    ShiftOver,
    ShiftsOverlap,
    TooManyAtOnce,
    WrongStep,
)
from app.shifts.states import LIVE, BookingState, change_of_places, may_go
from app.volunteers import keeping
from app.volunteers import service as volunteers
from app.volunteers.models import SCOPE, Volunteer
from app.volunteers.service import Contact


@dataclass(frozen=True)
class Outcome:
    """What came of a booking: the receipt, and whether it was made just now."""

    receipt: BookingReceipt
    is_fresh: bool


def book(slots: Sequence[Slot], contact: Contact) -> Outcome:
    """Book every slot for a person who wrote her name and how to reach her.

    For a stranger at the keyboard the outcome looks the same whatever the address has booked before: what
    overlaps or is booked already is left out, and the owner of the mailbox is told so by mail; what is full
    is full for her too. Someone who is reached by phone only cannot be told apart from a stranger, so
    nothing of hers is held against her.
    Raises NothingChosen, TooManyAtOnce, ShiftsOverlap, ShiftOver, ShiftCancelled, ShiftFull.
    """
    slots = sorted({slot.id: slot for slot in slots}.values(), key=lambda slot: slot.id)
    _check_choice(slots)
    person = volunteers.find_or_add(contact, helps_on=_last_day(slots))
    key = receipts.natural_key(person, contact, slots)
    earlier = receipts.find(key)
    if earlier is not None and receipts.is_same_act(earlier):
        return Outcome(earlier, is_fresh=True)
    hold(slots)
    if contact.email:
        _check_room(slots)
    elif earlier is not None and receipts.has_live(earlier):
        return Outcome(earlier, is_fresh=False)
    receipt = receipts.make(person, key, slots, earlier, locale=contact.locale)
    held = _held_by(person, slots)
    left_out = [slot for slot in slots if any(_stands_against(each, slot, contact) for each in held)]
    booked = [claim_and_book(slot, person, contact, receipt.id) for slot in slots if slot not in left_out]
    volunteers.keep_longer(person, _last_day(slots))  # one of them may have moved while it was waited for
    if contact.email:
        booked.sort(key=lambda booking: booking.slot.shift.starts_at)
        emails.booked(person, booked, left_out, about=receipt.natural_key)
    return Outcome(receipt, is_fresh=True)


def _last_day(slots: Sequence[Slot]) -> date:
    return max(clock.local(slot.shift.ends_at).date() for slot in slots)


def _check_choice(slots: Sequence[Slot]) -> None:
    if not slots:
        raise NothingChosen
    if len(slots) > AT_ONCE:
        raise TooManyAtOnce
    shifts = sorted((slot.shift for slot in slots), key=lambda shift: shift.starts_at)
    for one, other in pairwise(shifts):
        if one.ends_at > other.starts_at:
            raise ShiftsOverlap(shift=name_of(one), other=name_of(other))
    for shift in shifts:
        if shift.is_cancelled:
            raise ShiftCancelled(shift=name_of(shift))
        if shift.starts_at <= clock.now():
            raise ShiftOver(shift=name_of(shift))


def hold(slots: Sequence[Slot]) -> None:
    """Lock slots in the order of their numbers, so that nobody waits for each other in a ring.

    Then they and their shifts are as they stand now: whoever moves a shift holds its slots meanwhile.
    On SQLite whoever writes is alone anyway.
    """
    ids = [slot.id for slot in slots]
    held = select(Slot).where(Slot.id.in_(ids)).order_by(Slot.id).with_for_update(key_share=True)
    anew = {"populate_existing": True}
    db.session.scalars(held.execution_options(**anew)).all()
    # Not joined above: PostgreSQL reads anew what it waited for, and nothing beside it.
    shifts = select(Shift).where(Shift.id.in_({slot.shift_id for slot in slots}))
    shifts = shifts.options(joinedload(Shift.event)).execution_options(**anew)
    found = {shift.id: shift for shift in db.session.scalars(shifts)}
    for slot in slots:
        set_committed_value(slot, "shift", found[slot.shift_id])


def _check_room(slots: Sequence[Slot]) -> None:
    """Refuse what is full before it is looked up who asks, so that a refusal tells nothing of an address."""
    for slot in slots:
        if not slot.left:
            raise ShiftFull(shift=name_of(slot.shift))


def _held_by(person: Volunteer, slots: Sequence[Slot]) -> Sequence[Slot]:
    """List what a person has booked already in the time that some slots span."""
    mine = Booking.volunteer_id == person.id, Booking.state.in_(LIVE), Shift.cancelled_at.is_(None)
    meanwhile = (
        Shift.starts_at < max(slot.shift.ends_at for slot in slots),
        Shift.ends_at > min(slot.shift.starts_at for slot in slots),
    )
    found = select(Slot).join(Booking, Booking.slot_id == Slot.id).join(Slot.shift)
    return db.session.scalars(found.where(*mine, *meanwhile).options(contains_eager(Slot.shift))).all()


def _stands_against(held: Slot, wanted: Slot, contact: Contact) -> bool:
    """Say whether what is booked keeps a slot from being booked; edges that touch do not."""
    is_meanwhile = held.shift.starts_at < wanted.shift.ends_at and held.shift.ends_at > wanted.shift.starts_at
    return held.id == wanted.id or (bool(contact.email) and is_meanwhile)


def clashes(person: Volunteer, shift: Shift, *, leaving: Booking | None = None) -> bool:
    """Say whether a person is booked at the same time; edges that touch do not clash."""
    overlapping = (
        select(Booking.id)
        .join(Booking.slot)
        .join(Slot.shift)
        .where(
            Booking.volunteer_id == person.id,
            Booking.state.in_(LIVE),
            Shift.cancelled_at.is_(None),
            Shift.starts_at < shift.ends_at,
            Shift.ends_at > shift.starts_at,
        )
    )
    if leaving is not None:
        overlapping = overlapping.where(Booking.id != leaving.id)
    return db.session.scalar(overlapping.limit(1)) is not None


def claim(slot: Slot, by: int = 1) -> None:
    """Take a place of a slot, or give one back with ``by=-1``; raises ShiftFull, ShiftCancelled."""
    statement = update(Slot).where(Slot.id == slot.id).values(taken=Slot.taken + by).returning(Slot.id)
    if by > 0:
        statement = statement.where(Slot.taken < Slot.most, Slot.is_open)
    if db.session.scalar(statement.execution_options(synchronize_session=False)) is None:
        is_cancelled = db.session.scalar(select(Shift.cancelled_at).where(Shift.id == slot.shift_id))
        raise (ShiftCancelled if is_cancelled else ShiftFull)(shift=name_of(slot.shift))
    db.session.expire(slot, ["taken"])


def claim_and_book(
    slot: Slot,
    person: Volunteer,
    contact: Contact,
    receipt_id: int | None,
    actor: Account | None = None,
) -> Booking:
    """Claim a place and write the booking down; raises ShiftFull, ShiftCancelled, AlreadyBooked."""
    claim(slot)
    moment_now, uid = clock.now(), crypto.new_uid()
    row = insert_into(Booking).values(
        uid=uid,
        slot_id=slot.id,
        volunteer_id=person.id,
        receipt_id=receipt_id,
        state=BookingState.BOOKED,
        sealed=crypto.seal(SCOPE, b"booking|" + uid, {"name": contact.name, "phone": contact.phone}),
        sequence=0,
        created_at=moment_now,
        changed_at=moment_now,
    )
    booking: Booking | None = db.session.scalar(row.on_conflict_do_nothing().returning(Booking))
    if booking is None:
        raise AlreadyBooked(shift=name_of(slot.shift))
    set_committed_value(booking, "slot", slot)
    set_committed_value(booking, "volunteer", person)
    _note(booking, actor)
    return booking


def step(booking: Booking, to: BookingState, *, actor: Account | None) -> None:
    """Take a booking a step on, with the places of its slot following; raises WrongStep, ShiftFull."""
    hold([booking.slot])  # slots before bookings, everywhere
    if not may_go(booking.state, to):
        raise WrongStep
    was = booking.state
    # One statement, so that the same step taken twice at once is taken once.
    taken = update(Booking).where(Booking.id == booking.id, Booking.state == was)
    taken = taken.values(state=to, changed_at=clock.now(), sequence=Booking.sequence + 1)
    if db.session.scalar(taken.returning(Booking.id).execution_options(synchronize_session=False)) is None:
        raise WrongStep
    by = change_of_places(was, to)
    if by:
        claim(booking.slot, by)
    db.session.refresh(booking)
    _note(booking, actor)


def _note(booking: Booking, actor: Account | None) -> None:
    db.session.add(
        BookingStep(
            booking_id=booking.id,
            taken_at=clock.now(),
            state=booking.state,
            account_id=actor.id if actor else None,
        )
    )
    db.session.flush()


def cancel(booking: Booking) -> None:
    """Give a place back as the volunteer; a second press changes nothing. Raises ShiftBegun, WrongStep."""
    keeping.hold([booking.volunteer_id])
    db.session.refresh(booking)
    if booking.state == BookingState.CANCELLED:
        return
    if booking.slot.shift.starts_at <= clock.now():
        raise ShiftBegun(shift=name_of(booking.slot.shift))
    step(booking, BookingState.CANCELLED, actor=None)
    companions = list_companions(booking)
    for companion in companions:
        step(companion, BookingState.CANCELLED, actor=None)
    keeping.recount(row.volunteer_id for row in (booking, *companions))
    if booking.volunteer.has_email:
        emails.cancelled(booking)


def list_companions(booking: Booking) -> Sequence[Booking]:
    """List who comes along with somebody in the same role: without her they do not."""
    brought = select(Volunteer.id).where(Volunteer.brought_by_id == booking.volunteer_id)
    with_her = (
        Booking.slot_id == booking.slot_id,
        Booking.volunteer_id.in_(brought),
        Booking.state.in_(LIVE),
    )
    return db.session.scalars(select(Booking).where(*with_her).order_by(Booking.id)).all()


def add_person(
    slot: Slot, contact: Contact, *, actor: Account | None, person: Volunteer | None = None
) -> Booking:
    """Write somebody in as an organizer, by name only if need be, or herself from her own page (no actor).

    Who is known and locked already is not looked for again (``person``).
    Raises OverlapsOwn, AlreadyBooked, ShiftFull, ShiftCancelled.
    """
    person = person or volunteers.find_or_add(contact)
    hold([slot])
    if contact.identity is not None and clashes(person, slot.shift):
        raise OverlapsOwn(shift=name_of(slot.shift))
    booking = claim_and_book(slot, person, contact, None, actor)
    volunteers.keep_longer(person, clock.local(slot.shift.ends_at).date())
    if contact.email:
        emails.booked(person, [booking], [], about=None)
    return booking


def typed(booking: Booking) -> dict[str, str]:
    """Unseal the name and phone that were typed for a booking."""
    return crypto.unseal(SCOPE, b"booking|" + booking.uid, booking.sealed)


def name_of(shift: Shift) -> str:
    """Name a shift for a sentence: what and when."""
    return f"{shift.event.title}, {moment(shift.starts_at)}"
