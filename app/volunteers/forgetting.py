"""Gone when promised: who helped is forgotten, that somebody helped stays.

The rows of what was booked and taken stay as history, hung on a row without name or address. Triggers
keep the steps of a booking, which tell when and nothing of whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.accounts.models import Account
from app.core import clock, crypto
from app.core.db import db, overwrite_log, transaction
from app.core.mail import OutboxMail
from app.record import service as record
from app.shifts import booking, leaders
from app.shifts.models import Booking, BookingReceipt, Shift, Slot
from app.shifts.states import LIVE, BookingState, may_go
from app.tasks import service as tasks
from app.tasks.models import Claim, ClaimState, Task, TaskState
from app.volunteers import own_page, queries
from app.volunteers.models import SCOPE, Volunteer, VolunteerLink

BATCH = 100
KIND = "volunteer"
NOBODY = {"name": "", "phone": ""}


def erase(person: Volunteer, *, actor: Account | None = None) -> None:
    """Forget somebody who asks for it, herself or by an organizer; what she holds is free for others."""
    # Written down outside the database first: a backup put back later must not bring her back.
    crypto.key_store().note_erasure(KIND, person.uid, clock.now())
    forget(person, actor=actor)
    record.write_down("volunteer.erased", actor=actor)


def forget(person: Volunteer, *, actor: Account | None = None) -> None:
    """Remove everything personal about somebody, and give back what she holds; twice is harmless."""
    own_page.lock(person)
    if person.forgotten_at is not None:
        return
    companions = queries.list_companions(person)
    _hold_slots([person, *companions])
    for companion in companions:
        forget(companion, actor=actor)
    _leave_coming(person, actor)
    _give_back_taken(person)
    _make_nameless(person)
    db.session.execute(delete(VolunteerLink).where(VolunteerLink.volunteer_id == person.id))
    db.session.execute(delete(OutboxMail).where(OutboxMail.owner == person.uid))
    person.sealed = crypto.seal(SCOPE, person.uid, NOBODY | {"email": "", "languages": ""})
    person.identity = person.phone_hash = None
    person.has_email = person.may_be_asked = person.is_member = False
    person.forgotten_at = clock.now()
    db.session.flush()


def _hold_slots(people: Sequence[Volunteer]) -> None:
    """Lock the slots that people hold, all in one order, before any is given back."""
    ids = [person.id for person in people]
    held = select(Slot).join(Booking, Booking.slot_id == Slot.id)
    held = held.where(Booking.volunteer_id.in_(ids), Booking.state.in_(LIVE)).distinct()
    if slots := db.session.scalars(held).all():
        booking.hold(slots)


def _leave_coming(person: Volunteer, actor: Account | None) -> None:
    for row in db.session.scalars(select(Booking).where(*_holds_coming(person.id)).order_by(Booking.slot_id)):
        if may_go(row.state, BookingState.CANCELLED):
            booking.step(row, BookingState.CANCELLED, actor=actor)


def _holds_coming(person_id: int | InstrumentedAttribute[int]) -> tuple[ColumnElement[bool], ...]:
    """Say which bookings of somebody are live and not over yet."""
    coming = select(Slot.id).join(Slot.shift).where(Shift.ends_at > clock.now())
    return Booking.volunteer_id == person_id, Booking.state.in_(LIVE), Booking.slot_id.in_(coming)


def _give_back_taken(person: Volunteer) -> None:
    person.has_email = False  # nobody is mailed about what she leaves behind
    taken = select(Claim).where(Claim.volunteer_id == person.id, Claim.state == ClaimState.TAKEN)
    for claim in db.session.scalars(taken.order_by(Claim.task_id)):
        tasks.give_back(claim)


def _make_nameless(person: Volunteer) -> None:
    """Empty what was typed for bookings and claims, and drop the hashes that lead back to her."""
    for row in db.session.scalars(select(Booking).where(Booking.volunteer_id == person.id)):
        row.sealed = crypto.seal(SCOPE, b"booking|" + row.uid, NOBODY)
        row.receipt_id = None
    for claim in db.session.scalars(select(Claim).where(Claim.volunteer_id == person.id)):
        claim.sealed = crypto.seal(SCOPE, b"claim|" + claim.uid, NOBODY | {"note": ""})
        claim.natural_key = None
    db.session.flush()
    db.session.execute(delete(BookingReceipt).where(BookingReceipt.volunteer_id == person.id))


def forget_due() -> int:
    """Forget everyone whose time is out and who holds nothing; return how many. May be stopped anywhere."""
    forgotten = 0
    while ids := _list_due():
        for person_id in ids:
            with transaction():
                forget(db.session.get_one(Volunteer, person_id))
        forgotten += len(ids)
    if forgotten:
        with transaction(public=False):
            record.write_down("volunteers.forgotten", actor=None, facts={"count": forgotten})
    if leaders.forget_old() or forgotten:
        overwrite_log()
    return forgotten


def _list_due() -> Sequence[int]:
    due = select(Volunteer.id).where(*_is_due(clock.today())).order_by(Volunteer.id).limit(BATCH)
    ids = db.session.scalars(due).all()
    db.session.rollback()
    return ids


def count_overdue() -> int:
    """Count those who should have been forgotten a day ago at the latest: the work is not done."""
    late = select(func.count()).select_from(Volunteer).where(*_is_due(clock.today() - timedelta(days=1)))
    return db.session.scalar(late) or 0


def _is_due(day: date) -> tuple[ColumnElement[bool], ...]:
    """Say whose time is out on a day, and who holds nothing."""
    return (
        Volunteer.keep_until < day,
        Volunteer.forgotten_at.is_(None),
        ~select(Booking.id).where(*_holds_coming(Volunteer.id)).exists(),
        ~select(Claim.id).where(*_holds_task()).exists(),
    )


def _holds_task() -> tuple[ColumnElement[bool], ...]:
    """Say which claims keep somebody known: on a task that is open and not past its last day."""
    open_still = select(Task.id).where(
        Task.state == TaskState.OPEN, or_(Task.deadline.is_(None), Task.deadline >= clock.today())
    )
    return (
        Claim.volunteer_id == Volunteer.id,
        Claim.state == ClaimState.TAKEN,
        Claim.task_id.in_(open_still),
    )


def reapply_erasures() -> int:
    """Forget again who was erased, after an older database was put back; return how many came back."""
    returned, erased = 0, crypto.key_store().erased(KIND)
    for place in range(0, len(erased), BATCH):
        some = erased[place : place + BATCH]
        back = select(Volunteer.id).where(Volunteer.uid.in_(some), Volunteer.forgotten_at.is_(None))
        for person_id in db.session.scalars(back).all():
            with transaction():
                forget(db.session.get_one(Volunteer, person_id))
            returned += 1
    db.session.rollback()
    return returned
