"""What a volunteer does, and an organizer for her: book, cancel, move, remove.

A place is claimed by one guarded UPDATE, so that two people cannot take the last one at once, on either
database; the CHECK on the table has the last word. The person is locked before any slot, and slots
are claimed in the order of their numbers, so that nobody waits for each other in a ring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.core import clock, crypto
from app.core.db import db, insert_into
from app.core.templates import moment
from app.shifts import emails
from app.shifts.models import Booking, BookingReceipt, BookingStep, Shift, Slot
from app.shifts.refusals import (
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
from app.volunteers import service as volunteers
from app.volunteers.models import SCOPE, Volunteer
from app.volunteers.service import Contact

QUIET_TIME = timedelta(minutes=10)
"""Within this time the same form again is the same act."""
AT_ONCE = 20
"""Shifts that can be booked by one pressing of the button."""


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
    person = volunteers.find_or_add(contact)
    key = _natural_key(contact, slots)
    earlier = db.session.scalar(select(BookingReceipt).where(BookingReceipt.natural_key == key))
    if earlier is not None and clock.now() - earlier.created_at < QUIET_TIME:
        return Outcome(earlier, is_fresh=True)
    if contact.email:
        _check_room(slots)
    if earlier is not None and _has_live(earlier):
        return Outcome(earlier, is_fresh=False)
    receipt = _receipt(person, key, slots, earlier)
    booked, left_out = [], []
    for slot in slots:
        if _has(person, slot) or (contact.email and clashes(person, slot.shift)):
            left_out.append(slot)
            continue
        booked.append(_claim_and_book(slot, person, contact, receipt))
    volunteers.keep_longer(person, max(clock.local(slot.shift.ends_at).date() for slot in slots))
    if contact.email:
        emails.booked(person, booked, left_out, about=receipt.natural_key)
    return Outcome(receipt, is_fresh=True)


def _check_choice(slots: Sequence[Slot]) -> None:
    if not slots:
        raise NothingChosen
    if len(slots) > AT_ONCE:
        raise TooManyAtOnce
    shifts = sorted({slot.shift.id: slot.shift for slot in slots}.values(), key=lambda shift: shift.starts_at)
    if len(shifts) < len(slots) or any(a.ends_at > b.starts_at for a, b in pairwise(shifts)):
        raise ShiftsOverlap
    for shift in shifts:
        if shift.is_cancelled:
            raise ShiftCancelled(shift=name_of(shift))
        if shift.starts_at <= clock.now():
            raise ShiftOver(shift=name_of(shift))


def _natural_key(contact: Contact, slots: Sequence[Slot]) -> bytes:
    chosen = ",".join(str(slot.id) for slot in slots)
    identity = contact.identity or b""
    return crypto.keyed_hash(SCOPE, "booking", identity.hex(), contact.name, contact.phone, chosen)


def hold(slots: Sequence[Slot]) -> None:
    """Lock slots in the order of their numbers, so that nobody waits for each other in a ring.

    On SQLite whoever writes is alone anyway.
    """
    ids = [slot.id for slot in slots]
    db.session.execute(
        select(Slot.id).where(Slot.id.in_(ids)).order_by(Slot.id).with_for_update(key_share=True)
    )


def _check_room(slots: Sequence[Slot]) -> None:
    """Refuse what is full before it is looked up who asks, so that a refusal tells nothing of an address."""
    hold(slots)
    for slot in slots:
        db.session.refresh(slot, ["taken", "most"])
        if not slot.left:
            raise ShiftFull(shift=name_of(slot.shift))


def _has_live(receipt: BookingReceipt) -> bool:
    live = select(Booking.id).where(Booking.receipt_id == receipt.id, Booking.state.in_(LIVE)).limit(1)
    return db.session.scalar(live) is not None


def _receipt(
    person: Volunteer, key: bytes, slots: Sequence[Slot], earlier: BookingReceipt | None
) -> BookingReceipt:
    if earlier is not None:  # all of it was cancelled since: the same wish again is a new act
        earlier.created_at, earlier.uid = clock.now(), crypto.new_uid()
        return earlier
    receipt = BookingReceipt(
        uid=crypto.new_uid(),
        natural_key=key,
        volunteer=person,
        slots=",".join(str(slot.id) for slot in slots),
        created_at=clock.now(),
    )
    db.session.add(receipt)
    db.session.flush()
    return receipt


def _has(person: Volunteer, slot: Slot) -> bool:
    live = select(Booking.id).where(
        Booking.volunteer_id == person.id, Booking.slot_id == slot.id, Booking.state.in_(LIVE)
    )
    return db.session.scalar(live) is not None


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


def _claim_and_book(
    slot: Slot,
    person: Volunteer,
    contact: Contact,
    receipt: BookingReceipt | None,
    actor: Account | None = None,
) -> Booking:
    claim(slot)
    moment_now, uid = clock.now(), crypto.new_uid()
    row = insert_into(Booking).values(
        uid=uid,
        slot_id=slot.id,
        volunteer_id=person.id,
        receipt_id=receipt.id if receipt else None,
        state=BookingState.BOOKED,
        sealed=crypto.seal(SCOPE, b"booking|" + uid, {"name": contact.name, "phone": contact.phone}),
        sequence=0,
        created_at=moment_now,
        changed_at=moment_now,
    )
    added = db.session.scalar(row.on_conflict_do_nothing().returning(Booking.id))
    if added is None:
        raise AlreadyBooked(shift=name_of(slot.shift))
    booking = db.session.get_one(Booking, added)
    _note(booking, actor)
    return booking


def step(booking: Booking, to: BookingState, *, actor: Account | None) -> None:
    """Take a booking a step on, with the places of its slot following; raises WrongStep, ShiftFull."""
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
    if booking.state == BookingState.CANCELLED:
        return
    if booking.slot.shift.starts_at <= clock.now():
        raise ShiftBegun(shift=name_of(booking.slot.shift))
    step(booking, BookingState.CANCELLED, actor=None)
    if booking.volunteer.has_email:
        emails.cancelled(booking)


def remove(booking: Booking, *, actor: Account) -> None:
    """Take somebody off a shift as an organizer; she is told by mail where there is one."""
    step(booking, BookingState.REMOVED, actor=actor)
    if booking.volunteer.has_email:
        emails.removed(booking)


def add_person(slot: Slot, contact: Contact, *, actor: Account | None) -> Booking:
    """Write somebody in as an organizer, by name only if need be, or herself from her own page (no actor).

    Raises OverlapsOwn, AlreadyBooked, ShiftFull, ShiftCancelled.
    """
    person = volunteers.find_or_add(contact)
    if contact.identity is not None and clashes(person, slot.shift):
        raise OverlapsOwn(shift=name_of(slot.shift))
    booking = _claim_and_book(slot, person, contact, None, actor)
    volunteers.keep_longer(person, clock.local(slot.shift.ends_at).date())
    if contact.email:
        emails.booked(person, [booking], [], about=None)
    return booking


def move(booking: Booking, to: Slot, *, actor: Account) -> Booking:
    """Move somebody to another slot; raises OverlapsOwn, AlreadyBooked, ShiftFull, WrongStep."""
    person = db.session.scalars(
        select(Volunteer).where(Volunteer.id == booking.volunteer_id).with_for_update(key_share=True)
    ).one()
    if person.identity is not None and clashes(person, to.shift, leaving=booking):
        raise OverlapsOwn(shift=name_of(to.shift))
    hold([booking.slot, to])
    words = typed(booking)
    contact = Contact(name=words["name"], phone=words["phone"])
    moved = _claim_and_book(to, person, contact, None, actor)
    step(booking, BookingState.REMOVED, actor=actor)
    if person.has_email:
        emails.moved(booking, moved)
    return moved


def typed(booking: Booking) -> dict[str, str]:
    """Unseal the name and phone that were typed for a booking."""
    return crypto.unseal(SCOPE, b"booking|" + booking.uid, booking.sealed)


def name_of(shift: Shift) -> str:
    """Name a shift for a sentence: what and when."""
    return f"{shift.event.title}, {moment(shift.starts_at)}"


def find_by_receipt(uid: bytes) -> BookingReceipt:
    """Give a receipt by the name in its address; raises NoResultFound."""
    return db.session.scalars(
        select(BookingReceipt).where(BookingReceipt.uid == uid).options(joinedload(BookingReceipt.volunteer))
    ).one()
