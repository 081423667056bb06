"""The desk's pages of invitations, and of the yearly look at who is let in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.i18n import ngettext
from app.people import inviting, queries, reviewing
from app.people.forms import InviteForm
from app.people.manage import offer, say, show_in_demo
from app.people.words import ROLES

bp = Blueprint("invitations_manage", __name__, url_prefix="/organisera/personer")


@bp.route("/bjud-in", methods=["GET", "POST"])
@organizers(Permission.MANAGE_ACCOUNTS, fresh=True)
def new() -> ResponseReturnValue:
    """Invite somebody by mail."""
    form = InviteForm()
    offer(form)
    if form.validate_on_submit():
        try:
            with transaction(public=False):
                token = inviting.invite(
                    name=answer(form.name),
                    email=answer(form.email),
                    given=form.rights,
                    actor=current_user.account,
                )
        except DomainError as refusal:
            say(form, refusal)
        else:
            flash(_("The invitation is on its way. The link in it is good for seven days."))
            show_in_demo(token)
            return redirect(url_for("people_manage.index"), code=303)
    return render_template("people/invite.html", form=form), 422 if form.errors else 200


def _act(invitation_id: int, done: str, act: Any) -> ResponseReturnValue:
    """Do one act on an invitation, and say how it went."""
    invitation = queries.get_invitation(invitation_id)
    try:
        with transaction(public=False):
            token = act(invitation, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(done)
        show_in_demo(token)
    return redirect(url_for("people_manage.index"), code=303)


@bp.post("/inbjudan/<int:invitation_id>/skicka-igen")
@organizers(Permission.MANAGE_ACCOUNTS, fresh_acts=True)
def resend(invitation_id: int) -> ResponseReturnValue:
    """Mail an invitation once more."""
    done = _("Mailed again, with a new link that is good for seven days. The earlier link has ended.")
    return _act(invitation_id, done, inviting.resend)


@bp.post("/inbjudan/<int:invitation_id>/dra-tillbaka")
@organizers(Permission.MANAGE_ACCOUNTS)
def withdraw(invitation_id: int) -> ResponseReturnValue:
    """Take an invitation back."""
    return _act(invitation_id, _("The invitation is taken back: its link opens nothing."), inviting.withdraw)


@bp.route("/genomgang", methods=["GET", "POST"])
@organizers(Permission.MANAGE_ACCOUNTS)
def review() -> ResponseReturnValue:
    """Look over everyone who is let in: who stays?"""
    members = [each for each in queries.list_members() if each.is_let_in]
    others = [each for each in members if each.account.id != current_user.account.id]
    chosen = {each.account.id: request.form.get(f"person-{each.account.id}", "") for each in others}
    missing: list[int] = []
    problem = ""
    if request.method == "POST":
        missing = [number for number, choice in chosen.items() if choice not in {"keep", "end"}]
        if not missing:
            kept = {number: choice == "keep" for number, choice in chosen.items()}
            try:
                with transaction(public=False):
                    ended = reviewing.finish(kept, actor=current_user.account)
            except DomainError as refusal:
                problem = str(refusal)
            else:
                flash(_finished(ended))
                return redirect(url_for("people_manage.index"), code=303)
    page = render_template(
        "people/review.html",
        members=members,
        me=current_user.account.id,
        chosen=chosen,
        missing=missing,
        problem=problem,
        roles=ROLES,
        reviewed_at=reviewing.last_on(),
    )
    return page, 422 if missing or problem else 200


def _finished(ended: int) -> str:
    if not ended:
        return str(_("The review is saved: everyone stays."))
    return str(
        ngettext(
            "The review is saved. %(num)s person is let in no more.",
            "The review is saved. %(num)s people are let in no more.",
            ended,
        )
    )
