"""An activity is edited and one of its shifts moved at the same time: both stand, and both are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.core import clock, i18n
from app.core.edits import ChangedMeanwhile
from app.core.templates import time_span
from app.shifts import service
from app.shifts.models import Shift
from app.shifts.service import EventText
from tests.beside import beside
from tests.clocks import Clock
from tests.factories import make_association
from tests.mail import Mailbox
from tests.shifts.makers import EVENT, make_shift
from tests.volunteers.people import ASA, book, fresh, here

pytestmark = pytest.mark.database("postgres")
LATER = timedelta(days=3)


@pytest.fixture
def shift(app: Flask, clock: Clock, mailbox: Mailbox) -> Shift:
    """Make a shift that Åsa has booked, and has her mail."""
    make_association()
    made = make_shift()
    book(ASA, made)
    mailbox.deliver()
    return made


def edit(shift: Shift) -> None:
    """Write another place."""
    text = EventText(**EVENT | {"place": "Högdalens torg"})
    service.edit_event(here(shift).event, text, campaign=None, version=1, actor=None)


def move(shift: Shift) -> None:
    """Move it to a later day, having looked at it as it was first."""
    row = here(shift)
    service.move_shift(row, row.starts_at + LATER, row.ends_at + LATER, version=0, actor=None)


def test_who_edits_beside_a_move_tells_the_new_time(app: Flask, shift: Shift, mailbox: Mailbox) -> None:
    begins = clock.now() + timedelta(days=1) + LATER
    assert beside(app, lambda: move(shift), lambda: edit(shift)) == []
    _booked, first, last = mailbox.deliver()
    with i18n.in_language("sv"):
        when = time_span(begins, begins + timedelta(hours=2))
    assert "Högdalens torg" not in first.text
    for words in (when, "Högdalens torg"):
        assert words in last.text
    row: Shift = fresh(shift)
    assert (row.starts_at, row.sequence) == (begins, 2)


def test_who_moves_beside_an_edit_looks_again(app: Flask, shift: Shift, mailbox: Mailbox) -> None:
    failed = beside(app, lambda: edit(shift), lambda: move(shift))
    assert [type(each) for each in failed] == [ChangedMeanwhile]
    _booked, letter = mailbox.deliver()
    assert "Högdalens torg" in letter.text
    row: Shift = fresh(shift)
    assert (row.starts_at, row.sequence) == (clock.now() + timedelta(days=1), 1)
