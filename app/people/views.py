"""The page behind the link of an invitation."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.entry_views import let_in
from app.accounts.forms import PressForm
from app.core import rate
from app.core.access import Role, signed_link
from app.core.db import transaction
from app.people import inviting, queries, rights
from app.people.words import EXPLAINED, ROLES

bp = Blueprint("invitations", __name__, url_prefix="/organisera/inbjudan")


@bp.route("/<token>", methods=["GET", "POST"])
@signed_link("invitation")
def accept(token: str) -> ResponseReturnValue:
    """Show what somebody is invited to, with a button; opening the page alone does nothing."""
    form = PressForm()
    if form.is_submitted():
        if not rate.allow("invitation", "30 per minute", rate.client_network()):
            abort(429)
        with transaction(public=False):
            account = inviting.accept(token)
            let_in(account, method="invitation", is_proved=False)
        return redirect(url_for("accounts.own"), code=303)
    invitation = inviting.find(token)
    return render_template(
        "people/accept.html",
        form=form,
        invitation=invitation,
        person=inviting.person(invitation),
        by=queries.inviter_of(invitation),
        role=ROLES[Role(invitation.role)],
        explained=EXPLAINED[Role(invitation.role)],
        is_again=invitation.account_id is not None,
        with_what=queries.with_what(invitation),
        until=rights.last_day(invitation.ends_at),
    )
