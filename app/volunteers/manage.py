"""Organizers' page of somebody who helps: what is kept, put right, taken along, forgotten."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import edits, phones
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.record import service as record
from app.volunteers import correcting, forgetting, overview, register, service
from app.volunteers.correcting import AddressTaken, Details
from app.volunteers.desk_forms import DetailsForm
from app.volunteers.models import Volunteer
from app.volunteers.words import BOOKING_STEPS, CLAIM_STEPS

bp = Blueprint("volunteers_manage", __name__, url_prefix="/organisera/hjalpare")

EARLIER = 100
"""So many lines of what was; the file has them all."""


@bp.get("/<int:volunteer_id>")
@organizers(Permission.SEE_PEOPLE)
def show(volunteer_id: int) -> ResponseReturnValue:
    """Show what is kept about somebody, and what she has booked and taken."""
    person = register.get_for(current_user.account, volunteer_id)
    return render_template(
        "volunteers/manage/show.html",
        person=person,
        known=service.person(person),
        bringer=register.find_bringer(person),
        seen=overview.look_over(person, seen_by=current_user.account),
        agreements=register.list_agreements(person),
        booking_steps=BOOKING_STEPS,
        claim_steps=CLAIM_STEPS,
        earlier_shown=EARLIER,
    )


@bp.route("/<int:volunteer_id>/ratta", methods=["GET", "POST"])
@organizers(Permission.CORRECT_PEOPLE)
def correct(volunteer_id: int) -> ResponseReturnValue:
    """Put right who somebody is and how she is reached; what was saved meanwhile is shown beside."""
    person = register.get_for(current_user.account, volunteer_id)
    if person.forgotten_at is not None:
        return redirect(url_for(".show", volunteer_id=volunteer_id), code=303)
    form, now = DetailsForm(data=_stored(person)), []
    if form.validate_on_submit():
        try:
            with transaction():
                correcting.correct(
                    person, _details(form), version=answer(form.version), actor=current_user.account
                )
        except edits.ChangedMeanwhile as refusal:
            form.form_errors = [str(refusal)]
            now = edits.standing(form, _stored(person))
            form.version.data = correcting.version_of(person)
        except AddressTaken as refusal:
            form.email.errors = [str(refusal)]
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        else:
            flash(_("Saved."))
            return redirect(url_for(".show", volunteer_id=volunteer_id), code=303)
    status = 422 if form.errors else 200
    known = service.person(person)
    page = render_template("volunteers/manage/correct.html", form=form, person=person, known=known, now=now)
    return page, status


def _stored(person: Volunteer) -> dict[str, Any]:
    known = service.person(person)
    return {
        "version": correcting.version_of(person),
        "name": known["name"],
        "phone": phones.shown(known["phone"]) if known["phone"] else "",
        "email": known["email"],
        "languages": known["languages"],
        "may_be_asked": person.may_be_asked,
    }


def _details(form: DetailsForm) -> Details:
    return Details(
        name=answer(form.name),
        email=form.email.data or "",
        phone=phones.e164(form.phone.data or "") or "",
        may_be_asked=bool(form.may_be_asked.data),
        languages=form.languages.data or "",
    )


@bp.post("/<int:volunteer_id>/medlem")
@organizers(Permission.CORRECT_PEOPLE)
def set_member(volunteer_id: int) -> ResponseReturnValue:
    """Say whether somebody is a member, who finds the shifts for members."""
    person = register.get_for(current_user.account, volunteer_id)
    if person.forgotten_at is None:
        with transaction():
            is_member = request.form.get("is") == "yes"
            service.set_member(person, is_member=is_member, actor=current_user.account)
        flash(_("Saved."))
    return redirect(url_for(".show", volunteer_id=volunteer_id), code=303)


@bp.post("/<int:volunteer_id>/hamta")
@organizers(Permission.CORRECT_PEOPLE)
def download(volunteer_id: int) -> ResponseReturnValue:
    """Write the act down, then give everything that is kept about somebody, as a file for her."""
    person = register.get_for(current_user.account, volunteer_id)
    with transaction(public=False):
        record.write_down("volunteer.downloaded", actor=current_user.account, facts={"volunteer": person.id})
    everything = overview.everything_kept(person)
    text = json.dumps(everything, ensure_ascii=False, indent=2) + "\n"
    answered = Response(text, mimetype="application/json")
    answered.headers["Content-Disposition"] = f'attachment; filename="hjalpare-{volunteer_id}.json"'
    return answered


@bp.route("/<int:volunteer_id>/radera", methods=["GET", "POST"])
@organizers(Permission.CORRECT_PEOPLE)
def forget(volunteer_id: int) -> ResponseReturnValue:
    """Say what will be gone, then forget somebody who asks for it."""
    person = register.get_for(current_user.account, volunteer_id)
    if person.forgotten_at is None:
        if request.method != "POST":
            known, seen = service.person(person), overview.look_over(person)
            return render_template("volunteers/manage/forget.html", person=person, known=known, seen=seen)
        with transaction():
            forgetting.erase(person, actor=current_user.account)
        flash(_("Removed, for good."))
    return redirect(url_for(".show", volunteer_id=volunteer_id), code=303)
