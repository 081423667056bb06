"""Organizers' pages of what a petition's form asks for."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import i18n
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer, offered
from app.core.i18n import gettext as _
from app.petitions import asking, consent, contents, life_queries, queries
from app.petitions.at_field import say
from app.petitions.contents import NewQuestion
from app.petitions.contents_forms import KINDS, PHONES, ContentsForm
from app.petitions.models import UNOPENED, AskFor, Petition, PetitionState, QuestionKind
from app.site import queries as site

bp = Blueprint(
    "contents_manage", __name__, url_prefix="/organisera/namninsamlingar/<int:petition_id>/formular"
)


@bp.get("")
@organizers(Permission.EDIT_PETITIONS)
def show(petition_id: int) -> ResponseReturnValue:
    """Show what the form asks for, and the ways to change it."""
    return _show(queries.get_for(current_user.account, petition_id))


@bp.post("/innehall")
@organizers(Permission.EDIT_PETITIONS)
def save(petition_id: int) -> ResponseReturnValue:
    """Offer a list of areas, ask for a phone number and a comment, or not, and ask one question more."""
    petition, form = queries.get_for(current_user.account, petition_id), ContentsForm()
    if form.validate():
        try:
            with transaction():
                contents.change_contents(
                    petition,
                    form.names,
                    was=form.was.data or "",
                    phone=AskFor(form.ask_phone.data),
                    comment=form.ask_comment.data,
                    association=site.get_association().name,
                    actor=current_user.account,
                    new=_question(form),
                )
        except DomainError as refusal:
            say(form, refusal)
            if isinstance(refusal, contents.ListChanged):
                form.was.data = contents.mark_of(petition)  # she has been told: the next press saves
        else:
            flash(_("The form is changed."))
            return redirect(url_for(".show", petition_id=petition.id), code=303)
    return _show(petition, form), 422


def _question(form: ContentsForm) -> NewQuestion | None:
    if not form.label.data:
        return None
    return NewQuestion(
        label=form.label.data, kind=QuestionKind(answer(form.kind)), is_required=form.is_required.data
    )


@bp.post("/fragor/<int:question_id>/igen")
@organizers(Permission.EDIT_PETITIONS)
def ask_again(petition_id: int, question_id: int) -> ResponseReturnValue:
    """Ask a question again that was no longer asked."""
    petition = queries.get_for(current_user.account, petition_id)
    question = asking.get_question(petition, question_id)
    try:
        with transaction():
            contents.ask_again(petition, question.id, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("The question is asked again."))
    return redirect(url_for(".show", petition_id=petition.id), code=303)


@bp.post("/fragor/<int:question_id>/sluta")
@organizers(Permission.EDIT_PETITIONS)
def end_question(petition_id: int, question_id: int) -> ResponseReturnValue:
    """Ask a question no more."""
    petition = queries.get_for(current_user.account, petition_id)
    question = asking.get_question(petition, question_id)
    try:
        with transaction():
            contents.end_question(petition, question.id, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("The question is no longer asked."))
    return redirect(url_for(".show", petition_id=petition.id), code=303)


def _show(petition: Petition, sent: ContentsForm | None = None) -> str:
    areas = asking.list_areas(petition)
    offered_areas = "\n".join(area.name for area in areas if area.is_offered)
    stored = {"areas": offered_areas, "was": contents.mark_of(petition)}
    form = sent or ContentsForm(formdata=None, obj=petition, **stored)
    if petition.state not in UNOPENED and petition.ask_phone != AskFor.REQUIRED:
        still = {key: label for key, label in PHONES.items() if key != AskFor.REQUIRED}
        form.ask_phone.choices = offered(still)
    return render_template(
        "petitions/manage/contents.html",
        petition=petition,
        form=form,
        areas=areas,
        questions=asking.list_questions(petition),
        kinds=KINDS,
        may_change=petition.state in (*UNOPENED, PetitionState.OPEN),
        may_require=petition.state in UNOPENED,
        missing=life_queries.list_undecided(petition),
        texts=_texts(petition),
    )


def _texts(petition: Petition) -> list[object]:
    """Give what signers are told, in each language: as it will be, or as it stands."""
    if petition.state not in UNOPENED:
        return [queries.get_consent(petition, locale) for locale in i18n.LANGUAGES]
    if life_queries.list_undecided(petition):
        return []
    association = site.get_association().name
    return [consent.compose(petition, association, locale) for locale in i18n.LANGUAGES]
