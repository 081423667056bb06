"""Settings in the browser: who we are, how it looks, how long things are kept."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import mail_way, palette, periods, phones
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.edits import ChangedMeanwhile, opened, take_theirs
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.uploads import takes_file
from app.fraud.mail_domains import is_shared
from app.pictures import making
from app.pictures import service as pictures
from app.site import changing, queries, social_links
from app.site.models import Association
from app.site.settings_forms import AssociationForm, KeepingForm, LogoForm, LooksForm, VersionOnlyForm

bp = Blueprint("settings_manage", __name__, url_prefix="/organisera/installningar")

ONLY_SWEDISH = ["sv"]


@bp.get("/")
@organizers(Permission.CHANGE_SETTINGS)
def index() -> ResponseReturnValue:
    """Say what is set and what is missing."""
    association = queries.get_association()
    settings = current_app.config["SETTINGS"]
    return render_template(
        "site/manage/index.html",
        own=association,
        is_private=is_private(association.contact_email),
        shortened=[name for name in periods.PERIODS if name in association.keeping],
        mail_open=mail_way.is_open(settings),
        mail_by_server=mail_way.is_set_by_server(settings),
        has_english=association.languages != ONLY_SWEDISH,
        others=_others(),
    )


def _others() -> list[tuple[str, str, str]]:
    """List what is set elsewhere on the desk and may be opened: title, address, what it is about."""
    places = (
        ("people_manage.index", _("People"), _("Who is let in, and as what.")),
        ("legal_manage.index", _("Legal texts"), _("What you tell people, and the register of processing.")),
        (
            "envelope_manage.show",
            _("Key envelope"),
            _("The sheet for the safe, without which nothing can be read."),
        ),
    )
    known = current_app.view_functions
    return [(title, url_for(endpoint), text) for endpoint, title, text in places if endpoint in known]


def is_private(email: str) -> bool:
    """Say whether an address is a mailbox that anybody can have: most likely a person's own."""
    return bool(email) and is_shared(email.rpartition("@")[2].lower())


@bp.route("/foreningen", methods=["GET", "POST"])
@organizers(Permission.CHANGE_SETTINGS)
def association() -> ResponseReturnValue:
    """Change who the association is; what somebody else saved meanwhile is shown beside."""
    own = queries.get_association()
    stored, now = _stored(own), list[tuple[str, str]]()
    form = AssociationForm(data=stored | {"opened": opened(stored)})
    if form.validate_on_submit():
        try:
            with transaction():
                changing.change(_values(form), version=answer(form.version), actor=current_user.account)
        except ChangedMeanwhile as refusal:
            form.form_errors = [str(refusal)]
            own = queries.get_association()
            now = take_theirs(form, _stored(own))
            form.version.data = own.version
        else:
            return _saved(answer(form.contact_email))
    status = 422 if form.errors else 200
    return render_template("site/manage/association.html", form=form, now=now), status


def _saved(contact: str) -> ResponseReturnValue:
    flash(_("Saved."))
    if is_private(contact):
        flash(
            _(
                "%(address)s looks like somebody's own mailbox. A role address that can be passed on, "
                "like info@ and your domain, is safer for that person and for you.",
                address=contact,
            ),
            "warn",
        )
    return redirect(url_for(".index"), code=303)


def _stored(own: Association) -> dict[str, Any]:
    names = ("name", "about", "contact_email", "sender", "version")
    return {name: getattr(own, name) for name in names} | {
        "phone": phones.shown(own.phone) if own.phone else "",
        "links": social_links.written(own.links or []),
        "has_english": own.languages != ONLY_SWEDISH,
    }


def _values(form: AssociationForm) -> dict[str, Any]:
    return {
        "name": answer(form.name),
        "about": form.about.data or "",
        "contact_email": answer(form.contact_email),
        "phone": phones.e164(form.phone.data) or "" if form.phone.data else "",
        "sender": answer(form.sender),
        "links": social_links.read(form.links.data or ""),
        "languages": [] if form.has_english.data else ONLY_SWEDISH,
    }


@bp.route("/utseende", methods=["GET", "POST"])
@organizers(Permission.CHANGE_SETTINGS)
def looks() -> ResponseReturnValue:
    """Change the colour, or try one; show what follows from it in light and in dark."""
    own = queries.get_association()
    form = LooksForm(data={"accent": own.accent, "version": own.version})
    if form.validate_on_submit() and request.form.get("do") != "try":
        try:
            with transaction():
                accent = str(answer(form.accent)).lower()
                changing.change({"accent": accent}, version=answer(form.version), actor=current_user.account)
        except ChangedMeanwhile as refusal:
            form.form_errors = [str(refusal)]
            form.version.data = queries.get_association().version
        else:
            flash(_("Saved."))
            return redirect(url_for(".looks"), code=303)
    return _looks_page(form, LogoForm(formdata=None)), 422 if form.errors else 200


def _looks_page(form: LooksForm, logo_form: LogoForm) -> str:
    own = queries.get_association()
    shown = own.accent if form.accent.errors else str(form.accent.data)
    logo_form.version.data = own.version
    form.shown.data = form.picked.data = shown.lower()
    return render_template(
        "site/manage/looks.html",
        form=form,
        logo_form=logo_form,
        own=own,
        shown=shown,
        swatches=swatches(shown),
        is_saved=shown.lower() == own.accent,
    )


def swatches(accent: str) -> list[dict[str, Any]]:
    """Give the colours of both schemes, with the contrast of text on them (WCAG 2.2, 1.4.3)."""
    derived = palette.derive(accent)
    made = []
    for name, shades, paper in (
        (_("Light"), derived.light, palette.PAPER_LIGHT),
        (_("Dark"), derived.dark, palette.PAPER_DARK),
    ):
        made.append(
            {
                "name": name,
                "shades": shades,
                "paper": paper,
                "on_field": palette.contrast(shades.on_accent, shades.accent),
                "on_paper": palette.contrast(shades.accent_text, paper),
            }
        )
    return made


@bp.post("/utseende/logga")
@organizers(Permission.CHANGE_SETTINGS)
@takes_file(making.MOST_BYTES)
def logo() -> ResponseReturnValue:
    """Take a logo; what is kept is made anew from its pixels."""
    form = LogoForm()
    try:
        made = pictures.prepare_picture(form.picture.data or b"", widths=making.LOGO_WIDTHS)
        with transaction():
            changing.set_logo(made, version=answer(form.version), actor=current_user.account)
    except making.PictureRefused as refusal:
        form.picture.errors = [str(refusal)]
    except ChangedMeanwhile as refusal:
        form.form_errors = [str(refusal)]
    else:
        flash(_("The logo is in place."))
        return redirect(url_for(".looks"), code=303)
    own = queries.get_association()
    return _looks_page(
        LooksForm(formdata=None, data={"accent": own.accent, "version": own.version}), form
    ), 422


@bp.post("/utseende/logga/ta-bort")
@organizers(Permission.CHANGE_SETTINGS)
def remove_logo() -> ResponseReturnValue:
    """Show no logo any more, and remove its files."""
    form = VersionOnlyForm()
    try:
        with transaction():
            changing.set_logo(None, version=answer(form.version), actor=current_user.account)
    except ChangedMeanwhile as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("The logo is removed."))
    return redirect(url_for(".looks"), code=303)


@bp.route("/lagringstider", methods=["GET", "POST"])
@organizers(Permission.CHANGE_SETTINGS)
def keeping() -> ResponseReturnValue:
    """Choose how long things are kept, within the program's own periods."""
    own = queries.get_association()
    stored, now = {name: periods.days(name) for name in periods.PERIODS}, list[tuple[str, str]]()
    form = KeepingForm(data=stored | {"version": own.version, "opened": opened(stored)})
    if form.validate_on_submit():
        chosen = {name: answer(form[name]) for name in periods.PERIODS}
        try:
            with transaction():
                changing.set_periods(chosen, version=answer(form.version), actor=current_user.account)
        except ChangedMeanwhile as refusal:
            form.form_errors = [str(refusal)]
            now = take_theirs(form, {name: periods.days(name) for name in periods.PERIODS})
            form.version.data = queries.get_association().version
        else:
            flash(_("Saved. What has had its time goes within ten minutes."))
            return redirect(url_for(".index"), code=303)
    status = 422 if form.errors else 200
    return render_template("site/manage/keeping.html", form=form, periods=periods.PERIODS, now=now), status
