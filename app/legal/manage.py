"""Administrators' pages of the legal texts."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import edits, i18n
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.legal import queries, texts
from app.legal.drafts import ABOUT, KINDS, Kind
from app.legal.forms import LegalForm
from app.legal.queries import Text

bp = Blueprint("legal_manage", __name__, url_prefix="/organisera/installningar/texter")

FILES = {
    Kind.INFORMATION: "personuppgifter",
    Kind.REGISTER: "registerforteckning",
    Kind.ASSESSMENT: "konsekvensbedomning",
}


@bp.get("/")
@organizers(Permission.CHANGE_SETTINGS)
def index() -> ResponseReturnValue:
    """List the texts, and the words of consent as they were shown."""
    found = queries.list_texts(current_app.config["SETTINGS"])
    return render_template(
        "legal/manage/index.html", texts=found, kinds=KINDS, about=ABOUT, consents=queries.list_consents()
    )


def _get(kind: str, locale: str) -> Text:
    if kind not in set(Kind) or locale not in i18n.LANGUAGES:
        abort(404)
    return queries.get_text(Kind(kind), locale, current_app.config["SETTINGS"])


@bp.get("/<kind>/<locale>")
@organizers(Permission.CHANGE_SETTINGS)
def show(kind: str, locale: str) -> ResponseReturnValue:
    """Show a text to read and print, and what has changed in the draft."""
    text = _get(kind, locale)
    changed = texts.changes(text.own, text.draft)
    return render_template("legal/manage/show.html", text=text, kinds=KINDS, changed=changed)


@bp.route("/<kind>/<locale>/redigera", methods=["GET", "POST"])
@organizers(Permission.CHANGE_SETTINGS)
def edit(kind: str, locale: str) -> ResponseReturnValue:
    """Make a text the association's own; what was saved meanwhile is shown beside."""
    text = _get(kind, locale)
    form, now = LegalForm(data=_stored(text)), []
    if form.validate_on_submit():
        try:
            with transaction():
                texts.edit(
                    text.kind,
                    locale,
                    body=answer(form.body),
                    draft=text.draft,
                    version=answer(form.version),
                    actor=current_user.account,
                )
        except edits.ChangedMeanwhile as refusal:
            text = _get(kind, locale)
            form.form_errors = [str(refusal)]
            now = edits.standing(form, _stored(text))
            form.version.data = texts.version_of(text.own)
        else:
            flash(_("The text is saved."))
            return redirect(url_for(".show", kind=kind, locale=locale), code=303)
    page = render_template("legal/manage/edit.html", form=form, text=text, kinds=KINDS, now=now)
    return page, 422 if form.errors else 200


def _stored(text: Text) -> dict[str, object]:
    return {"version": texts.version_of(text.own), "body": text.body}


@bp.post("/<kind>/<locale>/tillbaka")
@organizers(Permission.CHANGE_SETTINGS)
def put_back(kind: str, locale: str) -> ResponseReturnValue:
    """Let the program's draft hold again."""
    text = _get(kind, locale)
    with transaction():
        texts.put_back(text.kind, locale, actor=current_user.account)
    flash(_("The draft holds again, and follows what you change."))
    return redirect(url_for(".show", kind=kind, locale=locale), code=303)


@bp.get("/<kind>/<locale>/fil.<ending>")
@organizers(Permission.CHANGE_SETTINGS)
def download(kind: str, locale: str, ending: str) -> ResponseReturnValue:
    """Give a text as a file."""
    text = _get(kind, locale)
    if ending not in {"md", "txt"}:
        abort(404)
    mimetype = "text/markdown" if ending == "md" else "text/plain"
    file = Response(text.body, mimetype=mimetype)
    name = f"{FILES[text.kind]}-{locale}.{ending}"
    file.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return file
