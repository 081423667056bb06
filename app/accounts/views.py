"""Signing in with a password and a code, and out."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import challenges, demonstrating, factors, service, sessions, signing_in, totp, tries_views
from app.accounts.challenges import ChallengeOver
from app.accounts.entry_views import NEXT, let_in, local_path
from app.accounts.forms import CodeForm, PressForm, SignInForm
from app.accounts.models import Account, Challenge
from app.core import clock, rate, signin
from app.core.access import Permission, organizers, public, signed_link
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.i18n import ngettext

bp = Blueprint("accounts", __name__, url_prefix="/organisera")

STEP, DEMO = "step", "demo-code"


@bp.route("/logga-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Ask for address and password; the answer is the same for every address."""
    if current_user.is_authenticated:
        return redirect(url_for("desk.today"), code=303)
    if "out" in request.args and request.method != "POST":
        return render_template("accounts/signed_out.html")
    form = SignInForm()
    goal = local_path(request.args.get("next"))
    if request.method != "POST":
        return _sign_in_page(form, goal)
    if not form.validate():
        return _sign_in_page(form, goal), 422
    # Before the password is looked at: a hash costs the server more than the one who asks for it.
    refusal = tries_views.refusal_of_password(answer(form.email))
    if refusal:
        form.form_errors = [refusal]
        return _sign_in_page(form, goal), 429
    account = signing_in.whose(answer(form.email), answer(form.password))
    if account is None:
        form.form_errors = [_("Address or password is not right. Check both, letter by letter.")]
        return _sign_in_page(form, goal), 422
    with transaction(public=False):
        token = signing_in.begin(account, browser=signin.browser(), password=answer(form.password))
        code = signing_in.mail_code_unless_app(token, browser=signin.browser())
    session[STEP], session[NEXT] = token, goal
    show_in_demo(code)
    return redirect(url_for(".second_step"), code=303)


def _sign_in_page(form: SignInForm, goal: str) -> str:
    settings = current_app.config["SETTINGS"]
    return render_template(
        "accounts/sign_in.html",
        form=form,
        goal=goal,
        demo_ways=demonstrating.ways_in() if settings.shows_mail else [],
        demo_password=demonstrating.PASSWORD,
    )


@bp.route("/logga-in/steg-tva", methods=["GET", "POST"])
@public
def second_step() -> ResponseReturnValue:
    """Ask for the code of the app or the mail, or a recovery code."""
    try:
        challenge = _own_step()
    except ChallengeOver as refusal:
        return _begin_again(refusal)
    account, form = challenge.account, CodeForm()
    assert account is not None
    if request.method != "POST":
        return _step_page(form, challenge)
    if not form.validate():
        return _step_page(form, challenge), 422
    refusal_of_code = tries_views.refusal_of_code(account.uid, account.email_hash)
    if refusal_of_code:
        form.code.errors = [refusal_of_code]
        return _step_page(form, challenge), 429
    try:
        goal = _take_code(answer(form.code))
    except ChallengeOver as refusal:
        return _begin_again(refusal)
    if goal is None:
        form.code.errors = [_not_right(challenge)]
        return _step_page(form, challenge), 422
    return redirect(goal, code=303)


def _take_code(typed: str) -> str | None:
    with transaction(public=False):
        taken = signing_in.take_code(session[STEP], typed, browser=signin.known_browser())
        if taken is None:
            return None
        account, shown = taken
        goal = let_in(account, method="password", is_proved=shown != "mail")
        if shown == "recovery":
            tell_left(factors.factors_of(account).codes_left)
        return goal


def tell_left(left: int) -> None:
    """Say how many recovery codes are left, on the next page."""
    flash(
        ngettext(
            "That was a recovery code; %(num)s is left.", "That was a recovery code; %(num)s are left.", left
        ),
        "warn" if left < 4 else "message",
    )


@bp.post("/logga-in/steg-tva/ny-kod")
@public
def new_code() -> ResponseReturnValue:
    """Mail another code."""
    try:
        challenge = _own_step()
    except ChallengeOver as refusal:
        return _begin_again(refusal)
    has = signing_in.factors_of_challenge(challenge)
    if not has.totp and rate.allow("mailed-code", "4 per 10 minutes", challenge.uid.hex()):
        with transaction(public=False):
            code = signing_in.mail_code(_own_step())
        show_in_demo(code)
        flash(_("A new code is on its way. The one before no longer works."))
    else:
        flash(_("No more codes are mailed now. Use the latest one, or wait ten minutes."), "error")
    return redirect(url_for(".second_step"), code=303)


def _own_step() -> Challenge:
    return challenges.find(signing_in.STEP, session.get(STEP, ""), browser=signin.known_browser())


def _begin_again(refusal: ChallengeOver) -> ResponseReturnValue:
    session.pop(STEP, None)
    flash(str(refusal), "error")
    return redirect(url_for(".sign_in", next=session.get(NEXT) or None), code=303)


def _not_right(challenge: Challenge) -> str:
    if signing_in.factors_of_challenge(challenge).totp:
        return app_code_wrong()
    return str(_("This code is not right. Write the eight digits of the latest mail."))


def app_code_wrong() -> str:
    """Say that a code of the app is not right, and what may be the matter."""
    sentence = _(
        "This code is not right, or was used already. A code of the app is good for half a minute, once: "
        "wait for the next one. If it goes on, check that the phone's clock is set automatically."
    )
    return str(sentence)


def _step_page(form: CodeForm, challenge: Challenge) -> str:
    has = signing_in.factors_of_challenge(challenge)
    shown = demo_code_of(challenge.account) if has.totp else session.get(DEMO)
    return render_template("accounts/second_step.html", form=form, factors=has, demo_code=shown)


def demo_code_of(account: Account | None) -> str | None:
    """Give the code that the app would show, in the demonstration only: nobody has its phone."""
    shows = current_app.config["SETTINGS"].shows_mail
    return totp.next_code(account) if shows and account else None


def demo_code_in(secret: str) -> str | None:
    """Give the code of a secret that waits to be confirmed, in the demonstration only."""
    shows = current_app.config["SETTINGS"].shows_mail
    return totp.code_at(secret, totp.step_of(clock.now())) if shows else None


def show_in_demo(code: str | None) -> None:
    """Show a mailed code on the next page, in the demonstration only: for every address alike."""
    if code and current_app.config["SETTINGS"].shows_mail:
        session[DEMO] = code


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
        account = service.spend_link(token, browser=signin.known_browser())
        goal = let_in(account, method="link", is_proved=False)
        is_nothing = factors.factors_of(account).is_nothing
    return redirect(url_for(".own", next=goal) if is_nothing else goal, code=303)


@bp.post("/logga-ut")
@organizers(Permission.SEE_DESK)
def sign_out() -> ResponseReturnValue:
    """End the session on the server and in the browser."""
    with transaction(public=False):
        sessions.end_session(current_user.token)
    signin.end()
    response = redirect(url_for(".sign_in", out=1), code=303)
    # Not "cookies": what this browser is known by stays, so that nobody can keep its owner out.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
