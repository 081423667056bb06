"""Public pages of tasks: what there is to do, taking it, handing it back."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import clock, i18n, mail_way, rate, read_mail
from app.core.access import public, signed_link
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.pages import kept
from app.core.slugs import bytes_of
from app.tasks import hands, queries, service
from app.tasks.forms import DoneForm, TakeForm, note_form
from app.tasks.models import Claim, Task
from app.tasks.refusals import TaskRefused
from app.volunteers import consent
from app.volunteers.forms import contact_of
from app.volunteers.service import Contact

bp = Blueprint("tasks", __name__, url_prefix="/hjalp-till")

TAKE_LIMIT = "60 per minute"
"""From one network, such as a meeting's Wi-Fi."""


@bp.get("/")
@public
@kept()
def index() -> ResponseReturnValue:
    """List what there is to do, what must be done first at the top."""
    return render_template("tasks/index.html", tasks=hands.rows(queries.list_public()))


@bp.get("/<slug>")
@public
@kept()
def show(slug: str) -> ResponseReturnValue:
    """Show a task with the form that takes it."""
    return _page(queries.get_public(slug), TakeForm(formdata=None))


def _page(task: Task, form: TakeForm) -> str:
    if not task.unit:
        form.units.label.text = _("How many are you?")
    return render_template(
        "tasks/show.html", task=task, need=hands.Need.of(task), form=form, agreement=consent.words()
    )


@bp.post("/<slug>")
@public
def take(slug: str) -> ResponseReturnValue:
    """Take a task, or some of it."""
    task = queries.get_public(slug)
    form = TakeForm()
    if not form.validate():
        return _page(task, form), 422
    contact = contact_of(form, locale=i18n.language())
    if not _is_allowed(contact):
        form.form_errors = [
            _("There have been very many attempts. Wait a while and press again, or write to us.")
        ]
        return _page(task, form), 429
    try:
        with transaction():
            outcome = service.take(task, contact, units=answer(form.units))
    except TaskRefused as refusal:
        form.form_errors = [str(refusal)]
        return _page(queries.get_public(slug), form), refusal.status
    return redirect(_receipt_of(outcome, slug), code=303)


def _is_allowed(contact: Contact) -> bool:
    if not rate.allow("take", TAKE_LIMIT, rate.client_network()):
        return False
    return not contact.email or rate.allow_mail("take", contact.identity or b"")


def _receipt_of(outcome: service.Outcome, slug: str) -> str:
    """Lead somebody with an e-mail to a page made from what was typed alone, others to their claim."""
    claim = outcome.claim
    if claim.volunteer.has_email:
        about = (claim.natural_key or b"").hex()
        return url_for(".thanks", slug=slug, about=about, _anchor="main")
    if outcome.is_fresh:
        return url_for(".claim", token=queries.token_of_claim(claim), _anchor="main")
    return url_for(".taken_before", slug=slug, _anchor="main")


@bp.get("/<slug>/tack/<about>")
@public
def thanks(slug: str, about: str) -> ResponseReturnValue:
    """Say that a mail is on its way; the same page whatever the address has taken before."""
    return render_template(
        "tasks/thanks.html",
        task=queries.get_public(slug),
        about=about,
        mail_from=mail_way.sender(),
    )


@bp.get("/<slug>/tack/<about>/mejlet")
@public
def demo_mail(slug: str, about: str) -> ResponseReturnValue:
    """Show the mail about a task, in the demonstration only."""
    settings = current_app.config["SETTINGS"]
    if not settings.shows_mail:
        return redirect(url_for(".show", slug=slug), code=303)
    letters = read_mail.delivered_about(bytes_of(about), settings)
    return render_template(
        "tasks/demo_mail.html",
        task=queries.get_public(slug),
        about=about,
        letters=[read_mail.words_of(each) for each in letters],
    )


@bp.get("/<slug>/tagen")
@public
@kept(seconds=60)
def taken_before(slug: str) -> ResponseReturnValue:
    """Say that it is written down beside what was taken before, and show nothing of that."""
    return render_template("tasks/taken_before.html", task=queries.get_public(slug))


@bp.get("/min/<token>")
@signed_link("own-claim")
def claim(token: str) -> ResponseReturnValue:
    """Show what somebody who is reached by phone only has taken, with the ways out of it."""
    return _claim_page(queries.get_claim_by_page(token), note_form(token))


def _claim_page(claim: Claim, form: DoneForm, refused: str = "") -> str:
    token = queries.token_of_claim(claim)
    return render_template(
        "tasks/claim.html",
        claim=claim,
        task=claim.task,
        token=token,
        form=form,
        refused=refused,
        own_url=i18n.absolute_url(f"/hjalp-till/min/{token}", lang=i18n.language()),
        today=clock.today(),
    )


@bp.post("/min/<token>/lamna")
@signed_link("own-claim")
def hand_back(token: str) -> ResponseReturnValue:
    """Give a task back."""
    try:
        with transaction():
            service.give_back(queries.get_claim_by_page(token))
    except TaskRefused as refusal:
        return _claim_page(queries.get_claim_by_page(token), note_form(token), str(refusal)), refusal.status
    return redirect(url_for(".claim", token=token, _anchor="main"), code=303)


@bp.post("/min/<token>/klar")
@signed_link("own-claim")
def finish(token: str) -> ResponseReturnValue:
    """Say that a task is done; what was written stays on the page when it cannot be."""
    row = queries.get_claim_by_page(token)
    form = note_form(token, is_sent=True)
    if not form.validate():
        return _claim_page(row, form), 422
    try:
        with transaction():
            service.finish(row, note=answer(form.note) or "")
    except TaskRefused as refusal:
        return _claim_page(queries.get_claim_by_page(token), form, str(refusal)), refusal.status
    return redirect(url_for(".claim", token=token, _anchor="main"), code=303)
