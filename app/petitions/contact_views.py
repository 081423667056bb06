"""The way out of mails about how a petition goes: the link at their end."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core.access import signed_link
from app.core.db import transaction
from app.petitions import handing_over

bp = Blueprint("petition_contact", __name__, url_prefix="/namninsamlingar")


@bp.route("/inga-mejl/<token>", methods=["GET", "POST"])
@signed_link("no-contact")
def stop(token: str) -> ResponseReturnValue:
    """Show a button that ends the mails, then that they have ended; opening the page alone does nothing."""
    row = handing_over.find_by_contact_token(token)
    if request.method == "POST":
        with transaction(public=False):
            handing_over.stop_contact(row)
        return redirect(url_for(".stop", token=token), code=303)
    return render_template("petitions/stop_contact.html", petition=row.petition, is_told=row.contact_me)
