"""Organizers' pages of petitions."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from markupsafe import Markup

from app.campaigns import queries as campaigns
from app.campaigns.models import CampaignState
from app.core import edits, i18n, qr
from app.core import listing as listing_of
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer, offered
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.slugs import free_slug
from app.petitions import goals, life_queries, plots, queries, service, wordings
from app.petitions.at_field import say
from app.petitions.consent import handed_over
from app.petitions.forms import PRESETS, PaperForm, PetitionForm
from app.petitions.models import Petition, PetitionState, Preset
from app.petitions.service import PetitionText
from app.petitions.states import COUNTING
from app.recipients import queries as recipients
from app.signatures import confirming, waiting
from app.site import queries as site

bp = Blueprint("petitions_manage", __name__, url_prefix="/organisera/namninsamlingar")

STATES = {
    PetitionState.DRAFT: _l("Draft"),
    PetitionState.REVIEW: _l("Somebody else reads it"),
    PetitionState.OPEN: _l("Open"),
    PetitionState.CLOSED: _l("Closed"),
    PetitionState.HANDED_OVER: _l("Handed over"),
    PetitionState.ANSWERED: _l("Answered"),
    PetitionState.ARCHIVED: _l("In the archive"),
}
ORDERS: dict[str, Callable[[Petition], Any]] = {
    "titel": lambda each: each.title.casefold(),
    "kampanj": lambda each: each.campaign.title.casefold(),
    "digitalt": lambda each: each.online_count,
    "papper": lambda each: each.paper_count,
}
"""Orders of the list, by the columns that give them."""


@bp.get("/")
@organizers(Permission.SEE_PETITIONS)
def index() -> ResponseReturnValue:
    """List the petitions."""
    account, listing = current_user.account, listing_of.asked(states=STATES, sorts=ORDERS)
    every = queries.list_for(account)
    wanted = [
        each
        for each in every
        if listing.fits(text=f"{each.title} {each.recipient}", state=each.state, campaign=each.campaign_id)
    ]
    return render_template(
        "petitions/manage/index.html",
        petitions=listing.ordered(wanted, ORDERS),
        has_any=bool(every),
        listing=listing,
        states=STATES,
        campaigns=campaigns.list_for(account),
    )


@bp.get("/<int:petition_id>")
@organizers(Permission.SEE_PETITIONS)
def show(petition_id: int) -> ResponseReturnValue:
    """Show a petition's state, counts, promises and acts."""
    petition = queries.get_for(current_user.account, petition_id)
    return _show(petition, PaperForm(formdata=None))


@lru_cache(maxsize=64)  # drawing it takes a quarter of the page's time
def _square(address: str, title: str) -> Markup:
    return qr.svg(address, title=title)


def _show(petition: Petition, form: PaperForm) -> str:
    settings = current_app.config["SETTINGS"]
    days = queries.list_days(petition)
    path = f"/namninsamlingar/{petition.slug}"
    poster = i18n.absolute_url(f"{path}?via=affisch")
    return render_template(
        "petitions/manage/show.html",
        petition=petition,
        form=form,
        share_url=i18n.absolute_url(path),
        square=_square(poster, _("Square code with the petition’s address")) if petition.is_open else "",
        standing=life_queries.standing(petition, current_user.account, settings),
        is_first=_is_first(petition),
        can_count=petition.state in COUNTING and not petition.purged_at,
        paper=[(total, queries.counted_by(total)) for total in queries.list_paper(petition)],
        pending=life_queries.count_confirmable(petition),
        may_confirm=confirming.can_confirm(petition),
        waits=waiting.count_waiting(petition),
        goal=goals.next_goal(petition),
        ladder=goals.ladder(petition),
        plot=plots.per_day(days),
        areas=queries.list_postal(petition),
        promise=handed_over(petition),
        preset=PRESETS[Preset(petition.preset)],
    )


def _is_first(petition: Petition) -> bool:
    """Say whether one press can publish it with its campaign: both are drafts, and it stands there alone."""
    if petition.state != PetitionState.DRAFT or petition.campaign.state != CampaignState.DRAFT:
        return False
    return len(queries.list_for(current_user.account, campaign_id=petition.campaign_id)) == 1


@bp.get("/ny")
@organizers(Permission.EDIT_PETITIONS)
def choose() -> ResponseReturnValue:
    """Choose the campaign of a new petition; where there is one, it is that."""
    found = campaigns.list_going_on(current_user.account)
    if len(found) == 1:
        return redirect(url_for(".new", campaign_id=found[0].id), code=303)
    return render_template("petitions/manage/choose.html", campaigns=found)


@bp.route("/ny/<int:campaign_id>", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def new(campaign_id: int) -> ResponseReturnValue:
    """Write a petition in a campaign."""
    campaign = campaigns.get_for(current_user.account, campaign_id)
    form = _form({})
    if form.validate_on_submit():
        try:
            with transaction():
                slug = free_slug(answer(form.title), queries.is_slug_taken)
                petition = service.create_petition(
                    campaign, _text(form), slug=slug, actor=current_user.account
                )
        except DomainError as refusal:
            say(form, refusal)
        else:
            flash(_("The draft is saved. Read it through, then open it."))
            return redirect(url_for(".show", petition_id=petition.id), code=303)
    status = 422 if form.errors else 200
    page = render_template("petitions/manage/edit.html", form=form, campaign=campaign, petition=None, now=[])
    return page, status


@bp.route("/<int:petition_id>/redigera", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def edit(petition_id: int) -> ResponseReturnValue:
    """Change what nobody has signed; what somebody else saved meanwhile is shown beside."""
    petition = queries.get_for(current_user.account, petition_id)
    form, now = _form(_stored(petition)), []
    form.purge_on.flags.either = petition.is_public  # a draft's can be chosen later
    if form.validate_on_submit():
        try:
            with transaction():
                service.edit_petition(
                    petition,
                    _text(form),
                    version=answer(form.version),
                    association=site.get_association().name,
                    actor=current_user.account,
                )
        except edits.ChangedMeanwhile as refusal:
            form.form_errors = [str(refusal)]
            now = edits.standing(form, _stored(petition))
            form.version.data = wordings.version_of(petition)
        except DomainError as refusal:
            say(form, refusal)
        else:
            flash(_("The petition is saved.") if petition.is_public else _("The draft is saved."))
            return redirect(url_for(".show", petition_id=petition.id), code=303)
    status = 422 if form.errors else 200
    page = render_template(
        "petitions/manage/edit.html",
        form=form,
        campaign=petition.campaign,
        petition=petition,
        now=now,
        is_fixed=service.is_fixed(petition),
    )
    return page, status


def _form(stored: dict[str, Any]) -> PetitionForm:
    form = PetitionForm(data=stored)
    cards = {card.id: card.name for card in recipients.list_for(current_user.account)}
    form.card.choices = offered({0: _("Another one, written below")} | cards)
    return form


def _stored(petition: Petition) -> dict[str, Any]:
    names = ("title", "demand", "body", "is_authority", "preset", "purge_on", "contact_until")
    return {name: getattr(petition, name) for name in names} | {
        "version": wordings.version_of(petition),
        "card": petition.recipient_id or 0,
        "recipient": "" if petition.recipient_id else petition.recipient,
    }


def _text(form: PetitionForm) -> PetitionText:
    names = ("title", "demand", "recipient", "is_authority", "preset", "purge_on", "contact_until")
    values: dict[str, Any] = {name: form[name].data for name in names}
    chosen = answer(form.card)
    card = recipients.get_for(current_user.account, chosen) if chosen else None
    return PetitionText(**values, body=form.body.data or "", card=card)


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
            say(form, refusal)
        else:
            is_more = answer(form.count) > 0
            done = _("The paper signatures are counted."), _("The number on paper is corrected.")
            flash(done[0] if is_more else done[1])
            return redirect(url_for(".show", petition_id=petition_id), code=303)
    return _show(petition, form), 422


def _paper_of(form: PaperForm) -> dict[str, Any]:
    values = {name: form[name].data for name in ("collected_on", "place", "count", "counted_by")}
    return values | {"uid": bytes.fromhex(answer(form.once))}
