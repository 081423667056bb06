"""The pages on the tablet at a stand: a form, a receipt, and what it says when it is not open."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import i18n
from app.core.access import signed_link
from app.core.db import transaction
from app.core.forms import answer
from app.core.origin import SAFE_METHODS
from app.kiosks import queries, receipts, signing
from app.kiosks.forms import stand_form_for
from app.kiosks.models import Kiosk
from app.kiosks.queries import KioskState
from app.kiosks.refusals import KioskOver
from app.petitions import asking, consent
from app.petitions import queries as petitions
from app.petitions.sign_forms import SignForm
from app.signatures.models import Signature
from app.signatures.refusals import WordsChanged
from app.signatures.sealing import Signer

bp = Blueprint("kiosks", __name__, url_prefix="/namninsamlingar/kiosk")


@bp.get("/<token>")
@signed_link("kiosk")
def show(token: str) -> ResponseReturnValue:
    """Show an empty form, or say that the kiosk is not open."""
    kiosk = queries.find_by_token(token)
    state = queries.state_of(kiosk)
    if state is not KioskState.OPEN:
        return _closed(kiosk, token, state)
    return _page(kiosk, token, stand_form_for(asking.get_asked(kiosk.petition))(formdata=None))


@bp.post("/<token>")
@signed_link("kiosk")
def sign(token: str) -> ResponseReturnValue:
    """Sign at once; the receipt has an address of its own that soon shows nothing."""
    kiosk = queries.find_by_token(token)
    if queries.state_of(kiosk) is not KioskState.OPEN:
        return _closed(kiosk, token, queries.state_of(kiosk))
    form = stand_form_for(asking.get_asked(kiosk.petition))()
    if not form.validate():
        return _page(kiosk, token, form), 422
    try:
        row = _store(kiosk, form)
    except KioskOver:
        return _closed(kiosk, token, KioskState.OVER)
    except WordsChanged as refusal:
        form.form_errors = [str(refusal)]
        return _page(kiosk, token, form), refusal.status
    return redirect(url_for(".thanks", token=token, receipt=receipts.name_of(row)), code=303)


def _store(kiosk: Kiosk, form: SignForm) -> Signature:
    read = consent.read_from(request.form.get("consent_sign", ""))
    petition = petitions.get_signable(kiosk.petition.slug, i18n.language(), read=read)
    signer = Signer(
        name=answer(form.name),
        email="",
        postcode=answer(form.postcode),
        area_id=int(answer(form["area"])) if "area" in form else None,
        answers=form.answers(),
    )
    sealed = signing.seal_at_kiosk(kiosk, petition, signer, once=answer(form["once"]) or "")
    with transaction():
        return signing.sign_at_kiosk(kiosk, sealed)


@bp.get("/<token>/tack/<receipt>")
@signed_link("kiosk")
def thanks(token: str, receipt: str) -> ResponseReturnValue:
    """Thank, give the code of the signature, and go back to an empty form."""
    kiosk = queries.find_by_token(token)
    row = receipts.find_shown(kiosk, receipt)
    if row is None:
        return redirect(url_for(".show", token=token), code=303)
    return render_template(
        "kiosks/thanks.html",
        kiosk=kiosk,
        token=token,
        receipt=receipt,
        signature=row,
        code=receipts.code_of(row),
        own_address=i18n.absolute_url(url_for("own_signatures.ask")).partition("//")[2],
    )


@bp.post("/<token>/tack/<receipt>")
@signed_link("kiosk")
def done(token: str, receipt: str) -> ResponseReturnValue:
    """Put the receipt away and give an empty form to whoever comes next."""
    kiosk = queries.find_by_token(token)
    row = receipts.find_shown(kiosk, receipt)
    if row is not None:
        with transaction(public=False):
            receipts.put_away(row)
    return redirect(url_for(".show", token=token), code=303)


def _page(kiosk: Kiosk, token: str, form: SignForm) -> str:
    petition = kiosk.petition
    agreed = petitions.get_consent(petition, i18n.language())
    return render_template(
        "kiosks/show.html",
        kiosk=kiosk,
        petition=petition,
        token=token,
        form=form,
        consent=agreed,
        read=consent.Read(agreed.number, petition.text_number),
    )


def _closed(kiosk: Kiosk, token: str, state: KioskState) -> ResponseReturnValue:
    page = render_template("kiosks/closed.html", kiosk=kiosk, token=token, is_soon=state is KioskState.SOON)
    return page, 200 if state is KioskState.SOON and request.method in SAFE_METHODS else KioskOver.status
