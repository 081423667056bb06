"""The desk's page of people: who is let in, as what; rights changed and ended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.campaigns import queries as campaigns
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.people import emails, inviting, queries, refusals, rights, switching
from app.people.forms import RightsForm, stored
from app.people.words import EXPLAINED, ROLES, SHORT, table
from app.site import queries as site

bp = Blueprint("people_manage", __name__, url_prefix="/organisera/personer")

AT_FIELD: dict[type[DomainError], str] = {
    refusals.LastAdministrator: "role",
    refusals.RolesAreOff: "role",
    refusals.AdministratorHasAll: "scope",
    refusals.NeedsCampaign: "campaigns",
    refusals.NeedsEvent: "events",
    refusals.NeedsEnd: "until",
    refusals.EndsInThePast: "until",
    refusals.HasAccount: "email",
    refusals.HadAccount: "email",
}
"""Where on a form a refusal is shown; others stand above it."""


def say(form: RightsForm, refusal: DomainError) -> None:
    """Show a refusal at its field."""
    name = AT_FIELD.get(type(refusal), "")
    if name in form:
        form[name].errors = [str(refusal)]
    else:
        form.form_errors = [str(refusal)]


@bp.get("/")
@organizers(Permission.MANAGE_ACCOUNTS)
def index() -> ResponseReturnValue:
    """Show who is let in, who is invited, and what each role may do."""
    return render_template(
        "people/index.html",
        members=queries.list_members(),
        invited=queries.list_invited(),
        asked=queries.asked(),
        roles=ROLES,
        short=SHORT,
        rights=table(),
        has_roles=site.get_association().has_roles,
        widened=[queries.get_member(account.id) for account in switching.list_widened()],
    )


def offer(form: RightsForm, given: rights.Rights | None = None) -> None:
    """Offer the roles, campaigns and activities that there are; and those that somebody has already."""
    has_roles = site.get_association().has_roles
    kept = {given.role} if given else set()
    roles = {role: f"{ROLES[role]}. {EXPLAINED[role]}" for role in ROLES if has_roles or role in rights.SMALL}
    listed = {each.id: each.title for each in campaigns.list_for(current_user.account)}
    events = queries.event_titles(given.events if given else ()) | queries.list_events()
    form.offer(roles | {role: f"{ROLES[role]}. {EXPLAINED[role]}" for role in kept}, listed, events)
    is_small = given is None or (given.role in rights.SMALL and given.campaigns is None)
    if is_small and not has_roles:
        form.leave_out_scope()


@bp.route("/<int:account_id>", methods=["GET", "POST"])
@organizers(Permission.MANAGE_ACCOUNTS, fresh_acts=True)
def show(account_id: int) -> ResponseReturnValue:
    """Show one person's rights, and change them."""
    member = queries.get_member(account_id)
    given = rights.rights_of(member.account)
    form = RightsForm(data=stored(given))
    offer(form, given)
    if form.validate_on_submit():
        try:
            with transaction(public=False):
                rights.change_rights(
                    member.account, form.rights, was=form.was.data, actor=current_user.account
                )
        except refusals.RightsChanged as refusal:
            flash(str(refusal), "warn")
            return redirect(url_for(".show", account_id=account_id), code=303)
        except DomainError as refusal:
            say(form, refusal)
        else:
            flash(_("Saved for %(name)s. It holds from the next page that they open.", name=member.name))
            return redirect(url_for(".index"), code=303)
    page = render_template("people/show.html", member=member, form=form, **_beside(member))
    return page, 422 if form.errors else 200


def _beside(member: queries.Member) -> dict[str, Any]:
    return {
        "roles": ROLES,
        "is_me": member.account.id == current_user.account.id,
    }


def show_in_demo(token: str | None) -> None:
    """Show a mailed link on the next page, in the demonstration only: nobody has the invented mailbox."""
    if token and current_app.config["SETTINGS"].shows_mail:
        flash(emails.invitation_address(token), "at-demo")


def _act(account_id: int, done: Callable[..., str], act: Any) -> ResponseReturnValue:
    """Do one act on a person, and say of whom how it went."""
    member = queries.get_member(account_id)
    try:
        with transaction(public=False):
            token = act(member.account, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
        return redirect(url_for(".show", account_id=account_id), code=303)
    flash(done(member.name))
    show_in_demo(token)
    return redirect(url_for(".index"), code=303)


@bp.post("/<int:account_id>/avsluta")
@organizers(Permission.MANAGE_ACCOUNTS)
def end(account_id: int) -> ResponseReturnValue:
    """Let somebody in no more."""
    return _act(
        account_id,
        lambda name: _("%(name)s is let in no more, from this moment.", name=name),
        rights.end_access,
    )


@bp.post("/<int:account_id>/slapp-in")
@organizers(Permission.MANAGE_ACCOUNTS, fresh_acts=True)
def let_in_again(account_id: int) -> ResponseReturnValue:
    """Let somebody in again, with the rights that she had."""
    return _act(
        account_id,
        lambda name: _("%(name)s is let in again. A mail tells them so.", name=name),
        rights.let_in_again,
    )


@bp.post("/<int:account_id>/ny-inbjudan")
@organizers(Permission.MANAGE_ACCOUNTS, fresh_acts=True)
def invite_again(account_id: int) -> ResponseReturnValue:
    """Mail somebody who is locked out a link to choose anew how she signs in."""
    return _act(
        account_id,
        lambda name: _(
            "A mail is on its way to %(name)s with a link to choose anew how they sign in.", name=name
        ),
        inviting.invite_again,
    )


@bp.post("/roller")
@organizers(Permission.MANAGE_ACCOUNTS, fresh_acts=True)
def switch() -> ResponseReturnValue:
    """Turn roles on or off."""
    wanted = request.form.get("on")
    if wanted not in {"yes", "no"}:
        abort(400)  # turning them off gives rights: never by a press that says nothing
    is_on = wanted == "yes"
    with transaction(public=False):
        switching.switch_roles(is_on=is_on, actor=current_user.account)
    flash(_("Roles are in use.") if is_on else _("Roles are not in use: everyone is an organizer."))
    return redirect(url_for(".index"), code=303)
