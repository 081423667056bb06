"""A signer's own page: asked for, opened by a mailed link, and what she does there."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.core import rate
from app.core.access import public, signed_link
from app.core.db import transaction
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.petitions import queries
from app.petitions.forms import ConfirmForm, OwnPageForm
from app.signatures import links, rows, withdrawing

bp = Blueprint("own_signatures", __name__, url_prefix="/namninsamlingar")


@bp.route("/<slug>/min-underskrift", methods=["GET", "POST"])
@public
def ask_for_own_page(slug: str) -> ResponseReturnValue:
    """Mail the way to a signer's own page; the answer is the same for every address."""
    petition = queries.get_public(slug)
    form = OwnPageForm()
    if request.method != "POST":
        return render_template("signatures/ask_for_own_page.html", petition=petition, form=form)
    if not form.validate():
        return render_template("signatures/ask_for_own_page.html", petition=petition, form=form), 422
    if not rate.allow("own-page", "20 per 10 minutes", rate.client_network()):
        form.form_errors = [_("There have been very many attempts from your network. Wait ten minutes.")]
        return render_template("signatures/ask_for_own_page.html", petition=petition, form=form), 429
    with transaction(public=False):
        links.ask_for_signer_link(petition, answer(form.email))
    return redirect(url_for(".own_page_sent", slug=slug), code=303)


@bp.get("/<slug>/min-underskrift/skickad")
@public
def own_page_sent(slug: str) -> ResponseReturnValue:
    """Say that a mail is on its way, if the address has signed."""
    return render_template("signatures/own_page_sent.html", petition=queries.get_public(slug))


@bp.get("/min-underskrift/<token>")
@signed_link("own-signature")
def own_page(token: str) -> ResponseReturnValue:
    """Show a signer what is kept about her, with a button that removes it."""
    row = links.find_by_signer_link(token)
    return render_template(
        "signatures/own_page.html",
        petition=row.petition,
        signature=row,
        person=rows.person(row),
        consent=row.consent,
        form=ConfirmForm(),
        token=token,
    )


@bp.post("/min-underskrift/<token>/ta-bort")
@signed_link("own-signature")
def withdraw(token: str) -> ResponseReturnValue:
    """Remove a signature."""
    slug = links.find_by_signer_link(token).petition.slug
    with transaction():
        withdrawing.withdraw_signature(links.find_by_signer_link(token))
    return redirect(url_for(".withdrawn", slug=slug), code=303)


@bp.get("/<slug>/borttagen")
@public
def withdrawn(slug: str) -> ResponseReturnValue:
    """Say that a signature is gone."""
    return render_template("signatures/withdrawn.html", petition=queries.get_public(slug))
