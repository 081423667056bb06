"""Public pages of petitions: the list, the petition in its languages, and the form."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import i18n, rate
from app.core.access import public
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.pages import kept
from app.fraud import weighing
from app.petitions import asking, consent, goals, queries, tongues
from app.petitions.models import Petition
from app.petitions.sign_forms import SignForm, form_for
from app.petitions.tongues import Tongue
from app.signatures import names, refusals, signing
from app.signatures.refusals import TooManyAtOnce
from app.signatures.sealing import SealedSignature, Signable, Signer, seal_signature

bp = Blueprint("petitions", __name__, url_prefix="/namninsamlingar")


class Text(NamedTuple):
    """What is demanded, in one language."""

    title: str
    demand: str
    body: str
    tongue: Tongue


@bp.get("/")
@public
@kept()
def index() -> ResponseReturnValue:
    """List the petitions."""
    petitions = queries.list_public()
    return render_template("petitions/index.html", petitions=petitions, next_goal=goals.next_goals(petitions))


@bp.get("/<slug>")
@public
@kept()
def show(slug: str) -> ResponseReturnValue:
    """Show a petition with its form."""
    return _page(slug)


@bp.get("/<slug>/pa/<locale>")
@public
@kept()
def show_in(slug: str, locale: str) -> ResponseReturnValue:
    """Show a petition's demand in another language, with the same form."""
    return _page(slug, locale)


@bp.post("/<slug>")
@public
def sign(slug: str) -> ResponseReturnValue:
    """Store a signature that waits for its confirmation."""
    return _sign(slug)


@bp.post("/<slug>/pa/<locale>")
@public
def sign_in(slug: str, locale: str) -> ResponseReturnValue:
    """Store a signature given below the demand in another language."""
    return _sign(slug, locale)


def _sign(slug: str, locale: str | None = None) -> ResponseReturnValue:
    read = consent.read_from(request.form.get("consent_sign", ""))
    petition = queries.get_signable(slug, i18n.language(), read=read)
    asked = asking.get_asked(petition, has_areas=petition.has_areas, has_questions=petition.has_questions)
    form = form_for(asked)()
    is_valid = form.validate()
    if petition.is_open and (form.finds_slip() or not is_valid):
        return _page(slug, locale, form), 422
    try:
        if not petition.is_open:
            raise refusals.PetitionClosed
        sealed = _store(petition, form)
    except DomainError as refusal:
        form.form_errors = [str(refusal)]
        return _page(slug, locale, form), refusal.status
    return redirect(url_for("signatures.pending", slug=slug, receipt=sealed.receipt.hex()), code=303)


def _store(petition: Signable, form: SignForm) -> SealedSignature:
    signer, network = _signer(form), rate.client_network()
    weight = weighing.weigh(
        petition, signer, network=network, proof=form.proof.data or "", trap=form.subject.data or ""
    )
    if not rate.allow("sign", weight.limit, network):
        raise TooManyAtOnce
    sealed = seal_signature(petition, signer, weight=weight, source=request.args.get("via"))
    with transaction(public=False):
        weighing.spend(weight, sealed.receipt)
        signing.sign_petition(sealed)
    return sealed


def _signer(form: SignForm) -> Signer:
    return Signer(
        name=answer(form.name),
        email=answer(form.email),
        postcode=answer(form.postcode),
        show_name=form.show_name.data,
        first_name_only=form.first_name_only.data,
        contact_me=form.contact_me.data,
        area_id=int(answer(form["area"])) if "area" in form else None,
        phone=(answer(form["phone"]) or "") if "phone" in form else "",
        comment=(answer(form["comment"]) or "") if "comment" in form else "",
        answers=form.answers(),
    )


def _page(slug: str, locale: str | None = None, form: SignForm | None = None) -> str:
    petition = queries.get_public(slug)
    locales = asking.list_locales(petition.id)
    if locale is not None and locale not in locales:
        abort(404)
    form = form or form_for(asking.get_asked(petition))(formdata=None)
    agreed = queries.get_consent(petition, i18n.language()) if petition.is_open else None
    if agreed is not None:
        form.show_texts(consent.Read(agreed.number, petition.text_number))
    return render_template(
        "petitions/show.html",
        petition=petition,
        text=text_in(petition, locale),
        tongues=tongues.besides(locale, locales),
        form=form,
        consent=agreed,
        goal=goals.next_goal(petition),
        ladder=goals.ladder(petition),
        signers=names.shown(petition),
    )


def text_in(petition: Petition, locale: str | None) -> Text:
    """Give what is demanded in a language, in Swedish where it does not stand in that one."""
    written = asking.find_translation(petition.id, locale) if locale else None
    if written is None:
        return Text(petition.title, petition.demand, petition.body, tongues.OWN)
    return Text(written.title, written.demand, written.body, tongues.BY_LOCALE[written.locale])
