"""Public pages after signing: one step left, confirm, thanks."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import i18n, mail_way, postman, rate, read_mail
from app.core.access import public, signed_link
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.petitions import goals, queries
from app.petitions.models import Petition
from app.shifts import agenda
from app.shifts import queries as shifts
from app.signatures import confirming, entering, entry, handles, readdressing, rows, unasked
from app.signatures.models import Signature
from app.signatures.pending_forms import AddressForm, CodeForm, ResendForm
from app.signatures.refusals import PetitionClosed
from app.tasks import hands as tasks_hands
from app.tasks import queries as tasks

bp = Blueprint("signatures", __name__, url_prefix="/namninsamlingar")

OPEN_TASKS = 2
OTHER_PETITIONS = 3
SHARED = "delad"
"""The way by which those come who follow a link that a signer has passed on."""
LIMIT = "60 per 10 minutes"
"""From one network, which a whole hall may share; each page after signing has limits of its own."""


@bp.get("/<slug>/ett-steg-kvar/<receipt>")
@public
def pending(slug: str, receipt: str) -> ResponseReturnValue:
    """Say that a mail is on its way; the same page whether or not the address has signed before."""
    return _pending(queries.get_public(slug), _read(receipt))


@bp.post("/<slug>/ett-steg-kvar/<receipt>/kod")
@public
def enter_code(slug: str, receipt: str) -> ResponseReturnValue:
    """Confirm by the code in the mail, as its link does."""
    petition, about, form = _get_waiting(slug), _read(receipt), CodeForm()
    if not form.validate():
        return _pending(petition, about, code=form), 422
    if not rate.allow("code", LIMIT, rate.client_network()):
        return _too_many(petition, about, code=form)
    try:
        with transaction(public=False):
            token = entering.token_for_code(petition, about, answer(form.code))
    except entering.NoTriesLeft as refusal:
        form.code.errors = [str(refusal)]
        return _pending(petition, about, code=form), refusal.status
    if token is None:
        form.code.errors = [entering.words_for_wrong(handles.get_left(about).tries)]
        return _pending(petition, about, code=form), 422
    with transaction():
        confirming.confirm_signature(token)
    return redirect(url_for(".confirm", token=token), code=303)


@bp.post("/<slug>/ett-steg-kvar/<receipt>/igen")
@public
def resend(slug: str, receipt: str) -> ResponseReturnValue:
    """Send the mail once more."""
    petition, about = _get_waiting(slug), _read(receipt)
    if not rate.allow("resend", LIMIT, rate.client_network()):
        return _too_many(petition, about, again=ResendForm())
    with transaction(public=False):
        readdressing.resend(petition, about)
    return redirect(url_for(".pending", slug=slug, receipt=receipt, klart="igen"), code=303)


@bp.post("/<slug>/ett-steg-kvar/<receipt>/adress")
@public
def correct_address(slug: str, receipt: str) -> ResponseReturnValue:
    """Send the mail to another address, and none to the one before."""
    petition, about, form = _get_waiting(slug), _read(receipt), AddressForm()
    if not form.validate() or (handles.get_left(about).corrections and form.finds_slip()):
        return _pending(petition, about, address=form), 422
    network = rate.client_network()
    if not rate.allow("correct-address", LIMIT, network):
        return _too_many(petition, about, address=form)
    try:
        with transaction(public=False):
            new = readdressing.correct_address(petition, about, answer(form.email), network=network)
    except (readdressing.NoCorrectionsLeft, readdressing.CorrectedElsewhere) as refusal:
        form.email.errors = [str(refusal)]
        return _pending(petition, about, address=form), refusal.status
    return redirect(url_for(".pending", slug=slug, receipt=new.hex(), klart="adress"), code=303)


@bp.get("/<slug>/ett-steg-kvar/<receipt>/mejlet")
@public
def demo_mail(slug: str, receipt: str) -> ResponseReturnValue:
    """Show the mail of a receipt, in the demonstration only."""
    settings = current_app.config["SETTINGS"]
    petition, about = queries.get_public(slug), _read(receipt)
    if not settings.shows_mail:
        return redirect(url_for("petitions.show", slug=slug), code=303)
    letters = [read_mail.words_of(message) for message in read_mail.delivered_about(about, settings)]
    return render_template("signatures/demo_mail.html", petition=petition, letters=letters, receipt=receipt)


@bp.route("/bekrafta/<token>", methods=["GET", "POST"])
@signed_link("confirm-signature")
def confirm(token: str) -> ResponseReturnValue:
    """Show a button that confirms, then the thanks; opening the page alone does nothing."""
    row = confirming.find_by_token(token)
    if request.method == "POST":
        with transaction():
            confirming.confirm_signature(token)
        return redirect(url_for(".confirm", token=token), code=303)
    counted = confirming.counted_instead(row)
    if counted is not None:
        return _thanks(counted)
    page = _ask("signatures/confirm.html", row, token)
    return page if confirming.can_confirm(row.petition) else (page, PetitionClosed.status)


@bp.route("/bekrafta/<token>/inte-jag", methods=["GET", "POST"])
@signed_link("confirm-signature")
def disown(token: str) -> ResponseReturnValue:
    """Remove what somebody else signed with one's address, by a button too."""
    row = confirming.find_by_token(token)
    if request.method == "POST":
        slug = row.petition.slug
        with transaction(public=False):
            is_gone = confirming.disown_signature(token)
        if is_gone:
            return redirect(url_for("own_signatures.withdrawn", slug=slug), code=303)
        return redirect(url_for(".confirm", token=token), code=303)
    if confirming.counted_instead(row) is not None:
        return redirect(url_for(".confirm", token=token), code=303)
    return _ask("signatures/disown.html", row, token)


def _get_waiting(slug: str) -> Petition:
    """Give a petition whose signatures can still be confirmed; raises PetitionClosed, NoResultFound."""
    petition = queries.get_public(slug)
    if not confirming.can_confirm(petition):
        raise PetitionClosed
    return petition


def _read(receipt: str) -> bytes:
    about = handles.parse_receipt(receipt)
    if about is None:
        abort(404)
    return about


def _pending(petition: Petition, about: bytes, **forms: CodeForm | AddressForm | ResendForm) -> str:
    """Show the page after signing, with the form that was just sent; the others are empty."""
    return render_template(
        "signatures/pending.html",
        petition=petition,
        receipt=about.hex(),
        left=handles.get_left(about),
        code=forms.get("code") or CodeForm(formdata=None),
        address=forms.get("address") or AddressForm(formdata=None),
        again=forms.get("again"),
        done=request.args.get("klart"),
        is_waiting=confirming.can_confirm(petition),
        is_late=postman.is_behind(),
        mail_from=mail_way.sender(),
    )


def _too_many(
    petition: Petition, about: bytes, **forms: CodeForm | AddressForm | ResendForm
) -> ResponseReturnValue:
    for form in forms.values():
        form.form_errors = [_("There have been very many attempts from your network. Wait ten minutes.")]
    return _pending(petition, about, **forms), 429


def _ask(template: str, row: Signature, token: str) -> str:
    """Show what is asked about: what was written, and no address."""
    return render_template(
        template,
        petition=row.petition,
        signature=row,
        person=rows.person(row),
        details=entry.list_details(row),
        consent=row.consent,
        token=token,
        unasked=unasked.list_beside(row),
        may_confirm=confirming.can_confirm(row.petition),
    )


def _thanks(row: Signature) -> str:
    petition = row.petition
    path = f"/namninsamlingar/{petition.slug}?via={SHARED}"
    others = [p for p in queries.list_public() if p.id != petition.id and p.is_open]
    next_shift = shifts.find_next(petition.campaign_id)
    return render_template(
        "signatures/thanks.html",
        petition=petition,
        signature=row,
        goal=goals.next_goal(petition),
        share_url=i18n.absolute_url(path, lang=i18n.language()),
        others=others[:OTHER_PETITIONS],
        shifts=agenda.rows([next_shift] if next_shift else []),
        tasks=tasks_hands.rows(tasks.list_public(needing=True, limit=OPEN_TASKS)),
    )
