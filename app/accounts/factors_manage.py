"""Setting and changing the ways to sign in: password, app for one-time codes, recovery codes."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import changing, factors, passwords, sealed_secrets, service, totp
from app.accounts.entry_views import own_page
from app.accounts.forms import PasswordForm, TotpForm
from app.accounts.prove_views import ask_if_possible, asks_current, is_current_right
from app.accounts.views import bp, demo_code_in
from app.core import qr
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.site import queries as site


@bp.route("/konto/losenord", methods=["GET", "POST"])
@organizers(Permission.SEE_DESK)
def own_password() -> ResponseReturnValue:
    """Set or change one's own password."""
    asked = ask_if_possible()
    if asked is not None:
        return asked
    form = PasswordForm(asks_current=asks_current())
    if form.validate_on_submit() and is_current_right(form) and _is_set(form):
        flash(_("The password is set. Your other sessions have ended."))
        return redirect(own_page(), code=303)
    has = factors.factors_of(current_user.account)
    return render_template("accounts/own_password.html", form=form, factors=has), 422 if form.errors else 200


def _is_set(form: PasswordForm) -> bool:
    if form.password.data != form.again.data:
        form.again.errors = [str(passwords.NotTheSame.message)]
        return False
    try:
        kept = changing.prepare_password(current_user.account, answer(form.password))
    except passwords.PasswordRefused as refusal:
        form.password.errors = [str(refusal)]
        return False
    with transaction(public=False):
        changing.set_password(current_user.account, kept=kept, session_token=current_user.token)
    return True


@bp.post("/konto/engangskod/borja")
@organizers(Permission.SEE_DESK)
def begin_totp() -> ResponseReturnValue:
    """Make the secret that an app in the phone is given."""
    asked = ask_if_possible()
    if asked is not None:
        return asked
    with transaction(public=False):
        changing.begin_totp(current_user.account)
    return redirect(url_for(".own_totp"), code=303)


@bp.route("/konto/engangskod", methods=["GET", "POST"])
@organizers(Permission.SEE_DESK)
def own_totp() -> ResponseReturnValue:
    """Show the secret as a square code and letters, and take the first code of the app."""
    asked = ask_if_possible()
    if asked is not None:
        return asked
    secret = sealed_secrets.read(current_user.account).get("totp_next")
    if not secret:
        return redirect(url_for(".own"), code=303)
    form = TotpForm(asks_current=asks_current())
    if form.validate_on_submit() and is_current_right(form):
        try:
            with transaction(public=False):
                codes = changing.confirm_totp(current_user.account, answer(form.code), current_user.token)
        except DomainError as refusal:
            form.code.errors = [str(refusal)]
        else:
            flash(_what_codes_do())
            return _codes_page(codes) if codes else redirect(own_page(), code=303)
    return _totp_page(form, secret), 422 if form.errors else 200


def _what_codes_do() -> str:
    has = factors.factors_of(current_user.account)
    if has.passkeys:
        return str(
            _(
                "One-time codes are set up: they go with a password. "
                "You can sign in with your passkey as before."
            )
        )
    if has.password:
        return str(_("One-time codes are set up. From now on you sign in with your password and a code."))
    return str(_("One-time codes are set up. Set a password too: you sign in with both."))


def _totp_page(form: TotpForm, secret: str) -> str:
    account = current_user.account
    address = totp.address_of(
        secret, issuer=site.get_association().name, name=service.person(account)["email"]
    )
    return render_template(
        "accounts/own_totp.html",
        form=form,
        square=qr.svg(address, title=_("Square code for the app")),
        secret=totp.grouped(secret),
        address=address,
        demo_code=demo_code_in(secret),
    )


@bp.post("/konto/engangskod/ta-bort")
@organizers(Permission.SEE_DESK)
def remove_totp() -> ResponseReturnValue:
    """Take the app for one-time codes away."""
    asked = ask_if_possible()
    if asked is not None:
        return asked
    with transaction(public=False):
        changing.remove_totp(current_user.account)
    flash(_("The app for one-time codes is removed. From now on a code is mailed to you when you sign in."))
    return redirect(url_for(".own"), code=303)


@bp.post("/konto/reservkoder")
@organizers(Permission.SEE_DESK)
def make_codes() -> ResponseReturnValue:
    """Make ten new recovery codes, shown on the answer alone."""
    asked = ask_if_possible()
    if asked is not None:
        return asked
    if not factors.factors_of(current_user.account).can_prove:
        flash(
            _("Set up a passkey or an app for one-time codes first: recovery codes stand in for them."),
            "error",
        )
        return redirect(url_for(".own"), code=303)
    with transaction(public=False):
        codes = changing.make_recovery_codes(current_user.account)
    return _codes_page(codes)


def _codes_page(codes: list[str]) -> str:
    return render_template("accounts/recovery_codes.html", codes=codes)
