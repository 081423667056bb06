"""Organizers' pages of who is on a shift: write in, bring along, move, take off, print."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer, offered
from app.core.i18n import gettext as _
from app.core.templates import time_span
from app.record import service as record
from app.shifts import history, people, queries, rota, service, writing_in
from app.shifts.agenda import Need
from app.shifts.desk_forms import CompanionForm, MoveForm, PersonForm
from app.shifts.hands import of_shift
from app.shifts.models import Booking, Event, Shift, Slot
from app.shifts.people import ToCall
from app.shifts.telling import chat_text
from app.shifts.writing_in import NoRoomLeft
from app.volunteers.forms import contact_of
from app.volunteers.words import BOOKING_STEPS

bp = Blueprint("bookings_manage", __name__, url_prefix="/organisera/pass")

BLANK_LINES = 6
"""On the printed list, for those who come without having booked."""


@bp.get("/tid/<int:shift_id>")
@organizers(Permission.SEE_PEOPLE)
def show(shift_id: int) -> ResponseReturnValue:
    """Show who is counted on at a shift, and how they are reached."""
    shift = queries.get_shift_for(current_user.account, shift_id)
    return _show(shift, _person_form(shift, is_sent=False))


def _show(shift: Shift, form: PersonForm) -> str:
    return render_template(
        "shifts/manage/shift.html",
        shift=shift,
        form=form,
        people=people.list_people(shift, current_user.account),
        hands=of_shift(shift),
        need_of=Need.of,
        steps=BOOKING_STEPS,
        chat=chat_text(shift) if Need.of(shift, shift.slots).is_open else "",
        is_over=shift.ends_at <= clock.now(),
        history=history.list_steps(shift),
        history_shown=history.LATEST,
        beside=rota.find_beside(shift),
    )


def _person_form(shift: Shift, *, is_sent: bool) -> PersonForm:
    form = PersonForm() if is_sent else PersonForm(formdata=None)
    form.slot.choices = offered({slot.id: slot.role or _("No role") for slot in shift.slots})
    return form


@bp.get("/tid/<int:shift_id>/ring")
@organizers(Permission.SEE_PEOPLE)
def call_those_on(shift_id: int) -> ResponseReturnValue:
    """List who on a shift no mail reaches, with what they have to be told."""
    shift = queries.get_shift_for(current_user.account, shift_id)
    return _show_calls(shift.event, people.list_to_call(shift), shift)


@bp.get("/<int:event_id>/ring")
@organizers(Permission.SEE_PEOPLE)
def call_those_of(event_id: int) -> ResponseReturnValue:
    """List who on the coming shifts of an event no mail reaches, with what they have to be told."""
    event = queries.get_event_for(current_user.account, event_id)
    return _show_calls(event, people.list_to_call_at(event), None)


def _show_calls(event: Event, to_call: ToCall, shift: Shift | None) -> str:
    return render_template(
        "shifts/manage/call.html",
        event=event,
        shift=shift,
        to_call=to_call,
        leader=service.leader(event),
        most=people.MOST_TO_CALL,
    )


@bp.post("/tid/<int:shift_id>/skriv-in")
@organizers(Permission.EDIT_SHIFTS)
def add(shift_id: int) -> ResponseReturnValue:
    """Write somebody in."""
    shift = queries.get_shift_for(current_user.account, shift_id)
    form = _person_form(shift, is_sent=True)
    if form.validate():
        try:
            with transaction():
                slot = queries.get_slot_for(current_user.account, answer(form.slot))
                writing_in.write_in(
                    slot, contact_of(form), makes_room=form.make_room.data, actor=current_user.account
                )
        except NoRoomLeft as refusal:
            form.make_room.errors = [str(refusal)]
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        else:
            flash(_("Written in, and mailed.") if form.email.data else _("Written in."))
            return redirect(url_for(".show", shift_id=shift_id) + "#folk", code=303)
    return _show(shift, form), 422


@bp.post("/bokning/<int:booking_id>/plus-en")
@organizers(Permission.EDIT_SHIFTS)
def bring_along(booking_id: int) -> ResponseReturnValue:
    """Write in somebody who comes along; when it is full, ask whether to make room."""
    booking = queries.get_booking_for(current_user.account, booking_id)
    shift_id, form = booking.slot.shift_id, CompanionForm()
    if not form.validate():
        return redirect(url_for(".show", shift_id=shift_id), code=303)
    try:
        with transaction():
            writing_in.bring_along(
                booking,
                number=answer(form.number),
                makes_room=form.make_room.data,
                actor=current_user.account,
            )
    except NoRoomLeft as refusal:
        form.make_room.errors = [str(refusal)]
        person = people.get_person(booking)
        return render_template("shifts/manage/companion.html", form=form, person=person), 422
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("Written in."))
    return redirect(url_for(".show", shift_id=shift_id) + "#folk", code=303)


@bp.route("/bokning/<int:booking_id>/flytta", methods=["GET", "POST"])
@organizers(Permission.EDIT_SHIFTS)
def move(booking_id: int) -> ResponseReturnValue:
    """Move somebody to another role or shift."""
    booking = queries.get_booking_for(current_user.account, booking_id)
    slots = rota.list_slots_to_move_to(current_user.account, booking.slot)
    form = MoveForm()  # nothing is chosen beforehand: the nearest place may be of another activity
    form.slot.choices = offered({slot.id: _place(slot) for slot in slots})
    if form.validate_on_submit():
        try:
            with transaction():
                to = queries.get_slot_for(current_user.account, answer(form.slot))
                writing_in.move(booking, to, makes_room=form.make_room.data, actor=current_user.account)
        except NoRoomLeft as refusal:
            form.make_room.errors = [str(refusal)]
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        else:
            flash(_moved_words(booking))
            return redirect(url_for(".show", shift_id=to.shift_id) + "#folk", code=303)
    status = 422 if form.errors else 200
    page = render_template(
        "shifts/manage/move.html",
        form=form,
        person=people.get_person(booking),
        places=_by_event(slots, form),
    )
    return page, status


def _moved_words(booking: Booking) -> Any:
    return _("Moved, and mailed.") if booking.volunteer.has_email else _("Moved. Nobody has told them: call.")


def _by_event(slots: list[Slot], form: MoveForm) -> list[tuple[Event, list[Any]]]:
    """Give the buttons of where to move somebody, event by event, her own first."""
    pairs = groupby(zip(slots, form.slot, strict=True), key=lambda pair: pair[0].shift.event)
    return [(event, [button for _slot, button in of_event]) for event, of_event in pairs]


def _place(slot: Slot) -> str:
    when = time_span(slot.shift.starts_at, slot.shift.ends_at)
    need = Need.of(slot.shift, [slot]).few_words
    return f"{', '.join(filter(None, (when, slot.role)))} ({need})"


@bp.route("/bokning/<int:booking_id>/ta-bort", methods=["GET", "POST"])
@organizers(Permission.EDIT_SHIFTS)
def remove(booking_id: int) -> ResponseReturnValue:
    """Ask, then take somebody off a shift."""
    booking = queries.get_booking_for(current_user.account, booking_id)
    shift_id = booking.slot.shift_id
    if request.method != "POST":
        return render_template("shifts/manage/remove.html", person=people.get_person(booking))
    try:
        with transaction():
            writing_in.take_off(booking, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("Taken off, and mailed.") if booking.volunteer.has_email else _("Taken off."))
    return redirect(url_for(".show", shift_id=shift_id) + "#folk", code=303)


@bp.route("/tid/<int:shift_id>/lista", methods=["GET", "POST"])
@organizers(Permission.SEE_PEOPLE)
def print_list(shift_id: int) -> ResponseReturnValue:
    """Write the act down, then show the list to print: names, phones if wanted, roles, boxes to tick."""
    shift = queries.get_shift_for(current_user.account, shift_id)
    if request.method != "POST":  # an old address: it shows no name, since nothing would be written down
        return redirect(url_for(".show", shift_id=shift_id), code=303)
    shows_phones = request.form.get("phones") == "yes"
    with transaction(public=False):
        listed = sorted(people.list_reached([shift])[shift.id], key=lambda one: one.booking.slot_id)
        facts = {"shift": shift_id, "phones": shows_phones, "count": len(listed)}
        record.write_down("list.printed", actor=current_user.account, facts=facts)
    return render_template(
        "shifts/manage/list.html",
        shift=shift,
        people=listed,
        shows_phones=shows_phones,
        has_roles=any(slot.role for slot in shift.slots) or any(one.booking.slot.role for one in listed),
        blank_lines=BLANK_LINES,
    )
