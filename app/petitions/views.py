"""Public pages of petitions: read, sign, confirm, see what is kept, withdraw."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import i18n, rate
from app.core.access import public
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.pages import kept
from app.petitions import queries
from app.petitions.counting import next_goal
from app.petitions.forms import SignForm
from app.signatures import refusals, signing
from app.signatures.sealing import Signer, seal_signature

bp = Blueprint("petitions", __name__, url_prefix="/namninsamlingar")

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
            raise refusals.PetitionClosed
        sealed = seal_signature(petition, signer)
        with transaction(public=False):
            signing.sign_petition(sealed)
    except refusals.SigningRefused as refusal:
        form.form_errors = [str(refusal)]
        return _page(slug, form), refusal.status
    return redirect(url_for("signatures.pending", slug=slug, receipt=sealed.receipt.hex()), code=303)


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
