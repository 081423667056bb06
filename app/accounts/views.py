"""Signing in and out."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import service
from app.accounts.forms import AskForLinkForm, PressForm
from app.core import crypto, rate, signin
from app.core.access import Permission, organizers, public, signed_link
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _

bp = Blueprint("accounts", __name__, url_prefix="/organisera")

BROWSER, NEXT = "browser", "next"


@bp.route("/logga-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Ask for a link by mail; the answer is the same for every address."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.today"), code=303)
    form = AskForLinkForm()
    goal = local_path(request.args.get("next"))
    if request.method != "POST":
        return render_template("accounts/sign_in.html", form=form, goal=goal)
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form, goal=goal), 422
    if not rate.allow("sign-in", "10 per 10 minutes", rate.client_network()):
        form.form_errors = [_("There have been very many attempts from your network. Wait ten minutes.")]
        return render_template("accounts/sign_in.html", form=form, goal=goal), 429
    # Bound to this browser: a link that is read over somebody's shoulder opens nothing elsewhere.
    browser = session.setdefault(BROWSER, crypto.new_token())
    session[NEXT] = goal
    # By network and address, so that a stranger cannot use up an organizer's tries; then a wide lid.
    mailbox = service.email_hash(answer(form.email)).hex()
    if rate.allow("sign-in-mail", "3 per 10 minutes", rate.client_network(), mailbox) and rate.allow(
        "sign-in-mailbox", "30 per hour", mailbox
    ):
        with transaction(public=False):
            service.mail_sign_in_link(answer(form.email), browser=browser)
    return redirect(url_for(".link_sent"), code=303)


@bp.get("/logga-in/skickad")
@public
def link_sent() -> ResponseReturnValue:
    """Say that a mail is on its way, if the address is an organizer's."""
    return render_template("accounts/link_sent.html")


@bp.route("/logga-in/<token>", methods=["GET", "POST"])
@signed_link("sign-in")
def use_link(token: str) -> ResponseReturnValue:
    """Show a button that signs in; opening the page alone does nothing."""
    form = PressForm()
    if request.method != "POST":
        return render_template("accounts/use_link.html", form=form)
    if not rate.allow("sign-in-link", "30 per minute", rate.client_network()):
        abort(429)
    with transaction(public=False):
        account, session_token = service.sign_in(token, browser=session.get(BROWSER))
    goal = local_path(session.get(NEXT))
    signin.begin(session_token, account)
    return redirect(goal or url_for("desk.today"), code=303)


@bp.post("/logga-ut")
@organizers(Permission.SEE_DESK)
def sign_out() -> ResponseReturnValue:
    """End the session on the server and in the browser."""
    with transaction(public=False):
        service.end_session(current_user.token)
    signin.end()
    response = redirect(url_for("site.front"), code=303)
    response.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def local_path(target: str | None) -> str:
    """Give a path on this site to go on to, or nothing: never another site's address."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return ""
    parts = urlsplit(target)
    return "" if parts.scheme or parts.netloc or any(ord(c) < 33 for c in target) else target
