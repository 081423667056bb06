"""Why somebody gets no place on a shift, or cannot give one back: one sentence for each."""

from __future__ import annotations

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l

AT_ONCE = 20
"""Shifts that can be booked by one pressing of the button."""


class BookingRefused(DomainError):
    """Why somebody gets no place."""


class NothingChosen(BookingRefused):
    """A booking books something."""

    message = _l("Choose at least one shift.")


class TooManyAtOnce(BookingRefused):
    """Nobody books the whole year in one go."""

    message = _l("Choose at most twenty shifts at a time.")


class ShiftOver(BookingRefused):
    """What has begun cannot be booked."""

    message = _l("%(shift)s has begun already. Choose another shift.")
    status = 410


class ShiftBegun(BookingRefused):
    """A place is given back before the shift, not during it."""

    message = _l("%(shift)s has begun, so it can no longer be cancelled here. Call the shift leader.")


class ShiftCancelled(BookingRefused):
    """What does not happen cannot be booked."""

    message = _l("%(shift)s is cancelled. Choose another shift.")
    status = 410


class ShiftFull(BookingRefused):
    """Every place is taken."""

    message = _l("%(shift)s is full: somebody was just before you. Choose another shift.")
    status = 409


class ShiftsOverlap(BookingRefused):
    """Nobody is at two places at once."""

    message = _l("%(shift)s and %(other)s are at the same time. Choose one of them.")


class OverlapsOwn(BookingRefused):
    """The person is somewhere else then."""

    message = _l("%(shift)s is at the same time as another shift that is booked already.")


class AlreadyBooked(BookingRefused):
    """One place a person and slot."""

    message = _l("%(shift)s is booked for this person already.")


class TooLateToUndo(BookingRefused):
    """After a while only who can read the mail may undo."""

    message = _l("It is too late to undo here. The link in the e-mail still works.")
    status = 410


class WrongStep(BookingRefused):
    """The booking cannot go there from where it is."""

    message = _l("The booking has changed meanwhile, so this can no longer be done.")
