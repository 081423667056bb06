"""The rest of the walk, signed in: a way to sign in again, the first petition, publishing it."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.slugs import row_number
from app.petitions import life_queries, queries
from app.petitions.at_field import say
from app.petitions.consent import handed_over
from app.petitions.models import Petition
from app.site import beginning, checklist
from app.site.setup_forms import FirstPetitionForm

bp = Blueprint("setup_manage", __name__, url_prefix="/organisera/kom-igang")


@bp.app_template_global("first_steps")
def first_steps() -> list[checklist.Item]:
    """Give the checklist of whoever is signed in."""
    return checklist.get_items(current_user.account)


@bp.app_template_global("way_to")
def way_to(endpoint: str) -> str:
    """Give the address of a page of another feature; the desk's first page where there is no such page."""
    return url_for(endpoint if endpoint in current_app.view_functions else "desk.today")


@bp.get("/vidare")
@organizers(Permission.EDIT_PETITIONS)
def go_on() -> ResponseReturnValue:
    """Lead to the draft that waits to be published, or to a new one."""
    draft = next((each for each in queries.list_for(current_user.account) if not each.is_public), None)
    if draft is None:
        return redirect(url_for(".first"), code=303)
    return redirect(url_for(".look", petition_id=draft.id), code=303)


@bp.get("/inloggning")
@organizers(Permission.SEE_DESK)
def way_in() -> ResponseReturnValue:
    """Lead to a way of signing in again: passkey or password."""
    return render_template("setup/way_in.html", has_way_in=checklist.has_own_way_in(current_user.account))


@bp.route("/namninsamling", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def first() -> ResponseReturnValue:
    """Write the first petition, with the campaign that it stands in."""
    form = FirstPetitionForm()
    if form.validate_on_submit():
        try:
            with transaction():
                petition = beginning.write_first(_typed(form), actor=current_user.account)
        except DomainError as refusal:
            say(form, refusal)
        else:
            return redirect(url_for(".look", petition_id=petition.id), code=303)
    page = render_template("setup/petition.html", form=form)
    return page, 422 if form.errors else 200


def _typed(form: FirstPetitionForm) -> beginning.Beginning:
    return beginning.Beginning(
        title=answer(form.title),
        demand=answer(form.demand),
        recipient=answer(form.recipient),
        is_authority=bool(form.is_authority.data),
        body=form.body.data or "",
    )


@bp.route("/namninsamling/<int:petition_id>", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def look(petition_id: int) -> ResponseReturnValue:
    """Show what was written and what is missing, then publish petition and campaign."""
    petition = queries.get_for(current_user.account, petition_id)
    if petition.is_public:
        return redirect(url_for("petitions_manage.show", petition_id=petition_id), code=303)
    settings = current_app.config["SETTINGS"]
    if request.method != "POST":
        return _look(petition)
    try:
        with transaction():
            version = row_number(request.form.get("version", ""))
            beginning.publish(petition, version=version, settings=settings, actor=current_user.account)
    except DomainError as refusal:
        return _look(petition, str(refusal)), 422
    flash(_("It is published. Sign it yourself first, then send its address to everyone you know."))
    return redirect(url_for("petitions_manage.show", petition_id=petition_id), code=303)


def _look(petition: Petition, refusal: str = "") -> str:
    standing = life_queries.standing(petition, current_user.account, current_app.config["SETTINGS"])
    # The campaign is published by the same press.
    missing = [each for each in standing.missing if each.field != "campaign"]
    return render_template(
        "setup/look.html",
        petition=petition,
        missing=missing,
        version=standing.version,
        promise=handed_over(petition),
        refusal=refusal,
    )


@bp.post("/klart")
@organizers(Permission.CHANGE_SETTINGS)
def put_away() -> ResponseReturnValue:
    """Put the checklist away, though something of it is left."""
    with transaction(public=False):
        checklist.put_away(actor=current_user.account)
    flash(_("The list is put away. You can bring it back under Settings."))
    return redirect(url_for("desk.today"), code=303)


@bp.post("/listan")
@organizers(Permission.CHANGE_SETTINGS)
def bring_back() -> ResponseReturnValue:
    """Show the checklist again."""
    with transaction(public=False):
        checklist.bring_back(actor=current_user.account)
    return redirect(url_for("desk.today", _anchor="kom-igang"), code=303)
