"""Organizers' pages of recipients."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import edits
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.recipients import queries, service
from app.recipients.forms import KINDS, RecipientForm
from app.recipients.models import Recipient
from app.recipients.service import Card, NameTaken

bp = Blueprint("recipients_manage", __name__, url_prefix="/organisera/mottagare")

LONGEST_NAME = 160


@bp.get("/")
@organizers(Permission.SEE_PETITIONS)
def index() -> ResponseReturnValue:
    """List the cards."""
    return render_template(
        "recipients/manage/index.html",
        recipients=queries.list_for(current_user.account),
        petitions=queries.count_petitions(current_user.account),
        editable=queries.list_editable(current_user.account),
        kinds=KINDS,
    )


@bp.route("/ny", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def new() -> ResponseReturnValue:
    """Write a card; a petition's page passes the name that it has none for."""
    form = RecipientForm(data={"name": request.args.get("namn", "")[:LONGEST_NAME]})
    if form.validate_on_submit():
        try:
            with transaction(public=False):
                service.create_recipient(_card(form), actor=current_user.account)
        except DomainError as refusal:
            _show(form, refusal)
        else:
            flash(_("The card is saved."))
            return redirect(url_for(".index"), code=303)
    status = 422 if form.errors else 200
    return render_template("recipients/manage/edit.html", form=form, recipient=None, now=[]), status


@bp.route("/<int:recipient_id>/redigera", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def edit(recipient_id: int) -> ResponseReturnValue:
    """Change a card; what somebody else saved meanwhile is shown beside."""
    recipient = queries.get_to_edit(current_user.account, recipient_id)
    form, now = RecipientForm(data=_stored(recipient)), []
    if form.validate_on_submit():
        try:
            with transaction():
                service.edit_recipient(
                    recipient, _card(form), version=answer(form.version), actor=current_user.account
                )
        except edits.ChangedMeanwhile as refusal:
            form.form_errors = [str(refusal)]
            now = edits.standing(form, _stored(recipient))
            form.version.data = recipient.version
        except DomainError as refusal:
            _show(form, refusal)
        else:
            flash(_("The card is saved."))
            return redirect(url_for(".index"), code=303)
    status = 422 if form.errors else 200
    return render_template("recipients/manage/edit.html", form=form, recipient=recipient, now=now), status


def _show(form: RecipientForm, refusal: DomainError) -> None:
    if isinstance(refusal, NameTaken):
        form.name.errors = [str(refusal)]
    else:
        form.form_errors = [str(refusal)]


def _stored(recipient: Recipient) -> dict[str, Any]:
    return {name: getattr(recipient, name) for name in (*Card.__dataclass_fields__, "version")}


def _card(form: RecipientForm) -> Card:
    words = {name: form[name].data or "" for name in Card.__dataclass_fields__ if name != "threshold"}
    return Card(**words, threshold=form.threshold.data)
