"""What somebody does on Mina pass: book, cancel, hand back, say that it is done, correct."""

from __future__ import annotations

from sqlalchemy import select

from app.core import clock, crypto
from app.core.db import db
from app.shifts import booking
from app.shifts.booking import name_of
from app.shifts.models import Booking
from app.shifts.refusals import ShiftOver
from app.shifts.states import LIVE
from app.tasks import service as tasks
from app.tasks.models import Claim, ClaimState
from app.volunteers import queries, service
from app.volunteers.models import SCOPE, Volunteer
from app.volunteers.service import Contact, LinkUnknown


def book(person: Volunteer, slot_id: int) -> Booking:
    """Book a place with one press, the second press changing nothing; here the truth is told: it is her page.

    Raises NoResultFound, ShiftOver, OverlapsOwn, ShiftFull, ShiftCancelled.
    """
    _lock_known(person)
    slot = queries.get_slot_for(person, slot_id)
    had = queries.find_live_booking(person, slot)
    if had is not None:
        return had
    if slot.shift.starts_at <= clock.now():
        raise ShiftOver(shift=name_of(slot.shift))
    known = service.person(person)
    contact = Contact(name=known["name"], email=known["email"], phone=known["phone"], locale=person.locale)
    return booking.add_person(slot, contact, actor=None, person=person)


def cancel(person: Volunteer, uid: str) -> None:
    """Give a place back; raises NoResultFound, ShiftBegun, WrongStep."""
    booking.cancel(queries.get_booking_of(person, uid))


def hand_back(person: Volunteer, uid: str) -> None:
    """Give a task back; raises NoResultFound, NotYours."""
    tasks.give_back(queries.get_claim_of(person, uid))


def finish(person: Volunteer, uid: str, *, note: str) -> None:
    """Say that a task is done; raises NoResultFound, NotYours."""
    tasks.finish(queries.get_claim_of(person, uid), note=note)


def correct(
    person: Volunteer, *, name: str, phone: str, may_be_asked: bool, languages: str | None = None
) -> None:
    """Write somebody's right name, phone (E.164, or empty) and languages, on what is booked and taken too."""
    _lock_known(person)
    known = service.person(person) | {"name": name, "phone": phone}
    if languages is not None:
        known["languages"] = languages
    person.sealed = crypto.seal(SCOPE, person.uid, known)
    person.phone_hash = crypto.keyed_hash(SCOPE, "phone", phone) if phone else None
    person.may_be_asked = may_be_asked
    live = select(Booking).where(Booking.volunteer_id == person.id, Booking.state.in_(LIVE))
    for row in db.session.scalars(live):
        row.sealed = crypto.seal(SCOPE, b"booking|" + row.uid, {"name": name, "phone": phone})
    taken = select(Claim).where(Claim.volunteer_id == person.id, Claim.state == ClaimState.TAKEN)
    for claim in db.session.scalars(taken):
        words = tasks.typed(claim) | {"name": name, "phone": phone}
        claim.sealed = crypto.seal(SCOPE, b"claim|" + claim.uid, words)
    db.session.flush()


def _lock_known(person: Volunteer) -> None:
    """Lock somebody who acts on her page; raises LinkUnknown when she was erased meanwhile."""
    lock(person)
    if person.forgotten_at is not None:
        raise LinkUnknown


def lock(person: Volunteer) -> None:
    """Wait for other acts of the same person, then read her entry anew."""
    db.session.scalars(
        select(Volunteer)
        .where(Volunteer.id == person.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one()
