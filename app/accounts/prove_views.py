"""A fresh proof that it is she: asked before an export and before keys and codes are changed."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import changing, factors, sessions
from app.accounts.entry_views import local_path
from app.accounts.forms import PROOF_FIELD, ProofForm
from app.accounts.views import app_code_wrong, bp, demo_code_of, tell_left
from app.core import rate
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.origin import SAFE_METHODS

SECRET_FIELDS = frozenset({"current", "password", "again"})
"""What no page shows again, not even hidden."""

PROOFS = "10 per 10 minutes"
"""Tries at proving, of one account that is signed in already."""


def ask_for_proof() -> ResponseReturnValue | None:
    """Ask for a proof before a page or act that needs one; None when it came along and the act may go on.

    A page leads to `accounts.prove` and back; an act is asked here, with all that was typed carried along.
    """
    if request.method in SAFE_METHODS:
        here = request.script_root + request.full_path.rstrip("?")
        return redirect(url_for("accounts.prove", next=here), code=303)
    form = ProofForm()
    if PROOF_FIELD in request.form and _is_proved_by(form):
        return None
    carried = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in {PROOF_FIELD, "csrf_token", *SECRET_FIELDS}
    ]
    status = 422 if form.errors else 403
    return _page(form, carried=carried, goal=request.script_root + request.path), status


def ask_if_possible() -> ResponseReturnValue | None:
    """Ask for a proof before a change of one's own account, of whoever has something to prove it with."""
    is_begun = request.method not in SAFE_METHODS
    if current_user.is_proved(is_begun=is_begun) or not factors.factors_of(current_user.account).can_prove:
        return None
    return ask_for_proof()


def asks_current() -> bool:
    """Say whether the present password is asked for: where there is one and nothing better to show."""
    has = factors.factors_of(current_user.account)
    return has.password and not has.can_prove


def is_current_right(form: Any) -> bool:
    """Say whether the present password was typed where it is asked for; the sentence stands at its field."""
    if not asks_current():
        return True
    account = current_user.account
    if not rate.allow("proof", PROOFS, str(account.id)):
        form.current.errors = [_("There have been too many tries. Wait ten minutes.")]
        return False
    try:
        changing.check_current(account, answer(form.current))
    except changing.PasswordWrong as refusal:
        form.current.errors = [str(refusal)]
        return False
    return True


@bp.route("/bekrafta", methods=["GET", "POST"])
@organizers(Permission.SEE_DESK)
def prove() -> ResponseReturnValue:
    """Show that it is you, by a passkey or a code, and go on."""
    goal = local_path(request.args.get("next")) or url_for("desk.today")
    form = ProofForm()
    if request.method != "POST":
        return _page(form, carried=[], goal=goal)
    if _is_proved_by(form):
        return redirect(goal, code=303)
    return _page(form, carried=[], goal=goal), 422


def _is_proved_by(form: ProofForm) -> bool:
    account = current_user.account
    if not form.validate():
        return False
    if not rate.allow("proof", PROOFS, str(account.id)):
        form.code.errors = [_("There have been too many tries. Wait ten minutes.")]
        return False
    with transaction(public=False):
        shown = factors.show_code(account, answer(form.code))
        if shown:
            sessions.prove(current_user.token)
    if shown == "recovery":
        tell_left(factors.factors_of(account).codes_left)
    if not shown:
        form.code.errors = [app_code_wrong()]
    return shown is not None


def _page(form: ProofForm, *, carried: list[tuple[str, str]], goal: str) -> str:
    return render_template(
        "accounts/prove.html",
        form=form,
        carried=carried,
        goal=goal,
        demo_code=demo_code_of(current_user.account),
        factors=factors.factors_of(current_user.account),
    )
