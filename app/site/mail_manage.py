"""The mailbox that mails leave from: chosen, tried for real, read back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import mail_ceiling, mail_way, rate
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.edits import ChangedMeanwhile
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.mail_way import Ceiling
from app.site import mail_dns, mail_setup, queries
from app.site.mail_failures import MailFailed
from app.site.mail_providers import CAUTIOUS, OTHER, PROVIDERS, provider
from app.site.mail_setup import MailChoice
from app.site.models import Association
from app.site.settings_forms import CodeForm, MailForm, VersionOnlyForm

bp = Blueprint("mail_manage", __name__, url_prefix="/organisera/installningar/e-post")

TRIALS = "20 per hour"
"""Of connecting to a server that somebody names, for each organizer."""


@bp.route("/", methods=["GET", "POST"])
@organizers(Permission.CHANGE_SETTINGS, fresh=True)  # whoever has the mailbox has everybody's links
def index() -> ResponseReturnValue:
    """Choose the mailbox; it is stored once the server has taken a test mail."""
    own = queries.get_association()
    form = MailForm(data=_stored(own))
    if not form.validate_on_submit():
        return _page(form, CodeForm(formdata=None)), 422 if form.errors else 200
    if refused := _try_and_use(form):
        name, sentence = refused
        if name:
            form[name].errors = [sentence]
        else:
            form.form_errors = [sentence]
        return _page(form, CodeForm(formdata=None)), 422
    flash(_("The server took the mail. Look in your mailbox, and type the code here."))
    return redirect(url_for(".index", _anchor="kod"), code=303)


def _try_and_use(form: MailForm) -> tuple[str, str] | None:
    """Send the test mail and store the mailbox; give the field and the sentence of what went wrong."""
    choice, account = _choice(form), current_user.account
    if not rate.allow("mail-trial", TRIALS, str(account.id)):
        return "", _("You have tried very often. Wait an hour and try again.")
    try:
        code = mail_setup.try_out(choice, to=account, settings=current_app.config["SETTINGS"])
        with transaction():
            mail_setup.use(choice, code, version=answer(form.version), actor=account)
    except MailFailed as failure:
        # A known provider's server and port are not typed, so what is wrong with them stands at the choice.
        is_typed = choice.provider == OTHER or failure.field not in {"host", "port"}
        return (failure.field, str(failure)) if is_typed else ("provider", _unreached(choice))
    except mail_setup.NoPasswordYet as refusal:
        return "password", str(refusal)
    except (mail_setup.SetupRefused, ChangedMeanwhile) as refusal:
        form.version.data = queries.get_association().version
        return "", str(refusal)
    return None


def _unreached(choice: MailChoice) -> str:
    said = _(
        "We did not reach %(host)s, which is the right server. Wait a while and try again; "
        "if it goes on, ask whoever runs this server whether it may reach out.",
        host=choice.host,
    )
    return str(said)


def _stored(own: Association) -> dict[str, Any]:
    known = own.mail or {}
    if not known:
        return {"version": own.version, "count": CAUTIOUS.count, "port": 587}
    return {
        "version": own.version,
        "provider": known["provider"],
        "host": known["host"],
        "port": known["port"],
        "tls": "implicit" if known["implicit"] else "starttls",
        "count": known["count"],
        "user": mail_setup.user_of(own),
        "sender": known["sender"],
    }


def _choice(form: MailForm) -> MailChoice:
    known = provider(answer(form.provider))
    by_hand = Ceiling(form.count.data or CAUTIOUS.count, timedelta(hours=1))
    is_implicit = form.tls.data == "implicit"
    return MailChoice(
        provider=answer(form.provider),
        host=known.host if known else answer(form.host).lower(),
        port=known.port if known else form.port.data or (465 if is_implicit else 587),
        is_implicit=known.is_implicit if known else is_implicit,
        user=answer(form.user),
        password=form.password.data or "",
        sender=answer(form.sender),
        ceiling=known.ceiling if known else by_hand,
    )


def _page(form: MailForm, code_form: CodeForm, found: list[mail_dns.Finding] | None = None) -> str:
    own = queries.get_association()
    settings = current_app.config["SETTINGS"]
    return render_template(
        "site/manage/mail.html",
        form=form,
        code_form=code_form,
        own=own,
        found=found,
        providers=PROVIDERS,
        cautious=CAUTIOUS,
        sender=mail_way.sender(),
        by_server=mail_way.is_set_by_server(settings),
        is_open=mail_way.is_open(settings),
        ceiling=mail_way.way_out().ceiling,
        forecast=mail_ceiling.forecast(),
    )


@bp.post("/kod")
@organizers(Permission.CHANGE_SETTINGS)
def code() -> ResponseReturnValue:
    """Take the code of the test mail."""
    form = CodeForm()
    if form.validate():
        typed = "".join(each for each in answer(form.code) if each.isdigit())
        try:
            with transaction():
                is_right = mail_setup.check_code(typed, actor=current_user.account)
            if is_right:
                flash(_("Mails arrive. E-mail is set up."))
                return redirect(url_for(".index"), code=303)
            form.code.errors = [str(mail_setup.CodeWrong())]
        except mail_setup.CodeGone as refusal:
            form.code.errors = [str(refusal)]
    own = queries.get_association()
    return _page(MailForm(formdata=None, data=_stored(own)), form), 422


@bp.post("/kontroll")
@organizers(Permission.CHANGE_SETTINGS)
def check() -> ResponseReturnValue:
    """Ask the name servers what the sender's domain says about its mail."""
    own = queries.get_association()
    sender = mail_way.sender()
    found = mail_dns.look_up(sender, (own.mail or {}).get("provider", ""))
    return _page(MailForm(formdata=None, data=_stored(own)), CodeForm(formdata=None), found)


@bp.post("/sluta")
@organizers(Permission.CHANGE_SETTINGS, fresh=True)
def stop() -> ResponseReturnValue:
    """Forget the mailbox and its password."""
    form = VersionOnlyForm()
    try:
        with transaction():
            mail_setup.stop(version=answer(form.version), actor=current_user.account)
    except ChangedMeanwhile as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("The mailbox is forgotten, with its password."))
    return redirect(url_for(".index"), code=303)
