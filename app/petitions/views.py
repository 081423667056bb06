"""Public pages of petitions: read, sign, confirm, see what is kept, withdraw."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import i18n, rate, read_mail
from app.core.access import public, signed_link
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.pages import kept
from app.core.slugs import bytes_of
from app.petitions import queries, signing
from app.petitions.counting import next_goal
from app.petitions.forms import ConfirmForm, OwnPageForm, SignForm
from app.petitions.models import Petition
from app.petitions.sealing import Signer, seal_signature
from app.shifts import agenda
from app.shifts import queries as shifts
from app.tasks import hands as tasks_hands
from app.tasks import queries as tasks

bp = Blueprint("petitions", __name__, url_prefix="/namninsamlingar")

OPEN_TASKS = 2
SIGN_LIMIT = "60 per minute"
"""A queue at a table is five a minute; a flood is thousands."""


@bp.get("/")
@public
@kept()
def index() -> ResponseReturnValue:
    """List the petitions."""
    return render_template("petitions/index.html", petitions=queries.list_public(), next_goal=next_goal)


@bp.get("/<slug>")
@public
@kept()
def show(slug: str) -> ResponseReturnValue:
    """Show a petition with its form."""
    return _page(slug, SignForm(formdata=None))


@bp.post("/<slug>")
@public
def sign(slug: str) -> ResponseReturnValue:
    """Store a signature that waits for its confirmation."""
    petition = queries.get_signable(slug, i18n.language())
    form = SignForm()
    if petition.is_open and not form.validate():
        return _page(slug, form), 422
    if not rate.allow("sign", SIGN_LIMIT, rate.client_network()):
        form.form_errors = [
            _("Very many people are signing from your network right now. Wait a minute and press again.")
        ]
        return _page(slug, form), 429
    signer = Signer(
        name=answer(form.name),
        email=answer(form.email),
        postcode=answer(form.postcode),
        show_name=form.show_name.data,
        contact_me=form.contact_me.data,
    )
    try:
        if not petition.is_open:
            raise signing.PetitionClosed
        sealed = seal_signature(petition, signer)
        with transaction(public=False):
            signing.sign_petition(sealed)
    except signing.SigningRefused as refusal:
        form.form_errors = [str(refusal)]
        return _page(slug, form), refusal.status
    return redirect(url_for(".pending", slug=slug, receipt=sealed.receipt.hex()), code=303)


def _page(slug: str, form: SignForm) -> str:
    petition = queries.get_public(slug)
    consent = queries.get_consent(petition, i18n.language()) if petition.is_open else None
    return render_template(
        "petitions/show.html",
        petition=petition,
        form=form,
        consent=consent,
        goal=next_goal(petition.total),
        names=queries.latest_names(petition),
    )


@bp.get("/<slug>/ett-steg-kvar/<receipt>")
@public
def pending(slug: str, receipt: str) -> ResponseReturnValue:
    """Say that a mail is on its way; the same page whether or not the address has signed before."""
    petition = queries.get_public(slug)
    return render_template(
        "petitions/pending.html",
        petition=petition,
        receipt=receipt,
        mail_from=current_app.config["SETTINGS"].mail_from,
    )


@bp.get("/<slug>/ett-steg-kvar/<receipt>/mejlet")
@public
def demo_mail(slug: str, receipt: str) -> ResponseReturnValue:
    """Show the mail of a receipt, in the demonstration only."""
    settings = current_app.config["SETTINGS"]
    petition = queries.get_public(slug)
    if not settings.demo or not settings.mail_url.startswith("maildir:"):
        return redirect(url_for(".show", slug=slug), code=303)
    letters = [
        read_mail.words_of(message) for message in read_mail.delivered_about(bytes_of(receipt), settings)
    ]
    return render_template("petitions/demo_mail.html", petition=petition, letters=letters, receipt=receipt)


@bp.route("/bekrafta/<token>", methods=["GET", "POST"])
@signed_link("confirm-signature")
def confirm(token: str) -> ResponseReturnValue:
    """Show a button that confirms, then the thanks; opening the page alone does nothing."""
    row = signing.find_by_token(token)
    if request.method == "POST":
        with transaction():
            signing.confirm_signature(token)
        return redirect(url_for(".confirm", token=token), code=303)
    counted = signing.counted_instead(row)
    if counted is None:
        return render_template(
            "petitions/confirm.html",
            petition=row.petition,
            signature=row,
            person=signing.person(row),
            consent=row.consent,
            token=token,
        )
    return _thanks(counted.petition, counted.number)


@bp.post("/bekrafta/<token>/inte-jag")
@signed_link("confirm-signature")
def disown(token: str) -> ResponseReturnValue:
    """Remove what somebody else signed with one's address."""
    slug = signing.find_by_token(token).petition.slug
    with transaction(public=False):
        signing.disown_signature(token)
    return redirect(url_for(".withdrawn", slug=slug), code=303)


def _thanks(petition: Petition, number: int | None) -> str:
    share_url = i18n.absolute_url(f"/namninsamlingar/{petition.slug}", lang=i18n.language())
    others = [p for p in queries.list_public() if p.id != petition.id and p.is_open][:3]
    next_shift = shifts.find_next(petition.campaign_id)
    return render_template(
        "petitions/thanks.html",
        petition=petition,
        number=number,
        share_url=share_url,
        others=others,
        shifts=agenda.rows([next_shift] if next_shift else []),
        tasks=tasks_hands.rows(tasks.list_public(needing=True, limit=OPEN_TASKS)),
    )


@bp.route("/<slug>/min-underskrift", methods=["GET", "POST"])
@public
def ask_for_own_page(slug: str) -> ResponseReturnValue:
    """Mail the way to a signer's own page; the answer is the same for every address."""
    petition = queries.get_public(slug)
    form = OwnPageForm()
    if request.method != "POST":
        return render_template("petitions/ask_for_own_page.html", petition=petition, form=form)
    if not form.validate():
        return render_template("petitions/ask_for_own_page.html", petition=petition, form=form), 422
    if not rate.allow("own-page", "20 per 10 minutes", rate.client_network()):
        form.form_errors = [_("There have been very many attempts from your network. Wait ten minutes.")]
        return render_template("petitions/ask_for_own_page.html", petition=petition, form=form), 429
    with transaction(public=False):
        signing.ask_for_signer_link(petition, answer(form.email))
    return redirect(url_for(".own_page_sent", slug=slug), code=303)


@bp.get("/<slug>/min-underskrift/skickad")
@public
def own_page_sent(slug: str) -> ResponseReturnValue:
    """Say that a mail is on its way, if the address has signed."""
    return render_template("petitions/own_page_sent.html", petition=queries.get_public(slug))


@bp.get("/min-underskrift/<token>")
@signed_link("own-signature")
def own_page(token: str) -> ResponseReturnValue:
    """Show a signer what is kept about her, with a button that removes it."""
    row = signing.find_by_signer_link(token)
    return render_template(
        "petitions/own_page.html",
        petition=row.petition,
        signature=row,
        person=signing.person(row),
        consent=row.consent,
        form=ConfirmForm(),
        token=token,
    )


@bp.post("/min-underskrift/<token>/ta-bort")
@signed_link("own-signature")
def withdraw(token: str) -> ResponseReturnValue:
    """Remove a signature."""
    slug = signing.find_by_signer_link(token).petition.slug
    with transaction():
        signing.withdraw_signature(signing.find_by_signer_link(token))
    return redirect(url_for(".withdrawn", slug=slug), code=303)


@bp.get("/<slug>/borttagen")
@public
def withdrawn(slug: str) -> ResponseReturnValue:
    """Say that a signature is gone."""
    return render_template("petitions/withdrawn.html", petition=queries.get_public(slug))
