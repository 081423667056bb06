"""Hide everything: one press on the desk, and one more to be sure."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.i18n import gettext as _
from app.site import hiding, queries

bp = Blueprint("hiding_manage", __name__, url_prefix="/organisera/dolj")


@bp.get("/")
@organizers(Permission.HIDE_EVERYTHING)
def index() -> ResponseReturnValue:
    """Say what is hidden and what goes on, with the button."""
    return render_template("site/manage/hide.html", own=queries.get_association())


@bp.post("/")
@organizers(Permission.HIDE_EVERYTHING)
def hide() -> ResponseReturnValue:
    """Hide names, comments, shifts and tasks."""
    with transaction():
        hiding.hide_everything(actor=current_user.account)
    flash(_("Everything is hidden. The administrators get a mail about it."))
    return redirect(url_for(".index"), code=303)


@bp.post("/visa")
@organizers(Permission.HIDE_EVERYTHING)
def show() -> ResponseReturnValue:
    """Show it all again."""
    with transaction():
        hiding.show_everything(actor=current_user.account)
    flash(_("Everything is shown again. The administrators get a mail about it."))
    return redirect(url_for(".index"), code=303)
