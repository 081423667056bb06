"""Organizers' pages of shifts: when, how many hands in which roles, copies, calling off."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import Field

from app.core import clock, edits
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import DeskForm, answer
from app.core.i18n import gettext as _
from app.core.local_times import TimeRefused, local_moment
from app.core.templates import time_span
from app.shifts import people, planning, queries, roles, rota
from app.shifts.desk_forms import ChangeTimeForm, CopyForm, NewShiftForm, NumbersForm, RoomForm, TimeForm
from app.shifts.events_manage import copied_from
from app.shifts.models import Event, Shift
from app.shifts.planning import InThePast, SameTimeAgain
from app.shifts.service import CapUnderTaken, EndsBeforeStart, EventRefused, TooLong

bp = Blueprint("shifts_manage", __name__, url_prefix="/organisera/pass")

AT_FIELD: dict[type[DomainError], str] = {
    EndsBeforeStart: "ends",
    TooLong: "ends",
    InThePast: "day",
    SameTimeAgain: "starts",
    CapUnderTaken: "most",
}
"""Where on a form a refusal is shown; others stand above it."""


def _show_refusal(form: DeskForm, refusal: DomainError) -> None:
    name = AT_FIELD.get(type(refusal), "")
    if name in form:
        form[name].errors = [str(refusal)]
    else:
        form.form_errors = [str(refusal)]


def _moments(form: TimeForm) -> tuple[datetime, datetime] | None:
    """Give the moments that were typed; None, with a sentence at the field, when there is no such time."""
    last = form.last_day.data or answer(form.day)
    starts, ends = _moment(form.starts, answer(form.day)), _moment(form.ends, last)
    return (starts, ends) if starts and ends else None


def _moment(field: Field, day: date) -> datetime | None:
    try:
        return local_moment(day, answer(field))
    except TimeRefused as refusal:
        field.errors = [str(refusal)]
        return None


@bp.route("/<int:event_id>/nytt-pass", methods=["GET", "POST"])
@organizers(Permission.EDIT_SHIFTS)
def new(event_id: int) -> ResponseReturnValue:
    """Add a time to an event, with one role or more."""
    event = queries.get_event_for(current_user.account, event_id)
    form = NewShiftForm(data=_like_the_last(event) or _like_the_last(copied_from()))
    if form.validate_on_submit() and (moments := _moments(form)):
        try:
            with transaction():
                shift = planning.plan_shift(event, *moments, form.rooms, actor=current_user.account)
        except DomainError as refusal:
            _show_refusal(form, refusal)
        else:
            flash(_("The shift is planned."))
            _warn_of_overlap(shift)
            return redirect(url_for("events_manage.show", event_id=shift.event_id), code=303)
    status = 422 if form.errors else 200
    return render_template("shifts/manage/new_shift.html", form=form, event=event), status


def _warn_of_overlap(shift: Shift) -> None:
    """Say that another shift of the event is at the same time: it may be meant, or a slip of the pen."""
    other = planning.find_overlapping(shift)
    if other is not None:
        words = _(
            "It is at the same time as another shift of this activity, %(when)s. "
            "If that was not meant: change the time, or call one of them off.",
            when=time_span(other.starts_at, other.ends_at),
        )
        flash(words, "warn")


def _like_the_last(event: Event | None) -> dict[str, Any]:
    """Suggest the times and roles of an event's last shift."""
    last = rota.find_last_shift(event) if event else None
    if last is None:
        return {}
    numbers = {
        f"{name}{suffix}": getattr(slot, name)
        for slot, suffix in zip(last.slots, ("", "_2", "_3"), strict=False)
        for name in ("role", "least", "wanted", "most")
    }
    return numbers | {
        "starts": clock.local(last.starts_at).time(),
        "ends": clock.local(last.ends_at).time(),
    }


@bp.route("/tid/<int:shift_id>/redigera", methods=["GET", "POST"])
@organizers(Permission.EDIT_SHIFTS)
def change(shift_id: int) -> ResponseReturnValue:
    """Change a shift's time; the booked are told."""
    shift = queries.get_shift_for(current_user.account, shift_id)
    form, now = ChangeTimeForm(data=_stored(shift)), []
    before = (shift.starts_at, shift.ends_at)
    if form.validate_on_submit() and (moments := _moments(form)):
        try:
            with transaction():
                planning.move_shift(shift, *moments, version=answer(form.version), actor=current_user.account)
        except edits.ChangedMeanwhile as refusal:
            form.form_errors = [str(refusal)]
            now = edits.standing(form, _stored(shift))
            form.version.data = shift.sequence
        except EventRefused as refusal:
            _show_refusal(form, refusal)
        else:
            _warn_of_overlap(shift)
            return _say_changed(shift, is_told=moments != before)
    status = 422 if form.errors else 200
    page = render_template(
        "shifts/manage/time.html", form=form, shift=shift, now=now, reached=people.count_reached([shift])
    )
    return page, status


def _say_changed(shift: Shift, *, is_told: bool) -> ResponseReturnValue:
    """Say who has been told of a new time, and lead to those who have to be called."""
    reached = people.count_reached([shift])
    flash(reached.words if is_told else _("Saved."))
    page = "call_those_on" if is_told and reached.by_nobody else "show"
    return redirect(url_for(f"bookings_manage.{page}", shift_id=shift.id), code=303)


def _stored(shift: Shift) -> dict[str, Any]:
    starts, ends = clock.local(shift.starts_at), clock.local(shift.ends_at)
    return {
        "version": shift.sequence,
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "last_day": None if ends.date() == starts.date() else ends.date(),
    }


@bp.route("/tid/<int:shift_id>/kopiera", methods=["GET", "POST"])
@organizers(Permission.EDIT_SHIFTS)
def copy(shift_id: int) -> ResponseReturnValue:
    """Plan the same shift on another day, the next free week if nothing else is chosen."""
    shift = queries.get_shift_for(current_user.account, shift_id)
    form = CopyForm(data={"day": planning.next_free_week(shift)})
    if form.validate_on_submit():
        try:
            with transaction():
                made = planning.copy_shift(shift, day=answer(form.day), actor=current_user.account)
        except DomainError as refusal:
            form.day.errors = [str(refusal)]
        else:
            flash(_("The shift is planned."))
            _warn_of_overlap(made)
            return redirect(url_for("events_manage.show", event_id=made.event_id), code=303)
    status = 422 if form.errors else 200
    return render_template("shifts/manage/copy.html", form=form, shift=shift), status


@bp.route("/tid/<int:shift_id>/stall-in", methods=["GET", "POST"])
@organizers(Permission.EDIT_SHIFTS)
def call_off(shift_id: int) -> ResponseReturnValue:
    """Say who is concerned, then call a shift off."""
    shift = queries.get_shift_for(current_user.account, shift_id)
    if request.method != "POST":
        return render_template(
            "shifts/manage/call_off.html",
            event=shift.event,
            shift=shift,
            concerned=[(shift, people.list_reached([shift])[shift.id])],
            number=1,
            total=people.count_reached([shift]),
        )
    try:
        with transaction():
            planning.call_off_shift(shift, actor=current_user.account)
    except EventRefused as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("The shift is called off. Whoever has an e-mail gets a mail."))
    return redirect(url_for("bookings_manage.show", shift_id=shift_id), code=303)


@bp.route("/tid/<int:shift_id>/ny-roll", methods=["GET", "POST"])
@organizers(Permission.EDIT_SHIFTS)
def add_role(shift_id: int) -> ResponseReturnValue:
    """Add a role to a shift."""
    shift = queries.get_shift_for(current_user.account, shift_id)
    form = NumbersForm()
    if form.validate_on_submit():
        try:
            with transaction():
                planning.add_slot(shift, form.room, actor=current_user.account)
        except EventRefused as refusal:
            _show_refusal(form, refusal)
        else:
            flash(_("Saved."))
            return redirect(url_for("bookings_manage.show", shift_id=shift_id), code=303)
    status = 422 if form.errors else 200
    return render_template("shifts/manage/room.html", form=form, shift=shift, slot=None, now=[]), status


@bp.route("/roll/<int:slot_id>", methods=["GET", "POST"])
@organizers(Permission.EDIT_SHIFTS)
def change_role(slot_id: int) -> ResponseReturnValue:
    """Change how many hands a role wants and has room for."""
    slot = queries.get_slot_for(current_user.account, slot_id)
    room, now = planning.room_of(slot), []
    form = RoomForm(data=vars(room) | {"was": RoomForm.packed(room)})
    if form.validate_on_submit():
        try:
            with transaction():
                planning.change_room(slot, form.room, was=form.looked_at, actor=current_user.account)
        except edits.ChangedMeanwhile as refusal:
            form.form_errors = [str(refusal)]
            now = edits.standing(form, vars(planning.room_of(slot)))
            form.was.data = RoomForm.packed(planning.room_of(slot))
        except EventRefused as refusal:
            _show_refusal(form, refusal)
        else:
            flash(_("Saved."))
            return redirect(url_for("bookings_manage.show", shift_id=slot.shift_id), code=303)
    status = 422 if form.errors else 200
    page = render_template(
        "shifts/manage/room.html",
        form=form,
        shift=slot.shift,
        slot=slot,
        now=now,
        may_close=roles.may_close(slot),
    )
    return page, status


@bp.post("/roll/<int:slot_id>/stang")
@organizers(Permission.EDIT_SHIFTS)
def close_role(slot_id: int) -> ResponseReturnValue:
    """Close a role that was made by mistake."""
    slot = queries.get_slot_for(current_user.account, slot_id)
    try:
        with transaction():
            roles.close(slot, actor=current_user.account)
    except EventRefused as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("The role is closed."))
    return redirect(url_for("bookings_manage.show", shift_id=slot.shift_id), code=303)
