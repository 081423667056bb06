"""One's own account: name and address, ways to sign in, and where one is signed in."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import changing, factors, letters, service, sessions
from app.accounts.entry_views import GOAL, local_path, own_page
from app.accounts.forms import OwnAddressForm, OwnNameForm
from app.accounts.prove_views import ask_if_possible, asks_current, is_current_right
from app.accounts.views import bp
from app.core import rate
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.i18n import ngettext


@bp.app_context_processor
def of_sign_in() -> dict[str, Any]:
    """Let pages of the desk ask what their reader lacks; nothing is looked up unless one asks."""
    return {"factors_of_reader": lambda: factors.factors_of(current_user.account), "own_page": own_page}


@bp.get("/konto")
@organizers(Permission.SEE_DESK)
def own() -> ResponseReturnValue:
    """Show one's own ways to sign in."""
    account = current_user.account
    goal = local_path(request.args.get("next"))
    if goal != session.get(GOAL, ""):
        session[GOAL] = goal
    listed = [
        (row, letters.browser_in_words(sessions.browser_of(row))) for row in sessions.list_sessions(account)
    ]
    return render_template(
        "accounts/own.html",
        factors=factors.factors_of(account),
        person=service.person(account),
        sessions=listed,
        this=current_user.session,
        goal=goal,
    )


@bp.route("/konto/namn", methods=["GET", "POST"])
@organizers(Permission.SEE_DESK)
def own_name() -> ResponseReturnValue:
    """Correct one's own name."""
    form = OwnNameForm(data={"name": service.person(current_user.account)["name"]})
    if not form.validate_on_submit():
        return render_template("accounts/own_name.html", form=form), 422 if form.errors else 200
    with transaction(public=False):
        changing.rename(current_user.account, answer(form.name))
    flash(_("Your name is saved."))
    return redirect(url_for(".own"), code=303)


@bp.route("/konto/adress", methods=["GET", "POST"])
@organizers(Permission.SEE_DESK)
def own_address() -> ResponseReturnValue:
    """Ask for a new address: it counts when the mail to it has been answered."""
    asked = ask_if_possible()
    if asked is not None:
        return asked
    form = OwnAddressForm(asks_current=asks_current())
    if form.validate_on_submit() and is_current_right(form) and _may_mail(form):
        with transaction(public=False):
            changing.ask_new_address(current_user.account, answer(form.email))
        flash(_("A mail is on its way to the new address. Press the button in it within an hour."))
        return redirect(url_for(".own"), code=303)
    return render_template("accounts/own_address.html", form=form), 422 if form.errors else 200


def _may_mail(form: OwnAddressForm) -> bool:
    """Say whether one more mail may go to an address that nobody has shown to be hers."""
    if rate.allow("new-address", "5 per 10 minutes", str(current_user.account.id)):
        return True
    form.email.errors = [_("There have been too many tries. Wait ten minutes.")]
    return False


@bp.post("/konto/sessioner/<uid>/avsluta")
@organizers(Permission.SEE_DESK)
def end_session(uid: str) -> ResponseReturnValue:
    """End one of one's own sessions, in another browser."""
    try:
        named = bytes.fromhex(uid)
    except ValueError:
        abort(404)
    with transaction(public=False):
        is_ended = changing.end_session(current_user.account, named)
    if not is_ended:
        abort(404)
    flash(_("That session has ended."))
    return redirect(url_for(".own"), code=303)


@bp.post("/konto/sessioner/avsluta-andra")
@organizers(Permission.SEE_DESK)
def end_sessions() -> ResponseReturnValue:
    """End every session but this."""
    with transaction(public=False):
        ended = changing.end_sessions(current_user.account, but=current_user.token)
    flash(ngettext("%(num)s other session has ended.", "%(num)s other sessions have ended.", ended))
    return redirect(url_for(".own"), code=303)
