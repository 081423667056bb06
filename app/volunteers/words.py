"""What the steps of bookings and claims are called."""

from __future__ import annotations

from app.core.i18n import lazy_gettext as _l
from app.shifts.states import BookingState
from app.tasks.models import ClaimState

BOOKING_STEPS = {
    BookingState.HELD: _l("Held"),
    BookingState.BOOKED: _l("Booked"),
    BookingState.CONFIRMED: _l("You are coming"),
    BookingState.ARRIVED: _l("Came"),
    BookingState.DONE: _l("Done"),
    BookingState.CANCELLED: _l("Cancelled"),
    BookingState.SEEKING: _l("Looks for a stand-in"),
    BookingState.HANDED_OVER: _l("Handed over to a stand-in"),
    BookingState.WAITLISTED: _l("On the waiting list"),
    BookingState.OFFERED: _l("Offered a place"),
    BookingState.EXCUSED: _l("Excused"),
    BookingState.NO_SHOW: _l("Did not come"),
    BookingState.REMOVED: _l("Taken off by an organizer"),
}

CLAIM_STEPS = {
    ClaimState.TAKEN: _l("Taken"),
    ClaimState.DONE: _l("Done"),
    ClaimState.RETURNED: _l("Given back"),
    ClaimState.REMOVED: _l("Taken off by an organizer"),
    ClaimState.CALLED_OFF: _l("Called off"),
}
