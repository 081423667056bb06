"""The desk's pages of signatures that are taken out together: a rule, a try, a reason, progress, undo."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import service as accounts
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.origin import SAFE_METHODS
from app.fraud import choosing, invalidating, queries, weighing
from app.fraud.choosing import Conditions, Preview
from app.fraud.forms import RuleOutForm
from app.fraud.models import Invalidation
from app.fraud.saying import say_conditions
from app.petitions import queries as petitions
from app.petitions.models import Petition
from app.record.service import write_down
from app.signatures import masking, register

bp = Blueprint(
    "invalidations_manage", __name__, url_prefix="/organisera/namninsamlingar/<int:petition_id>/ogiltiga"
)

KNOWN = timedelta(days=30)
"""So long networks are known."""


@bp.get("/")
@organizers(Permission.SEE_SIGNERS)
def index(petition_id: int) -> ResponseReturnValue:
    """List what has been taken out of a petition."""
    petition = petitions.get_for(current_user.account, petition_id)
    found = queries.list_invalidations(petition)
    return render_template(
        "fraud/manage/invalidations.html",
        petition=petition,
        invalidations=[(each, invalidating.reason_of(each)) for each in found],
    )


@bp.route("/ny", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def new(petition_id: int) -> ResponseReturnValue:
    """Say which signatures are meant, see how many they are, then begin."""
    petition = petitions.get_for(current_user.account, petition_id)
    form = _form(petition)
    if request.method in SAFE_METHODS:
        return _page(petition, form)
    if not form.validate():
        return _page(petition, form), 422
    domain = (form.domain.data or "").removeprefix("@")
    domain_hash = choosing.domain_hash(petition, weighing.domain_of(f"a@{domain}")) if domain else ""
    said = form.conditions(domain_hash=domain_hash)
    if said.is_empty:
        form.form_errors = [_("Say at least one thing about the signatures that you mean.")]
        return _page(petition, form), 422
    if request.form.get("do") != "start" or not form.up_to.data:
        return _try(petition, form, said)
    if form.tried.data != said.mark:
        sentence = _("You have changed what is meant. Look again at what fits now, then take it out.")
        form.form_errors = [sentence]
        return _try(petition, form, said), 422
    if not answer(form.reason):
        form.reason.errors = [_("Write why: the signers have a right to know.")]
        return _page(petition, form, choosing.preview(petition, said, up_to=form.up_to.data)), 422
    return _start(petition, form, said)


def _try(petition: Petition, form: RuleOutForm, said: Conditions) -> str:
    found = choosing.preview(petition, said)
    facts = {"count": found.total}
    with transaction(public=False):
        write_down("invalidation.tried", actor=current_user.account, petition_id=petition.id, facts=facts)
    form.up_to.data = found.top_id
    form.up_to.raw_data = None
    form.tried.data = said.mark
    return _page(petition, form, found)


def _start(petition: Petition, form: RuleOutForm, said: Conditions) -> ResponseReturnValue:
    found = choosing.preview(petition, said, up_to=answer(form.up_to), sample=0)
    try:
        with transaction(public=False):
            made = invalidating.start_invalidation(
                petition,
                said,
                total=found.total,
                top_id=found.top_id,
                reason=answer(form.reason),
                once=bytes.fromhex(answer(form.once)),
                actor=current_user.account,
            )
    except DomainError as refusal:
        form.form_errors = [str(refusal)]
        return _page(petition, form), refusal.status
    return redirect(url_for(".show", petition_id=petition.id, invalidation_id=made.id), code=303)


def _form(petition: Petition) -> RuleOutForm:
    form = RuleOutForm()
    networks = queries.top_networks(petition, KNOWN)
    areas, sources = register.list_areas(petition), register.list_sources(petition)
    every = [("", _("All"))]
    form.network.choices = every + [
        (each.hash, _("%(short)s (%(count)s lately)", short=each.short, count=each.count))
        for each in networks
    ]
    form.area.choices = every + [(str(area.id), area.name) for area in areas]
    form.source.choices = every + [(name, name) for name in sources]
    wanted = request.args.get("network", "")
    if request.method in SAFE_METHODS and wanted:
        form.network.data = next((each.hash for each in networks if each.short == wanted), "")
    return form


def _page(petition: Petition, form: RuleOutForm, found: Preview | None = None) -> str:
    rows = found.sample if found else []
    return render_template(
        "fraud/manage/new.html",
        petition=petition,
        form=form,
        found=found,
        sample=[masking.line_of(row, petition.scope, is_shown=False) for row in rows],
    )


@bp.get("/<int:invalidation_id>")
@organizers(Permission.SEE_SIGNERS)
def show(petition_id: int, invalidation_id: int) -> ResponseReturnValue:
    """Show how far it has come, and what can be done about it."""
    made = _get(petition_id, invalidation_id)
    return render_template(
        "fraud/manage/invalidation.html",
        petition=made.petition,
        made=made,
        out=invalidating.count_out(made),
        is_settled=invalidating.would_raise_settled(made),
        reason=invalidating.reason_of(made),
        said=say_conditions(made),
        who=accounts.person(made.account)["name"] if made.account else "",
    )


def _get(petition_id: int, invalidation_id: int) -> Invalidation:
    petition = petitions.get_for(current_user.account, petition_id)
    return queries.get_invalidation(current_user.account, petition, invalidation_id)


@bp.post("/<int:invalidation_id>/stoppa")
@organizers(Permission.EDIT_PETITIONS)
def cancel(petition_id: int, invalidation_id: int) -> ResponseReturnValue:
    """Stop one that runs."""
    made = _get(petition_id, invalidation_id)
    try:
        with transaction():
            invalidating.cancel_invalidation(made, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    return redirect(url_for(".show", petition_id=petition_id, invalidation_id=invalidation_id), code=303)


@bp.post("/<int:invalidation_id>/angra")
@organizers(Permission.EDIT_PETITIONS)
def undo(petition_id: int, invalidation_id: int) -> ResponseReturnValue:
    """Put back what was taken out."""
    made = _get(petition_id, invalidation_id)
    try:
        with transaction():
            invalidating.undo_invalidation(made, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    return redirect(url_for(".show", petition_id=petition_id, invalidation_id=invalidation_id), code=303)
