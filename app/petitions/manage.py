"""Organizers' pages of petitions."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.campaigns import queries as campaigns
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.slugs import free_slug
from app.petitions import counting, plots, queries, service
from app.petitions.consent import handed_over
from app.petitions.forms import PRESETS, PaperForm, PetitionForm
from app.petitions.models import Petition, Preset
from app.petitions.service import PetitionText
from app.site import queries as site

bp = Blueprint("petitions_manage", __name__, url_prefix="/organisera/namninsamlingar")


@bp.get("/")
@organizers(Permission.SEE_DESK)
def index() -> ResponseReturnValue:
    """List the petitions."""
    return render_template("petitions/manage/index.html", petitions=queries.list_for(current_user.account))


@bp.get("/<int:petition_id>")
@organizers(Permission.SEE_DESK)
def show(petition_id: int) -> ResponseReturnValue:
    """Show a petition's state, counts, promises and acts."""
    petition = queries.get_for(current_user.account, petition_id)
    return _show(petition, PaperForm(formdata=None))


def _show(petition: Petition, form: PaperForm) -> str:
    days = queries.list_days(petition)
    return render_template(
        "petitions/manage/show.html",
        petition=petition,
        form=form,
        paper=[(total, queries.counted_by(total)) for total in queries.list_paper(petition)],
        pending=queries.count_pending(petition) if not petition.purged_at else 0,
        goal=counting.next_goal(petition.total),
        plot=plots.per_day(days),
        areas=queries.list_areas(petition),
        promise=handed_over(petition),
        preset=PRESETS[Preset(petition.preset)],
    )


@bp.route("/ny/<int:campaign_id>", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def new(campaign_id: int) -> ResponseReturnValue:
    """Write a petition in a campaign."""
    campaign = campaigns.get_for(current_user.account, campaign_id)
    form = PetitionForm()
    if request.method == "GET" and form.title.data is None:
        form.is_authority.data = True
    if form.validate_on_submit():
        try:
            with transaction():
                slug = free_slug(answer(form.title), queries.is_slug_taken)
                petition = service.create_petition(
                    campaign, _text(form), slug=slug, actor=current_user.account
                )
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        else:
            flash(_("The draft is saved. Read it through, then open it."))
            return redirect(url_for(".show", petition_id=petition.id), code=303)
    status = 422 if form.errors else 200
    page = render_template("petitions/manage/edit.html", form=form, campaign=campaign, petition=None)
    return page, status


@bp.route("/<int:petition_id>/redigera", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def edit(petition_id: int) -> ResponseReturnValue:
    """Change a draft."""
    petition = queries.get_for(current_user.account, petition_id)
    form = PetitionForm(obj=petition)
    if form.validate_on_submit():
        try:
            with transaction():
                service.edit_petition(petition, _text(form), actor=current_user.account)
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        else:
            flash(_("The draft is saved."))
            return redirect(url_for(".show", petition_id=petition.id), code=303)
    status = 422 if form.errors else 200
    page = render_template(
        "petitions/manage/edit.html", form=form, campaign=petition.campaign, petition=petition
    )
    return page, status


def _text(form: PetitionForm) -> PetitionText:
    names = PetitionText.__dataclass_fields__
    values: dict[str, Any] = {name: form[name].data for name in names}
    return PetitionText(**values | {"body": values["body"] or ""})


@bp.post("/<int:petition_id>/oppna")
@organizers(Permission.EDIT_PETITIONS)
def open_(petition_id: int) -> ResponseReturnValue:
    """Let people sign."""
    petition = queries.get_for(current_user.account, petition_id)
    settings, association = current_app.config["SETTINGS"], site.get_association()
    try:
        with transaction():
            service.open_petition(
                petition, association=association.name, settings=settings, actor=current_user.account
            )
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("The petition is open. Spread the link."))
    return redirect(url_for(".show", petition_id=petition_id), code=303)


@bp.post("/<int:petition_id>/stang")
@organizers(Permission.EDIT_PETITIONS)
def close(petition_id: int) -> ResponseReturnValue:
    """Take no more signatures."""
    petition = queries.get_for(current_user.account, petition_id)
    try:
        with transaction():
            service.close_petition(petition, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("The petition is closed. Those who signed in time can still confirm for a day."))
    return redirect(url_for(".show", petition_id=petition_id), code=303)


@bp.post("/<int:petition_id>/papper")
@organizers(Permission.ENTER_PAPER)
def paper(petition_id: int) -> ResponseReturnValue:
    """Enter signatures on paper as a number."""
    petition = queries.get_for(current_user.account, petition_id)
    form = PaperForm()
    if form.validate():
        try:
            with transaction():
                service.enter_paper(petition, **_paper_of(form), actor=current_user.account)
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        else:
            flash(_("The paper signatures are counted."))
            return redirect(url_for(".show", petition_id=petition_id) + "#papper", code=303)
    return _show(petition, form), 422


def _paper_of(form: PaperForm) -> dict[str, Any]:
    values = {name: form[name].data for name in ("collected_on", "place", "count", "counted_by")}
    return values | {"uid": bytes.fromhex(answer(form.once))}
