"""Organizers' pages of events: what is done where, and its shifts."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.core import edits, phones
from app.core import listing as listing_of
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer, offered
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.core.slugs import row_number
from app.shifts import people, planning, queries, removing, rota, service
from app.shifts.agenda import Need
from app.shifts.desk_forms import EventForm
from app.shifts.models import Event
from app.shifts.service import EventText
from app.shifts.words import KINDS, VISIBILITIES

bp = Blueprint("events_manage", __name__, url_prefix="/organisera/pass")


@bp.get("/")
@organizers(Permission.SEE_PEOPLE)
def index() -> ResponseReturnValue:
    """List the events: those to come, or those that have been."""
    is_past = request.args.get("visa") == "tidigare"
    listed = rota.list_past_events if is_past else rota.list_coming_events
    account, listing = current_user.account, listing_of.asked()
    leaf = listed(account, page=_page_number(), parts=listing.parts, campaign=listing.campaign)
    return render_template(
        "shifts/manage/index.html",
        leaf=leaf,
        is_past=is_past,
        listing=listing,
        campaigns=campaigns.list_for(account),
    )


def _page_number() -> int:
    return request.args.get("sida", 1, type=int)


@bp.get("/<int:event_id>")
@organizers(Permission.SEE_PEOPLE)
def show(event_id: int) -> ResponseReturnValue:
    """Show an event and its shifts."""
    event = queries.get_event_for(current_user.account, event_id)
    return render_template(
        "shifts/manage/show.html",
        event=event,
        planned=rota.list_shifts(event, page=_page_number()),
        leader=service.leader(event),
        need_of=Need.of,
        kinds=KINDS,
        visibilities=VISIBILITIES,
    )


@bp.route("/nytt", methods=["GET", "POST"])
@organizers(Permission.PLAN_EVENTS)
def new() -> ResponseReturnValue:
    """Write an event, on an empty page or as a copy of another one."""
    like = copied_from()
    stored = _stored(like) if like else {"campaign": request.args.get("kampanj", 0, type=int)}
    form = _form(stored, None)
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        page = render_template("shifts/manage/edit.html", form=form, event=None, like=like, now=[])
        return page, status
    with transaction(public=False):
        event = service.create_event(_text(form), campaign=_campaign(form, None), actor=current_user.account)
    flash(_("Saved. Now say when: add the first shift."))
    times_like = like.id if like else None
    return redirect(url_for("shifts_manage.new", event_id=event.id, lik=times_like), code=303)


def copied_from() -> Event | None:
    """Give the event that the address names to be copied; None when it names none. Raises NoResultFound."""
    number = row_number(request.args.get("lik", ""))
    return queries.get_event_for(current_user.account, number) if number else None


@bp.route("/<int:event_id>/redigera", methods=["GET", "POST"])
@organizers(Permission.EDIT_SHIFTS)
def edit(event_id: int) -> ResponseReturnValue:
    """Change an event's text; what somebody else saved meanwhile is shown beside."""
    event = queries.get_event_for(current_user.account, event_id)
    form, now = _form(_stored(event), event), []
    if form.validate_on_submit():
        before = _told_of(event)
        try:
            with transaction():
                service.edit_event(
                    event,
                    _text(form),
                    campaign=_campaign(form, event),
                    version=answer(form.version),
                    actor=current_user.account,
                )
        except edits.ChangedMeanwhile as refusal:
            form.form_errors = [str(refusal)]
            now = edits.standing(form, _stored(event))
            form.version.data = event.version
        else:
            return _say_changed(event, is_told=before != _told_of(event))
    status = 422 if form.errors else 200
    return render_template("shifts/manage/edit.html", form=form, event=event, like=None, now=now), status


def _say_changed(event: Event, *, is_told: bool) -> ResponseReturnValue:
    """Say who has been told of what is new, and lead to those who have to be called."""
    reached = people.count_reached_at(event)
    flash(reached.words if is_told else _("Saved."))
    if is_told and reached.by_nobody:
        return redirect(url_for("bookings_manage.call_those_of", event_id=event.id), code=303)
    return redirect(url_for(".show", event_id=event.id), code=303)


def _form(stored: dict[str, Any], event: Event | None) -> EventForm:
    form = EventForm(data=stored)
    kept = event.campaign if event else None
    listed = campaigns.list_choices(current_user.account, kept, is_new=event is None)
    form.campaign.choices = offered(listed)
    return form


def _stored(event: Event) -> dict[str, Any]:
    head = service.leader(event)
    names = ("title", "kind", "visibility", "place", "map_query", "body", "meeting_point", "bring", "version")
    return {name: getattr(event, name) for name in names} | {
        "campaign": event.campaign_id or 0,
        "leader_name": head["name"],
        "leader_phone": phones.shown(head["phone"]) if head["phone"] else "",
    }


def _text(form: EventForm) -> EventText:
    names = set(EventText.__dataclass_fields__) - {"leader_phone"}
    phone = phones.e164(form.leader_phone.data) if form.leader_phone.data else ""
    values: dict[str, Any] = {name: form[name].data or "" for name in names}
    return EventText(**values, leader_phone=phone or "")


def _campaign(form: EventForm, event: Event | None) -> Campaign | None:
    kept = event.campaign if event else None
    return campaigns.get_choice(current_user.account, answer(form.campaign), kept)


def _told_of(event: Event) -> tuple[Any, ...]:
    """Give what the booked are told of when it changes."""
    return event.place, event.meeting_point, service.leader(event)


@bp.route("/<int:event_id>/stall-in", methods=["GET", "POST"])
@organizers(Permission.EDIT_SHIFTS)
def call_off(event_id: int) -> ResponseReturnValue:
    """Say who is concerned, then call off every coming shift of an event."""
    event = queries.get_event_for(current_user.account, event_id)
    if request.method != "POST":
        shifts = rota.list_to_call_off(event)
        reached = people.list_reached(shifts)
        return render_template(
            "shifts/manage/call_off.html",
            event=event,
            shift=None,
            concerned=[(shift, reached[shift.id]) for shift in shifts],
            number=rota.count_to_call_off(event),
            total=people.count_reached_at(event),
        )
    to_call = people.count_reached_at(event).by_nobody
    try:
        with transaction():
            number = planning.call_off_event(event, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".show", event_id=event_id), code=303)
    words = ngettext(
        "Called off: %(num)s shift. Whoever has an e-mail gets a mail.",
        "Called off: %(num)s shifts. Whoever has an e-mail gets a mail.",
        number,
    )
    flash(words)
    page = "bookings_manage.call_those_of" if to_call else ".show"
    return redirect(url_for(page, event_id=event_id), code=303)


@bp.route("/<int:event_id>/ta-bort", methods=["GET", "POST"])
@organizers(Permission.PLAN_EVENTS)
def remove(event_id: int) -> ResponseReturnValue:
    """Ask, then remove an event that has no shift."""
    event = queries.get_event_for(current_user.account, event_id)
    if request.method != "POST":
        return render_template("shifts/manage/remove_event.html", event=event)
    try:
        with transaction():
            removing.remove_event(event, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".show", event_id=event_id), code=303)
    flash(_("The activity is removed."))
    return redirect(url_for(".index"), code=303)
