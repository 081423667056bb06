"""A shift's life as a state machine: whatever people do, places and bookings agree."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import func, select

from app.core import clock
from app.core.db import db, transaction
from app.core.errors import DomainError
from app.shifts import booking, service, writing_in
from app.shifts.models import Booking, BookingStep, Slot
from app.shifts.service import Room
from app.shifts.states import HOLDS_PLACE, LIVE, NEXT, BookingState, may_go
from app.volunteers.service import Contact
from tests.factories import make_account
from tests.shifts.makers import make_event, make_shift

PEOPLE = st.sampled_from(["ada", "bo", "cecilia", "dalia", "egon"])
PICK = st.integers(0, 99)
_days = count(1)


class Life(RuleBasedStateMachine):
    """Five people and an organizer at three shifts, of which two overlap."""

    @initialize()
    def begin(self) -> None:
        """Make the shifts, on a day that no earlier run has used."""
        self.actor = make_account()
        begins = clock.now() + timedelta(days=next(_days))
        event = make_event()
        starts = [begins + timedelta(hours=hours) for hours in (0, 1, 3)]
        self.slots = [make_shift(event, starts_at=each, most=2).slots[0].id for each in starts]

    def _slot(self, pick: int) -> Slot:
        return db.session.get_one(Slot, self.slots[pick % len(self.slots)])

    def _booking(self, pick: int) -> Booking | None:
        rows = db.session.scalars(
            select(Booking).where(Booking.slot_id.in_(self.slots)).order_by(Booking.id)
        ).all()
        return rows[pick % len(rows)] if rows else None

    def _try(self, act: Any, *words: Any, **more: Any) -> None:
        with suppress(DomainError), transaction():
            act(*words, **more)

    @rule(who=PEOPLE, pick=PICK, by_phone=st.booleans())
    def book(self, who: str, pick: int, by_phone: bool) -> None:
        """Book as a stranger at the keyboard."""
        address = "" if by_phone else f"{who}@example.org"
        phone = "+46701740605" if by_phone else ""
        self._try(booking.book, [self._slot(pick)], Contact(name=who, email=address, phone=phone))

    @rule(pick=PICK)
    def cancel(self, pick: int) -> None:
        """Give a place back."""
        row = self._booking(pick)
        if row is not None:
            self._try(booking.cancel, row)

    @rule(pick=PICK, to=st.sampled_from(sorted(BookingState)))
    def step(self, pick: int, to: BookingState) -> None:
        """Take any step; a forbidden one is refused and changes nothing."""
        row = self._booking(pick)
        if row is None:
            return
        was = row.state
        self._try(booking.step, row, to, actor=self.actor)
        db.session.refresh(row)
        assert row.state == was or may_go(was, BookingState(row.state))

    @rule(pick=PICK, other=PICK)
    def move(self, pick: int, other: int) -> None:
        """Move somebody as an organizer."""
        row = self._booking(pick)
        if row is not None:
            self._try(writing_in.move, row, self._slot(other), makes_room=pick < 10, actor=self.actor)

    @rule(pick=PICK, name=PEOPLE)
    def add_by_name(self, pick: int, name: str) -> None:
        """Write somebody in by name only."""
        self._try(booking.add_person, self._slot(pick), Contact(name=name), actor=self.actor)

    @rule(pick=PICK)
    def bring_along(self, pick: int) -> None:
        """Write in somebody who comes along."""
        row = self._booking(pick)
        if row is not None:
            self._try(writing_in.bring_along, row, number=1, makes_room=pick < 10, actor=self.actor)

    @rule(pick=PICK, most=st.integers(1, 4))
    def change_room(self, pick: int, most: int) -> None:
        """Raise or lower the cap."""
        room = Room(role="", least=0, wanted=most, most=most)
        self._try(service.change_room, self._slot(pick), room, actor=self.actor)

    @rule(pick=PICK)
    def call_off(self, pick: int) -> None:
        """Call a shift off, now and then."""
        if pick < 10:
            self._try(service.cancel_shift, self._slot(pick).shift, actor=self.actor)

    @invariant()
    def places_agree(self) -> None:
        """Taken is what the bookings hold, and never more than there is room for."""
        db.session.rollback()
        for slot in db.session.scalars(select(Slot)):
            held = select(func.count()).where(Booking.slot_id == slot.id, Booking.state.in_(HOLDS_PLACE))
            assert slot.taken == db.session.scalar(held)
            assert 0 <= slot.taken <= slot.most

    @invariant()
    def one_live_booking_a_person_and_slot(self) -> None:
        """Nobody is counted twice."""
        twice = (
            select(Booking.slot_id)
            .where(Booking.state.in_(LIVE))
            .group_by(Booking.slot_id, Booking.volunteer_id)
            .having(func.count() > 1)
        )
        assert db.session.scalars(twice).all() == []

    @invariant()
    def history_ends_where_the_booking_is(self) -> None:
        """The last step written down is the state that stands."""
        for row in db.session.scalars(select(Booking)):
            last = select(BookingStep.state).where(BookingStep.booking_id == row.id)
            assert db.session.scalar(last.order_by(BookingStep.id.desc()).limit(1)) == row.state


@pytest.fixture
def ground(app: Flask) -> Flask:
    """Give the machine a database."""
    return app


@pytest.mark.database("sqlite")
@pytest.mark.usefixtures("ground")
def test_places_and_bookings_agree_whatever_people_do() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("state", sorted(BookingState))
def test_every_step_is_allowed_or_not_and_nothing_else(state: BookingState) -> None:
    assert set(NEXT) == set(BookingState)
    assert not may_go(state, state)
    assert all(may_go(state, to) == (to in NEXT[state]) for to in BookingState)


def test_what_has_ended_does_not_come_back() -> None:
    ended = {BookingState.CANCELLED, BookingState.REMOVED, BookingState.HANDED_OVER, BookingState.DONE}
    assert all(NEXT[state] == frozenset() for state in ended)
