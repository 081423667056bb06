"""The way out of mails about how a petition goes: the link at their end, the mail program's own button."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import signed_link
from app.core.db import transaction
from app.core.origin import exempt_from_origin
from app.petitions import handing_over

ONE_CLICK = "One-Click"
"""What the mail program's own button sends as ``List-Unsubscribe`` (RFC 8058)."""

bp = Blueprint("petition_contact", __name__, url_prefix="/namninsamlingar")


@bp.route("/inga-mejl/<token>", methods=["GET", "POST"])
@signed_link("no-contact")
@exempt_from_origin
def stop(token: str) -> ResponseReturnValue:
    """Show a button that ends the mails, then that they have ended; opening the page alone does nothing.

    A mail program is not sent on: it need not follow.
    """
    row = handing_over.find_by_contact_token(token)
    if request.method == "POST":
        with transaction(public=False):
            handing_over.stop_contact(row)
        if request.form.get("List-Unsubscribe") != ONE_CLICK:
            return redirect(url_for(".stop", token=token), code=303)
    return render_template("petitions/stop_contact.html", petition=row.petition, is_told=row.contact_me)
