"""The picture of a campaign: chosen, described in words, or taken away."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.campaigns import queries, service
from app.campaigns.forms import PictureForm
from app.campaigns.models import Campaign
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.uploads import takes_file
from app.pictures import making
from app.pictures import service as pictures

bp = Blueprint("campaign_pictures", __name__, url_prefix="/organisera/kampanjer/<int:campaign_id>/bild")

LEAST_SIDE = 320
"""Pixels: less is a blot on a poster."""


@bp.route("/", methods=["GET", "POST"])
@organizers(Permission.EDIT_CAMPAIGNS)
@takes_file(making.MOST_BYTES)
def edit(campaign_id: int) -> ResponseReturnValue:
    """Choose the picture, and say what it shows."""
    campaign = queries.get_for(current_user.account, campaign_id)
    form = PictureForm(data={"words": campaign.picture_words})
    if not form.validate_on_submit():
        return _page(campaign, form), 422 if form.errors else 200
    made = None
    if form.picture.data or campaign.picture_id is None:
        try:
            made = pictures.prepare_picture(form.picture.data or b"", least=LEAST_SIDE)
        except making.PictureRefused as refusal:
            form.picture.errors = [str(refusal)]
            return _page(campaign, form), 422
    with transaction():
        service.show_picture(campaign, made, words=answer(form.words), actor=current_user.account)
    flash(_("The picture is in place."))
    return redirect(url_for("campaigns_manage.show", campaign_id=campaign_id), code=303)


def _page(campaign: Campaign, form: PictureForm) -> str:
    return render_template("campaigns/manage/picture.html", campaign=campaign, form=form)


@bp.post("/ta-bort")
@organizers(Permission.EDIT_CAMPAIGNS)
def remove(campaign_id: int) -> ResponseReturnValue:
    """Take the picture away, with its files."""
    campaign = queries.get_for(current_user.account, campaign_id)
    with transaction():
        service.remove_picture(campaign, actor=current_user.account)
    flash(_("The picture is removed."))
    return redirect(url_for("campaigns_manage.show", campaign_id=campaign_id), code=303)
