"""Organizers' pages of the hand-over and of the recipient's answer."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import clock
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import DeskForm, answer, offered
from app.core.i18n import gettext as _
from app.core.templates import day
from app.petitions import handing_over, life_queries, queries, refusals
from app.petitions.life_forms import AS_TOLD, SOONER, AnswerForm, HandOverForm
from app.petitions.models import Petition, PetitionState
from app.record import queries as record
from app.signatures import waiting
from app.site import queries as site

bp = Blueprint("handing_over_manage", __name__, url_prefix="/organisera/namninsamlingar")

ON_THE_DAY = (refusals.HandedOverTooLate, refusals.HandedOverTooEarly, refusals.AnsweredTooEarly)


@bp.route("/<int:petition_id>/overlamning", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def hand_over(petition_id: int) -> ResponseReturnValue:
    """Write down the hand-over, or put it right: the registrar's number often comes later."""
    petition = queries.get_for(current_user.account, petition_id)
    is_done = petition.state in handing_over.CORRECTABLE
    form = _hand_over_form(petition)
    if is_done:
        del form.purge
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                _hand_over(petition, form, is_done=is_done)
        except DomainError as refusal:
            _say(form, "handed_over_on", refusal)
        else:
            flash(_("Saved. The public page shows it."))
            return redirect(url_for("petitions_manage.show", petition_id=petition_id), code=303)
    page = render_template(
        "petitions/manage/hand_over.html",
        form=form,
        petition=petition,
        is_done=is_done,
        pending=life_queries.count_confirmable(petition),
        held=0 if petition.purged_at else waiting.count_waiting(petition).held,
    )
    return page, 422 if form.errors else 200


def _hand_over_form(petition: Petition) -> HandOverForm:
    on = petition.handed_over_on or clock.today()
    note = record.latest_words(petition.id, life_queries.HANDED_OVER) if petition.handed_over_on else ""
    stored = {"handed_over_on": on, "diary_number": petition.diary_number, "note": note}
    sooner = handing_over.earlier_purge(petition, on)
    form = HandOverForm(data=stored | {"purge": SOONER if sooner else AS_TOLD})
    choices = {AS_TOLD: _("%(day)s, as it stands", day=day(petition.purge_on or on))}
    if sooner:
        words = _("%(day)s, three months after a hand-over on %(on)s", day=day(sooner), on=day(on))
        choices = {SOONER: words} | choices
    form.purge.choices = offered(choices)
    return form


def _hand_over(petition: Petition, form: HandOverForm, *, is_done: bool) -> None:
    on, note, me = answer(form.handed_over_on), form.note.data or "", current_user.account
    number = form.diary_number.data or ""
    if is_done:
        handing_over.correct_hand_over(petition, on=on, diary_number=number, note=note, actor=me)
        return
    handing_over.hand_over(
        petition,
        on=on,
        diary_number=number,
        note=note,
        purges_earlier=answer(form.purge) == SOONER,
        association=site.get_association().name,
        actor=me,
    )


def _say(form: DeskForm, at: str, refusal: DomainError) -> None:
    if isinstance(refusal, ON_THE_DAY):
        form[at].errors = [str(refusal)]
    else:
        form.form_errors = [str(refusal)]


@bp.route("/<int:petition_id>/svar", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def answer_(petition_id: int) -> ResponseReturnValue:
    """Publish what the recipient answered, or put it right."""
    petition = queries.get_for(current_user.account, petition_id)
    is_done = petition.state == PetitionState.ANSWERED
    stored = {"answered_on": petition.answered_on or clock.today(), "answer": petition.answer}
    form = AnswerForm(data=stored)
    if form.is_submitted() and form.validate():
        act = handing_over.correct_answer if is_done else handing_over.answer_petition
        try:
            with transaction():
                act(
                    petition,
                    on=answer(form.answered_on),
                    text=answer(form.answer),
                    actor=current_user.account,
                )
        except DomainError as refusal:
            _say(form, "answered_on", refusal)
        else:
            flash(_("The answer is published."))
            return redirect(url_for("petitions_manage.show", petition_id=petition_id), code=303)
    page = render_template(
        "petitions/manage/answer.html",
        form=form,
        petition=petition,
        is_done=is_done,
        contacts=life_queries.count_contacts(petition) if handing_over.may_contact(petition) else 0,
    )
    return page, 422 if form.errors else 200
