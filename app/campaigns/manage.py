"""Organizers' pages of campaigns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.campaigns import queries, service
from app.campaigns.forms import CampaignForm, TimelineForm
from app.campaigns.models import Campaign, CampaignState
from app.campaigns.service import CampaignText
from app.campaigns.views import page_of
from app.core import listing as listing_of
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.slugs import free_slug
from app.petitions import queries as petitions

bp = Blueprint("campaigns_manage", __name__, url_prefix="/organisera/kampanjer")

STEPS = {
    CampaignState.PUBLISHED: _l("Publish"),
    CampaignState.WON: _l("We won"),
    CampaignState.LOST: _l("We lost"),
    CampaignState.HANDED_OVER: _l("We have handed it over"),
    CampaignState.ARCHIVED: _l("Archive"),
}
STATES = {
    CampaignState.DRAFT: _l("Draft"),
    CampaignState.PUBLISHED: _l("Running"),
    CampaignState.WON: _l("Won"),
    CampaignState.LOST: _l("Lost"),
    CampaignState.HANDED_OVER: _l("Handed over"),
    CampaignState.ARCHIVED: _l("In the archive"),
}
ORDERS: dict[str, Callable[[Campaign], Any]] = {
    "titel": lambda each: each.title.casefold(),
    "publik": lambda each: each.published_at.timestamp() if each.published_at else 0,
}
"""Orders of the list, by the columns that give them."""


@bp.get("/")
@organizers(Permission.SEE_PETITIONS)
def index() -> ResponseReturnValue:
    """List the campaigns."""
    every, listing = queries.list_for(current_user.account), listing_of.asked(states=STATES, sorts=ORDERS)
    wanted = [each for each in every if listing.fits(text=f"{each.title} {each.demand}", state=each.state)]
    return render_template(
        "campaigns/manage/index.html",
        campaigns=listing.ordered(wanted, ORDERS),
        has_any=bool(every),
        listing=listing,
        states=STATES,
    )


@bp.get("/<int:campaign_id>")
@organizers(Permission.SEE_PETITIONS)
def show(campaign_id: int) -> ResponseReturnValue:
    """Show a campaign's state, petitions and timeline."""
    return _show(queries.get_for(current_user.account, campaign_id), TimelineForm(formdata=None))


def _show(campaign: Campaign, form: TimelineForm) -> str:
    return render_template(
        "campaigns/manage/show.html",
        campaign=campaign,
        form=form,
        petitions=petitions.list_for(current_user.account, campaign_id=campaign.id),
        timeline=queries.list_timeline(campaign),
        steps=[(state, STEPS[state]) for state in service.NEXT[campaign.state]],
    )


@bp.get("/<int:campaign_id>/forhandsvisning")
@organizers(Permission.SEE_PETITIONS)
def preview(campaign_id: int) -> ResponseReturnValue:
    """Show the public page of a draft as it would look."""
    campaign = queries.get_for(current_user.account, campaign_id)
    if campaign.is_public:
        return redirect(url_for("campaigns.show", slug=campaign.slug), code=303)
    return render_template("campaigns/preview.html", **page_of(campaign))


@bp.route("/ny", methods=["GET", "POST"])
@organizers(Permission.ADD_CAMPAIGNS)
def new() -> ResponseReturnValue:
    """Write a campaign."""
    form = CampaignForm()
    if form.validate_on_submit():
        try:
            with transaction():
                slug = free_slug(answer(form.title), queries.is_slug_taken)
                campaign = service.create_campaign(_text(form), slug=slug, actor=current_user.account)
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        else:
            flash(_("The draft is saved. Read it through, then publish it."))
            return redirect(url_for(".show", campaign_id=campaign.id), code=303)
    status = 422 if form.errors else 200
    return render_template("campaigns/manage/edit.html", form=form, campaign=None), status


@bp.route("/<int:campaign_id>/redigera", methods=["GET", "POST"])
@organizers(Permission.EDIT_CAMPAIGNS)
def edit(campaign_id: int) -> ResponseReturnValue:
    """Change a campaign's text."""
    campaign = queries.get_for(current_user.account, campaign_id)
    form = CampaignForm(obj=campaign)
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return render_template("campaigns/manage/edit.html", form=form, campaign=campaign), status
    with transaction():
        service.edit_campaign(campaign, _text(form), actor=current_user.account)
    flash(_("The campaign is saved."))
    return redirect(url_for(".show", campaign_id=campaign.id), code=303)


def _text(form: CampaignForm) -> CampaignText:
    return CampaignText(
        title=answer(form.title),
        demand=answer(form.demand),
        story=form.story.data or "",
        outcome=form.outcome.data or "",
    )


@bp.post("/<int:campaign_id>/steg")
@organizers(Permission.EDIT_CAMPAIGNS)
def move(campaign_id: int) -> ResponseReturnValue:
    """Take a campaign a step on in its life."""
    campaign = queries.get_for(current_user.account, campaign_id)
    try:
        to = CampaignState(request.form.get("to", ""))
    except ValueError:
        abort(422)
    try:
        with transaction():
            service.move_campaign(campaign, to, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("The campaign has moved on, and its public page shows it."))
    return redirect(url_for(".show", campaign_id=campaign_id), code=303)


@bp.post("/<int:campaign_id>/tidslinje")
@organizers(Permission.EDIT_CAMPAIGNS)
def tell(campaign_id: int) -> ResponseReturnValue:
    """Add to the timeline."""
    campaign = queries.get_for(current_user.account, campaign_id)
    form = TimelineForm()
    if form.validate():
        try:
            with transaction():
                service.tell(
                    campaign,
                    happened_on=answer(form.happened_on),
                    title=answer(form.title),
                    body=form.body.data or "",
                )
        except DomainError as refusal:
            form.form_errors = [str(refusal)]
        else:
            flash(_("It stands among what has happened."))
            return redirect(url_for(".show", campaign_id=campaign_id), code=303)
    return _show(campaign, form), 422


@bp.post("/<int:campaign_id>/tidslinje/<int:entry_id>/ta-bort")
@organizers(Permission.EDIT_CAMPAIGNS)
def untell(campaign_id: int, entry_id: int) -> ResponseReturnValue:
    """Take an entry out of the timeline."""
    campaign = queries.get_for(current_user.account, campaign_id)
    with transaction():
        service.untell(queries.get_entry(campaign, entry_id))
    flash(_("It no longer stands among what has happened."))
    return redirect(url_for(".show", campaign_id=campaign_id), code=303)
