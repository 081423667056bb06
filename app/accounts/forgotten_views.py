"""No password, or a forgotten one: a mail leads on, with the same answer for every address."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.accounts import challenges, changing, passwords, resetting, service, tries_views
from app.accounts.challenges import ChallengeOver
from app.accounts.entry_views import let_in
from app.accounts.forms import AskForLinkForm, CodeForm, ForgottenForm, PressForm
from app.accounts.models import Challenge
from app.accounts.resetting import Way
from app.accounts.signing_in import TooManyTries
from app.accounts.views import DEMO, bp, demo_code_of, show_in_demo
from app.core import rate, signin
from app.core.access import public, signed_link
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _

ASKED, OPENED = "asked", "opened"


@bp.route("/logga-in/lank", methods=["GET", "POST"])
@public
def ask_for_link() -> ResponseReturnValue:
    """Ask for a mail that leads on; the answer is the same for every address."""
    form = AskForLinkForm()
    if request.method != "POST":
        return render_template("accounts/ask_for_link.html", form=form)
    if not form.validate():
        return render_template("accounts/ask_for_link.html", form=form), 422
    if not rate.allow("sign-in-link-asked", "10 per 10 minutes", rate.client_network()):
        form.form_errors = [_("There have been very many attempts from your network. Wait ten minutes.")]
        return render_template("accounts/ask_for_link.html", form=form), 429
    # By network and address, so that a stranger cannot use up an organizer's tries; then a wide lid.
    mailbox = service.email_hash(answer(form.email)).hex()
    browser = signin.browser()
    if rate.allow("sign-in-mail", "3 per 10 minutes", rate.client_network(), mailbox) and rate.allow(
        "sign-in-mailbox", "30 per hour", mailbox
    ):
        code = challenges.new_code()
        with transaction(public=False):
            challenge = resetting.ask(answer(form.email), browser=browser, code=code)
        session[ASKED] = challenge.uid.hex()
        show_in_demo(code)
    return redirect(url_for(".link_sent"), code=303)


@bp.route("/logga-in/skickad", methods=["GET", "POST"])
@public
def link_sent() -> ResponseReturnValue:
    """Say that a mail is on its way, if the address is an organizer's; take its code, read elsewhere."""
    form = CodeForm()
    if request.method != "POST":
        return _sent_page(form)
    if not form.validate():
        return _sent_page(form), 422
    if not rate.allow("mailed-code-typed", "30 per 10 minutes", rate.client_network()):
        form.code.errors = [_("There have been very many attempts from your network. Wait ten minutes.")]
        return _sent_page(form), 429
    try:
        with transaction(public=False):
            uid = bytes.fromhex(session.get(ASKED, ""))
            is_right = resetting.take_code(uid, answer(form.code), browser=signin.known_browser())
    except ChallengeOver as refusal:
        form.code.errors = [str(refusal)]
        return _sent_page(form), refusal.status
    if not is_right:
        form.code.errors = [_("This code is not right. Write the eight digits of the latest mail.")]
        return _sent_page(form), 422
    session[OPENED] = session[ASKED]
    return redirect(url_for(".go_on"), code=303)


def _sent_page(form: CodeForm) -> str:
    return render_template("accounts/link_sent.html", form=form, demo_code=session.get(DEMO))


@bp.route("/logga-in/vidare", methods=["GET", "POST"])
@public
def go_on() -> ResponseReturnValue:
    """Go on in the browser that asked, after the mailed code was typed there."""
    uid = bytes.fromhex(session.get(OPENED, ""))
    challenge = challenges.find_by_uid(resetting.KIND, uid, browser=signin.known_browser())
    return _way_on(challenge)


@bp.route("/logga-in/mejl/<token>", methods=["GET", "POST"])
@signed_link("sign-in-mail")
def use_mail(token: str) -> ResponseReturnValue:
    """Go on behind a mailed link; opening the page alone does nothing."""
    if request.method == "POST" and not rate.allow("sign-in-link", "30 per minute", rate.client_network()):
        raise TooManyTries
    return _way_on(challenges.find(resetting.KIND, token, browser=signin.known_browser()))


def _way_on(challenge: Challenge) -> ResponseReturnValue:
    if resetting.way_on(challenge) is Way.FIRST:
        return _first(challenge)
    return _new_password(challenge)


def _first(challenge: Challenge) -> ResponseReturnValue:
    form = PressForm()
    if request.method != "POST":
        return render_template("accounts/use_link.html", form=form)
    with transaction(public=False):
        account = resetting.sign_in_first(challenge)
        goal = let_in(account, method="link", is_proved=False)
    return redirect(url_for(".own", next=goal), code=303)


def _new_password(challenge: Challenge) -> ResponseReturnValue:
    form = ForgottenForm()
    if request.method != "POST":
        return _forgotten_page(form, challenge)
    if form.validate() and _is_set(form, challenge):
        flash(_("The new password is set. Sign in with it."))
        return redirect(url_for(".sign_in"), code=303)
    return _forgotten_page(form, challenge), 422


def _is_set(form: ForgottenForm, challenge: Challenge) -> bool:
    assert challenge.account is not None
    if form.password.data != form.again.data:
        form.again.errors = [str(passwords.NotTheSame.message)]
        return False
    # Each mail gives five tries at the app's six digits, and a mailbox can have many mails.
    refusal_of_code = tries_views.refusal_of_code(challenge.account.uid, challenge.account.email_hash)
    if refusal_of_code:
        form.code.errors = [refusal_of_code]
        return False
    try:
        kept = changing.prepare_password(challenge.account, answer(form.password))
        with transaction(public=False):
            account = resetting.set_new_password(challenge, kept=kept, typed=answer(form.code))
    except passwords.PasswordRefused as refusal:
        form.password.errors = [str(refusal)]
        return False
    except TooManyTries as refusal:
        form.code.errors = [str(refusal)]
        return False
    if account is None:
        form.code.errors = [_("This code is not right, or was used already.")]
    return account is not None


def _forgotten_page(form: ForgottenForm, challenge: Challenge) -> str:
    return render_template(
        "accounts/new_password.html",
        form=form,
        way=resetting.way_on(challenge),
        demo_code=demo_code_of(challenge.account),
    )


@bp.route("/logga-in/ny-adress/<token>", methods=["GET", "POST"])
@signed_link("new-address")
def confirm_address(token: str) -> ResponseReturnValue:
    """Take a new address in use by a button; opening the page alone does nothing."""
    if request.method != "POST":
        return render_template("accounts/confirm_address.html", form=PressForm())
    with transaction(public=False):
        changing.confirm_address(token)
    flash(_("From now on you sign in with the new address."))
    return redirect(url_for(".sign_in"), code=303)
