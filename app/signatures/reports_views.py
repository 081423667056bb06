"""Public page where anybody reports a shown name or comment."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.core import rate
from app.core.access import public
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.pages import kept
from app.petitions import queries
from app.petitions.models import Petition
from app.signatures import names, reporting
from app.signatures.models import ReportKind
from app.signatures.report_forms import ReportForm

bp = Blueprint("reports", __name__, url_prefix="/namninsamlingar")

LIMIT = "10 per 10 minutes"


@bp.get("/<slug>/anmal")
@public
@kept()
def new(slug: str) -> ResponseReturnValue:
    """Show what can be reported, and ask why."""
    petition = queries.get_public(slug)
    return _page(petition, ReportForm.offering(names.shown(petition), formdata=None))


def _page(petition: Petition, form: ReportForm) -> str:
    return render_template("signatures/report.html", petition=petition, form=form)


@bp.post("/<slug>/anmal")
@public
def send(slug: str) -> ResponseReturnValue:
    """Take a report."""
    petition = queries.get_public(slug)
    form = ReportForm.offering(names.shown(petition))
    if not form.validate():
        return _page(petition, form), 422
    if not rate.allow("report", LIMIT, rate.client_network()):
        form.form_errors = [_("There have been very many attempts from your network. Wait ten minutes.")]
        return _page(petition, form), 429
    kind, _dash, handle = answer(form.about).partition("-")
    try:
        with transaction(public=False):
            reporting.report(petition, ReportKind(kind), handle, why=answer(form.why))
    except DomainError as refusal:
        form.about.errors = [str(refusal)]
        return _page(petition, form), refusal.status
    return redirect(url_for(".sent", slug=slug, _anchor="main"), code=303)


@bp.get("/<slug>/anmal/tack")
@public
@kept(seconds=60)
def sent(slug: str) -> ResponseReturnValue:
    """Say what becomes of it."""
    return render_template("signatures/reported.html", petition=queries.get_public(slug))
