"""Public pages after booking: what was booked, for those without an e-mail; giving it back; undoing."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import calendar, clock, i18n, mail_way, read_mail
from app.core.access import public, signed_link
from app.core.db import transaction
from app.core.pages import kept
from app.shifts import booking, emails, queries, refusals, service, undoing
from app.volunteers.words import BOOKING_STEPS

bp = Blueprint("bookings", __name__, url_prefix="/pass/bokat")


@bp.get("")
@public
@kept(seconds=60)
def booked_before() -> ResponseReturnValue:
    """Say that a booking is there already, and nothing about it."""
    return render_template("shifts/booked_before.html")


@bp.get("/<token>")
@signed_link("booking-receipt")
def booked(token: str) -> ResponseReturnValue:
    """Show what was asked for; someone reached by phone only sees her bookings here, with a way out."""
    return _receipt(token)


def _receipt(token: str, refused: str = "") -> str:
    receipt = queries.get_receipt(token)
    is_mailed = receipt.volunteer.has_email
    bookings = [] if is_mailed else queries.list_of_receipt(receipt)
    own = {row.slot_id for row in bookings}
    return render_template(
        "shifts/booked.html",
        token=token,
        is_mailed=is_mailed,
        bookings=[(row, service.leader(row.slot.shift.event)) for row in bookings],
        asked=[slot for slot in queries.list_asked(receipt) if slot.id not in own],
        now=clock.now(),
        own_url=i18n.absolute_url(f"/pass/bokat/{token}", lang=i18n.language()),
        mail_from=mail_way.sender(),
        refused=refused,
        may_undo=is_mailed and clock.now() - receipt.created_at < undoing.QUIET_TIME,
        steps=BOOKING_STEPS,
    )


@bp.get("/<token>/pass.ics")
@signed_link("booking-receipt")
def receipt_calendar(token: str) -> ResponseReturnValue:
    """Give the bookings of a receipt as a calendar file, to someone who gets no mail with one."""
    receipt = queries.get_receipt(token)
    if receipt.volunteer.has_email:
        abort(404)
    facts = [emails.facts_of(row) for row in queries.list_of_receipt(receipt)]
    answered = Response(calendar.write(map(emails.entry_of, facts)), mimetype=calendar.MIMETYPE)
    answered.headers["Content-Disposition"] = 'attachment; filename="pass.ics"'
    return answered


@bp.post("/<token>/avboka/<name>")
@signed_link("booking-receipt")
def cancel(token: str, name: str) -> ResponseReturnValue:
    """Give a place back, as someone who was reached by phone only."""
    receipt = queries.get_receipt(token)
    if receipt.volunteer.has_email:
        abort(404)  # her way is Mina pass: this page only lists what was asked for
    try:
        with transaction():
            booking.cancel(queries.get_of_receipt(receipt, name))
    except refusals.BookingRefused as refusal:
        return _receipt(token, str(refusal)), refusal.status
    return redirect(url_for(".booked", token=token, _anchor="main"), code=303)


@bp.post("/<token>/angra")
@signed_link("booking-receipt")
def undo(token: str) -> ResponseReturnValue:
    """Give everything back that was booked by a press just now; what is answered tells nothing else."""
    receipt = queries.get_receipt(token)
    try:
        with transaction():
            undoing.undo(receipt)
    except refusals.BookingRefused as refusal:
        return _receipt(token, str(refusal)), refusal.status
    return redirect(url_for(".undone", _anchor="main"), code=303)


@bp.get("/angrat")
@public
@kept(seconds=60)
def undone() -> ResponseReturnValue:
    """Say that the last press is undone."""
    return render_template("shifts/undone.html")


@bp.get("/<token>/mejlet")
@signed_link("booking-receipt")
def demo_mail(token: str) -> ResponseReturnValue:
    """Show the mail of a receipt, in the demonstration only."""
    settings = current_app.config["SETTINGS"]
    receipt = queries.get_receipt(token)
    if not settings.shows_mail:
        return redirect(url_for(".booked", token=token), code=303)
    letters = [
        read_mail.words_of(message) for message in read_mail.delivered_about(receipt.natural_key, settings)
    ]
    return render_template("shifts/demo_mail.html", letters=letters, token=token)
