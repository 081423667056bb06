"""Organizers' pages of the languages that a demand stands in."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.petitions import asking, queries, tongues, translating
from app.petitions.contents_forms import TranslationForm
from app.petitions.translating import TranslatedText

bp = Blueprint(
    "translations_manage", __name__, url_prefix="/organisera/namninsamlingar/<int:petition_id>/sprak"
)


@bp.get("")
@organizers(Permission.EDIT_PETITIONS)
def index(petition_id: int) -> ResponseReturnValue:
    """Show the languages that the demand stands in, and those that it could."""
    petition = queries.get_for(current_user.account, petition_id)
    written = tongues.of(asking.list_locales(petition.id))
    return render_template(
        "petitions/manage/languages.html",
        petition=petition,
        written=written,
        others=[tongue for tongue in tongues.ALL if tongue not in written],
    )


@bp.route("/<locale>", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def edit(petition_id: int, locale: str) -> ResponseReturnValue:
    """Write the demand in a language."""
    petition = queries.get_for(current_user.account, petition_id)
    if locale not in tongues.BY_LOCALE:
        abort(404)
    standing = asking.find_translation(petition.id, locale)
    form = TranslationForm(obj=standing, was=translating.mark_of(standing))
    if form.validate_on_submit():
        text = TranslatedText(answer(form.title), answer(form.demand), form.body.data or "")
        try:
            with transaction():
                translating.translate(
                    petition, locale, text, was=form.was.data or "", actor=current_user.account
                )
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        else:
            flash(_("The text is saved."))
            return redirect(url_for(".index", petition_id=petition.id), code=303)
    page = render_template(
        "petitions/manage/translate.html",
        petition=petition,
        tongue=tongues.BY_LOCALE[locale],
        standing=standing,
        form=form,
    )
    return page, 422 if form.errors else 200


@bp.post("/<locale>/ta-bort")
@organizers(Permission.EDIT_PETITIONS)
def remove(petition_id: int, locale: str) -> ResponseReturnValue:
    """Take a language away."""
    petition = queries.get_for(current_user.account, petition_id)
    if locale not in tongues.BY_LOCALE:
        abort(404)
    with transaction():
        translating.remove_translation(petition, locale, actor=current_user.account)
    flash(_("The language is taken away."))
    return redirect(url_for(".index", petition_id=petition.id), code=303)
