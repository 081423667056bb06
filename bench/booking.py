"""Booking with everything on, by different people: over many shifts, on one, for the last places of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from flask import Flask
from sqlalchemy import and_, func, select, update
from sqlalchemy.exc import NoResultFound

from app.core.db import db, transaction
from app.core.mail import OutboxMail
from app.shifts import queries
from app.shifts.models import Booking, Slot
from app.shifts.states import LIVE
from bench import commits, load, pages, shifts, trees
from bench.acts import DONE, Act
from bench.generator import Job, Seen
from bench.plan import Plan
from bench.table import Line

SHIFTS = 200
LAST_PLACES = 10
SCARCE = SHIFTS
"""Number of the shift that has few places; nobody else books it."""
ROUND = 10_000_000
"""People of one round; the next has others."""
PATH = "/pass/"
BOOKED, FULL = DONE, "409"


def measure(plan: Plan, folder: Path) -> Iterator[Line]:
    """Book several rounds, each beside bare commits and a rendered page, then look into the database."""
    instance = folder / "booking"
    app = shifts.make_instance(instance, SHIFTS)
    _make_scarce(app)
    many = Act(f"bookings over {SCARCE - 2} shifts", "a booking", "≥ 400/s")
    one = Act("bookings on one shift", "a booking", "≥ 200/s")
    seen, bare, reads = [], 0.0, 0.0
    with trees.samling(instance) as tree:
        for number in range(1, plan.rounds + 1):
            bare = max(bare, commits.bare(folder, plan.seconds))
            page = load.get(Job("127.0.0.1", tree.port, pages.UNKEPT, plan.seconds, plan.connections))
            reads = max(reads, page.rate("200"))
            job = _job(tree, plan, plan.signing_seconds, number, range(2, SCARCE))
            seen.append(many.press(tree, job))
            seen.append(one.press(tree, _job(tree, plan, plan.seconds, 1000 + number, [1])))
        last = load.press(_job(tree, plan, min(1.0, plan.seconds), 2000, [SCARCE]))
    rows = check(app, [*seen, last])
    for act in (many, one):
        yield from act.lines(bare, reads)
    yield _line_of_last(last, plan)
    yield rows


def _job(tree: trees.Tree, plan: Plan, seconds: float, number: int, slots: Iterable[int]) -> Job:
    """Describe one round: who books is of that round alone."""
    values = [shifts.value_of(slot) for slot in slots]
    return Job("127.0.0.1", tree.port, PATH, seconds, plan.connections, number * ROUND, values)


def _make_scarce(app: Flask) -> None:
    with app.app_context():
        with transaction():
            few = {"least": 1, "wanted": LAST_PLACES, "most": LAST_PLACES}
            db.session.execute(update(Slot).where(Slot.id == SCARCE).values(**few))
        db.session.remove()


def check(app: Flask, seen: list[Seen]) -> Line:
    """Hold the answers against the rows; raises AssertionError when they do not agree."""
    acknowledged = [receipt for each in seen for receipt in each.receipts]
    broken = sum(each.broken for each in seen)
    live = and_(Booking.slot_id == Slot.id, Booking.state.in_(LIVE))
    with app.app_context():
        lost = _lost(acknowledged)
        counted = select(Slot.id, Slot.taken, Slot.most, func.count(Booking.id)).outerjoin(Booking, live)
        slots = db.session.execute(counted.group_by(Slot.id)).tuples().all()
        letters = db.session.scalar(select(func.count()).select_from(OutboxMail))
        db.session.remove()
    rows, taken = sum(many for *_slot, many in slots), sum(each[1] for each in slots)
    answered = sum(each.statuses.get(BOOKED, 0) for each in seen)
    assert answered, f"nobody could book: {[each.statuses for each in seen]}"
    assert len(set(acknowledged)) == answered, f"{answered} acknowledged, {len(set(acknowledged))} receipts"
    assert not lost, f"{lost} acknowledged bookings are no rows"
    # An answer that never arrived may have been a booking; no other row may be there.
    assert answered <= rows <= answered + broken, f"{rows} rows, {answered} acknowledged, {broken} broken off"
    wrong = [each for each in slots if each[1] != each[3] or each[1] > each[2]]
    assert not wrong, f"(slot, taken, most, live bookings) of slots that are wrong: {wrong[:5]}"
    full = sum(each.statuses.get(FULL, 0) for each in seen)
    other = sum(each.answers for each in seen) - answered - full + broken
    return Line(
        "rows after all rounds",
        f"{rows:,} bookings, {taken:,} places taken, {letters:,} mails",
        f"{answered:,} acknowledged, {full:,} told it is full, {other} failed",
        aim="equal",
    )


def _lost(acknowledged: list[str]) -> int:
    """Count the receipts that open nothing, or nothing with a live booking, by the way their readers take."""
    live = set(db.session.scalars(select(Booking.receipt_id).where(Booking.state.in_(LIVE))))
    lost = 0
    for name in acknowledged:
        try:
            lost += queries.get_receipt(name).id not in live
        except NoResultFound:
            lost += 1
    return lost


def _line_of_last(seen: Seen, plan: Plan) -> Line:
    booked, full = seen.statuses.get(BOOKED, 0), seen.statuses.get(FULL, 0)
    # Over a very short round nobody need be refused; who is, must have found every place taken.
    assert booked == LAST_PLACES or not full, f"{booked} booked, {full} told it is full"
    return Line(
        f"{LAST_PLACES} last places, {plan.connections} people at once",
        f"{booked} booked",
        f"{full:,} told that it is full",
        aim="never more",
    )
