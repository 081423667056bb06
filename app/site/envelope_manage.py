"""The page where an administrator makes the key envelope."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import service as accounts
from app.core import text_faces
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.i18n import gettext as _
from app.record import service as record
from app.site import envelope, queries

bp = Blueprint("envelope_manage", __name__, url_prefix="/organisera/installningar/nyckelkuvert")


@bp.get("")
@organizers(Permission.CHANGE_SETTINGS)
def show() -> ResponseReturnValue:
    """Say what the sheet is for, and when it was last made."""
    return render_template("site/manage/envelope.html", own=queries.get_association())


@bp.post("")
@organizers(Permission.CHANGE_SETTINGS, fresh=True)
def make() -> ResponseReturnValue:
    """Write down that the sheet was made, then give it, once: it is kept nowhere."""
    settings = current_app.config["SETTINGS"]
    try:
        text_faces.faces(settings.instance / "cache")
    except text_faces.FacesMissing:
        told = _("The sheet cannot be made here. Ask whoever runs the server to print it.")
        flash(told, "error")
        return redirect(url_for(".show"), code=303)
    with transaction(public=False):
        envelope.write_down(actor=current_user.account)
    sheet = envelope.Sheet(
        association=queries.get_association().name,
        address=settings.base_url,
        made_by=accounts.person(current_user.account)["name"],
        masters=current_app.extensions["samling.keys"].masters,
        head=record.latest_link(),
        instance=settings.instance,
    )
    file = Response(envelope.make(sheet), mimetype="application/pdf")
    file.headers["Content-Disposition"] = 'attachment; filename="nyckelkuvert.pdf"'
    file.headers["Cache-Control"] = "no-store"
    return file
