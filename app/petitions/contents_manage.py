"""Organizers' pages of what a petition's form asks for."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import i18n
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import DeskForm, answer, offered
from app.core.i18n import gettext as _
from app.petitions import asking, consent, contents, life_queries, queries
from app.petitions.contents import NewQuestion
from app.petitions.contents_forms import KINDS, PHONES, ContentsForm, QuestionForm
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
    """Offer a list of areas, ask for a phone number and a comment, or not."""
    petition, form = queries.get_for(current_user.account, petition_id), ContentsForm()
    association = site.get_association().name

    def act() -> None:
        contents.change_contents(
            petition,
            form.names,
            was=form.was.data or "",
            phone=AskFor(form.ask_phone.data),
            comment=form.ask_comment.data,
            association=association,
            actor=current_user.account,
        )

    return _done(petition, form, act, _("The form is changed."))


@bp.post("/fragor")
@organizers(Permission.EDIT_PETITIONS)
def add_question(petition_id: int) -> ResponseReturnValue:
    """Ask one question more."""
    petition, form = queries.get_for(current_user.account, petition_id), QuestionForm()

    def act() -> None:
        new = NewQuestion(
            label=answer(form.label), kind=QuestionKind(form.kind.data), is_required=form.is_required.data
        )
        contents.add_question(petition, new, actor=current_user.account)

    return _done(petition, form, act, _("The question stands in the form."))


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


def _done(petition: Petition, form: DeskForm, act: Callable[[], None], said: str) -> ResponseReturnValue:
    """Do what a form asks for, and say so; or show the page again with what is wrong."""
    if form.validate():
        try:
            with transaction():
                act()
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
            if isinstance(refusal, contents.ListChanged):
                form["was"].data = contents.mark_of(petition)  # she has been told: the next press saves
        else:
            flash(said)
            return redirect(url_for(".show", petition_id=petition.id), code=303)
    return _show(petition, form), 422


def _show(petition: Petition, sent: DeskForm | None = None) -> str:
    areas = asking.list_areas(petition)
    offered_areas = "\n".join(area.name for area in areas if area.is_offered)
    forms = {
        "contents": ContentsForm(
            formdata=None, obj=petition, areas=offered_areas, was=contents.mark_of(petition)
        ),
        "question": QuestionForm(formdata=None),
    }
    if petition.state not in UNOPENED and petition.ask_phone != AskFor.REQUIRED:
        still = {key: label for key, label in PHONES.items() if key != AskFor.REQUIRED}
        forms["contents"]["ask_phone"].choices = offered(still)
    for name, form in forms.items():
        if isinstance(sent, type(form)):
            forms[name] = sent
    return render_template(
        "petitions/manage/contents.html",
        petition=petition,
        forms=forms,
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
