"""Passkeys: asked and answered by static/js/passkey.js in JSON, named and removed by forms."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import abort, current_app, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.exceptions import HTTPException

from app.accounts import agents, challenges, factors, passkeys, sessions
from app.accounts.ceremonies import Site
from app.accounts.entry_views import NEXT, let_in, local_path, own_page
from app.accounts.models import Account, Challenge, ChallengeKind, Passkey
from app.accounts.passkey_forms import NewPasskeyForm, PasskeyForm, RemovePasskeyForm
from app.accounts.passkey_refusals import AnswerWrong, KeyDoubted, ProofNeeded, TooManyTries
from app.accounts.prove_views import ask_if_possible, asks_current, is_current_right
from app.accounts.views import bp
from app.core import rate, signin
from app.core.access import Permission, organizers, public
from app.core.db import transaction
from app.core.errors import DomainError, explanation
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.site import queries as site

MOST_BYTES = 16_384
"""Of one answer: the longest that a browser gives is some four thousand."""

Body = dict[str, Any]


def answers_json(view: Callable[[Body], Body]) -> Callable[[], ResponseReturnValue]:
    """Read an object in JSON and answer one; refusals are a sentence in it."""

    @wraps(view)
    def wrapped() -> ResponseReturnValue:
        try:
            return jsonify(view(_body()))
        except DomainError as refusal:
            more = {"goto": getattr(refusal, "goto", None), "field": getattr(refusal, "field", None)}
            return jsonify(error=str(refusal), **more), refusal.status
        except HTTPException as error:
            status = error.code or 500
            return jsonify(error=str(explanation(status).sentence)), status

    return wrapped


def _body() -> Body:
    request.max_content_length = MOST_BYTES
    if request.mimetype != "application/json":
        abort(415)
    try:
        body = request.get_json()
    except RecursionError:
        abort(400)
    if not isinstance(body, dict):
        abort(400)
    return body


def this_site() -> Site:
    """Give the site that passkeys are for, from the settings: never from the request."""
    return Site(site.get_association().name, current_app.config["SETTINGS"].base_url)


@bp.context_processor
def passkeys_in_templates() -> dict[str, Any]:
    """Let the pages about signing in show passkeys where there can be some."""
    return {
        "can_have_passkeys": Site("", current_app.config["SETTINGS"].base_url).can_have_keys,
        "list_passkeys": lambda: [
            (key, passkeys.name_of(key)) for key in passkeys.list_passkeys(current_user.account)
        ],
    }


@bp.post("/logga-in/passnyckel/fraga")
@public
@answers_json
def passkey_ask_sign_in(_given: Body) -> Body:
    """Ask for any passkey; nothing tells which there are."""
    if not rate.allow("passkey-ask", "100 per 10 minutes", rate.client_network()):
        raise TooManyTries
    with transaction(public=False):
        return _question(passkeys.ask_to_sign_in(this_site(), browser=signin.browser()))


@bp.post("/logga-in/passnyckel")
@public
@answers_json
def passkey_sign_in(given: Body) -> Body:
    """Sign in whoever shows a passkey."""
    if not rate.allow("passkey-sign-in", "30 per 10 minutes", rate.client_network()):
        raise TooManyTries
    asked = _spend(ChallengeKind.PASSKEY_SIGN_IN, given)
    session[NEXT] = local_path(_text(given, "next"))
    return {
        "goto": _show(given, asked, lambda account: let_in(account, method="passkey", is_proved=True)),
    }


@bp.post("/bekrafta/passnyckel/fraga")
@organizers(Permission.SEE_DESK)
@answers_json
def passkey_ask_proof(_given: Body) -> Body:
    """Ask for one of her own passkeys."""
    with transaction(public=False):
        return _question(passkeys.ask_for_proof(current_user.account, this_site(), browser=signin.browser()))


@bp.post("/bekrafta/passnyckel")
@organizers(Permission.SEE_DESK)
@answers_json
def passkey_prove(given: Body) -> Body:
    """Write down that she showed a passkey now."""
    asked = _spend(ChallengeKind.PASSKEY_PROOF, given)
    if asked.account_id != current_user.account.id:
        raise challenges.ChallengeOver
    goal = local_path(_text(given, "next")) or url_for("desk.today")

    def prove(_account: Account) -> str:
        sessions.prove(current_user.token)
        return goal

    return {"goto": _show(given, asked, prove)}


@bp.route("/konto/passnycklar/ny", methods=["GET", "POST"])
@organizers(Permission.SEE_DESK)
def new_passkey() -> ResponseReturnValue:
    """Show where a passkey is added; the button needs JavaScript, and says so where there is none."""
    proof = ask_if_possible()
    if proof is not None:
        return proof
    system = agents.kind_of(request.user_agent.string)["system"]
    form = NewPasskeyForm(asks_current=asks_current(), data={"name": system})
    status = 200
    if request.method == "POST":
        form.validate()
        form.form_errors = [_("Your browser did not ask for the passkey: that needs JavaScript.")]
        status = 422
    return render_template("accounts/passkey_new.html", form=form), status


@bp.post("/konto/passnycklar/ny/fraga")
@organizers(Permission.SEE_DESK)
@answers_json
def passkey_ask_new(given: Body) -> Body:
    """Ask for a new passkey, once it has a name and she has shown that it is she."""
    if ask_if_possible() is not None:
        raise ProofNeeded(goto=url_for("accounts.prove", next=url_for("accounts.new_passkey")))
    form = NewPasskeyForm(
        asks_current=asks_current(),
        formdata=None,
        data={"name": _text(given, "name"), "current": _text(given, "current")},
    )
    if not form.validate() or not is_current_right(form):
        field, sentences = next(iter(form.errors.items()))
        raise AnswerWrong(field, " ".join(map(str, sentences)))
    with transaction(public=False):
        return _question(passkeys.ask_for_new(current_user.account, this_site(), browser=signin.browser()))


@bp.post("/konto/passnycklar/ny/svar")
@organizers(Permission.SEE_DESK)
@answers_json
def passkey_add(given: Body) -> Body:
    """Keep a new passkey: the question was asked of nobody who had not shown that it is she."""
    account = current_user.account
    form = PasskeyForm(formdata=None, data={"name": _text(given, "name")})
    if not form.validate():
        raise AnswerWrong("name", " ".join(map(str, form.name.errors)))
    name = answer(form.name)
    asked = _spend(ChallengeKind.PASSKEY_NEW, given)
    with transaction(public=False):
        passkeys.add_passkey(account, given.get("answer"), asked=asked, name=name, site=this_site())
        sessions.prove(current_user.token)
    flash(_("The passkey “%(name)s” has been added. Try it the next time you sign in.", name=name), "done")
    if not factors.factors_of(account).codes_left:
        flash(_("Make recovery codes too, further down: they let you in if it is lost."), "warn")
    return {"goto": own_page()}


@bp.route("/konto/passnycklar/<int:passkey_id>", methods=["GET", "POST"])
@organizers(Permission.SEE_DESK)
def edit_passkey(passkey_id: int) -> ResponseReturnValue:
    """Call a passkey something else."""
    passkey = _get_own(passkey_id)
    form = PasskeyForm(name=passkeys.name_of(passkey))
    if request.method == "POST" and form.validate():
        with transaction(public=False):
            passkeys.rename_passkey(_get_own(passkey_id), name=answer(form.name))
        return redirect(url_for(".own"), code=303)
    status = 422 if form.errors else 200
    return render_template("accounts/passkey_edit.html", form=form, passkey=passkey), status


@bp.route("/konto/passnycklar/<int:passkey_id>/ta-bort", methods=["GET", "POST"])
@organizers(Permission.SEE_DESK)
def remove_passkey(passkey_id: int) -> ResponseReturnValue:
    """Remove a passkey; the last way in only by somebody who has read what that means."""
    passkey = _get_own(passkey_id)
    proof = ask_if_possible()
    if proof is not None:
        return proof
    name = passkeys.name_of(passkey)
    form = RemovePasskeyForm()
    is_last = _is_last(passkey)
    if not is_last:
        del form.is_meant
    if request.method == "POST" and form.validate():
        with transaction(public=False):
            passkeys.remove_passkey(_get_own(passkey_id))
        flash(_("The passkey “%(name)s” has been removed.", name=name), "done")
        return redirect(url_for(".own"), code=303)
    page = render_template("accounts/passkey_remove.html", form=form, name=name, is_last=is_last)
    return page, 422 if form.errors else 200


def _is_last(passkey: Passkey) -> bool:
    kept = factors.factors_of(passkey.account)
    return passkey.doubted_at is None and kept.passkeys == 1 and not (kept.totp or kept.password)


def _get_own(passkey_id: int) -> Passkey:
    return passkeys.find_passkey(current_user.account, passkey_id) or abort(404)


def _question(asked: passkeys.Question) -> Body:
    return {"token": asked.token, "options": asked.options}


def _text(given: Body, name: str) -> str:
    value = given.get(name)
    return value if isinstance(value, str) else ""


def _spend(kind: ChallengeKind, given: Body) -> Challenge:
    """Spend what was asked, for good: an answer that turns out wrong cannot be tried again."""
    with transaction(public=False):
        return challenges.spend(kind, _text(given, "token"), browser=signin.known_browser())


def _show(given: Body, asked: Challenge, then: Callable[[Account], str]) -> str:
    try:
        with transaction(public=False):
            shown = passkeys.show_passkey(given.get("answer"), asked=asked, site=this_site())
            return then(shown.account)
    except KeyDoubted as refusal:
        with transaction(public=False):
            passkeys.doubt_passkey(refusal.passkey_id)
        raise
