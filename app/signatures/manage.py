"""Organizers' register of signatures: masked until somebody asks, searched, one by one, and how it grows."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.core import i18n
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.forms import answer
from app.core.slugs import row_number
from app.petitions import queries
from app.petitions.models import Petition
from app.record import queries as record
from app.signatures import curve as growth
from app.signatures import entry, masking, register, searching, showing
from app.signatures.desk_forms import FilterForm, SearchForm, ShowForm
from app.signatures.models import Signature
from app.signatures.register import Page
from app.signatures.searching import By, Hits
from app.signatures.words import CHANNELS, COMMENTS, HOLDS, STATE_TAGS, STATES, sentence_of

bp = Blueprint(
    "signatures_manage", __name__, url_prefix="/organisera/namninsamlingar/<int:petition_id>/underskrifter"
)

WORDS = {"states": STATES, "tags": STATE_TAGS, "channels": CHANNELS}


@bp.get("/")
@organizers(Permission.SEE_SIGNERS)
def index(petition_id: int) -> ResponseReturnValue:
    """List the signatures, the newest first, masked."""
    petition = queries.get_for(current_user.account, petition_id)
    form = _filter(petition)
    if not form.validate():
        return _list(petition, form, None), 422
    return _list(petition, form, register.list_page(petition, form.chosen(), before=_before()))


@bp.post("/visa")
@organizers(Permission.SEE_SIGNERS)
def unmask(petition_id: int) -> ResponseReturnValue:
    """Write the act down, then show the names of one page."""
    petition = queries.get_for(current_user.account, petition_id)
    form, why = _filter(petition), ShowForm()
    if not form.validate():
        return _list(petition, form, None), 422
    status = _why_not(why)
    if status:
        page = register.list_page(petition, form.chosen(), before=_before())
        return _list(petition, form, page, why=why), status
    with transaction(public=False):
        page = register.list_page(petition, form.chosen(), before=_before())
        showing.show_page(petition, page.rows, reason=why.reason.data or "", actor=current_user.account)
    return _list(petition, form, page, is_shown=True)


def _filter(petition: Petition) -> FilterForm:
    form = FilterForm(request.args)
    form.offer(register.list_areas(petition), register.list_sources(petition))
    return form


def _list(
    petition: Petition,
    form: FilterForm,
    page: Page | None,
    *,
    why: ShowForm | None = None,
    is_shown: bool = False,
) -> str:
    rows = page.rows if page else []
    return render_template(
        "signatures/manage/index.html",
        petition=petition,
        form=form,
        why=why or ShowForm(formdata=None),
        page=page,
        lines=[masking.line_of(row, petition.scope, is_shown=is_shown) for row in rows],
        is_shown=is_shown,
        query=form.query if page else {},
        chosen=form.in_words() if page else [],
        before=_before(),
        areas=form.area_names,
        waiting=register.count_waiting(petition),
        **WORDS,
    )


def _before() -> int | None:
    """Give where a page begins; what is no number of a row begins with the newest."""
    return row_number(request.args.get("fore", ""))


def _why_not(form: ShowForm | SearchForm) -> int:
    """Give the status of a look that is refused, its reason said in the form; 0 when it may be had."""
    if not form.validate():
        return 422
    wait = showing.why_wait(current_user.account)
    form.form_errors = [wait] if wait else []
    return 429 if wait else 0


@bp.route("/sok", methods=["GET", "POST"])
@organizers(Permission.SEE_SIGNERS)
def search(petition_id: int) -> ResponseReturnValue:
    """Search for somebody: by POST, so that what is searched for stands in no address."""
    petition = queries.get_for(current_user.account, petition_id)
    form = SearchForm()
    if request.method != "POST":
        return _results(petition, form, None)
    status = _why_not(form)
    if status:
        return _results(petition, form, None), status
    by, start = By(answer(form.by)), row_number(form.before.data or "")
    hits = searching.find(petition, by, answer(form.words), before=start)
    with transaction(public=False):
        showing.show_found(petition, hits, actor=current_user.account)
    return _results(petition, form, hits)


def _results(petition: Petition, form: SearchForm, hits: Hits | None) -> str:
    return render_template(
        "signatures/manage/search.html",
        petition=petition,
        form=form,
        hits=hits,
        lines=searching.open_lines(petition, hits) if hits else [],
        looked_at=searching.LOOKED_AT,
        **WORDS,
    )


@bp.get("/<int:signature_id>")
@organizers(Permission.SEE_SIGNERS)
def show(petition_id: int, signature_id: int) -> ResponseReturnValue:
    """Show what is known about one signature, masked."""
    return _one(entry.get_for(current_user.account, petition_id, signature_id), ShowForm(formdata=None))


@bp.post("/<int:signature_id>/visa")
@organizers(Permission.SEE_SIGNERS)
def unmask_one(petition_id: int, signature_id: int) -> ResponseReturnValue:
    """Write the act down, then show who it is."""
    row = entry.get_for(current_user.account, petition_id, signature_id)
    why = ShowForm()
    status = _why_not(why)
    if status:
        return _one(row, why), status
    with transaction(public=False):
        showing.show_one(row, reason=why.reason.data or "", actor=current_user.account)
    return _one(entry.get_for(current_user.account, petition_id, signature_id), why, is_shown=True)


def _one(row: Signature, why: ShowForm, *, is_shown: bool = False) -> str:
    return render_template(
        "signatures/manage/show.html",
        petition=row.petition,
        row=row,
        line=masking.line_of(row, row.petition.scope, is_shown=is_shown),
        details=entry.list_details(row) if is_shown else [],
        is_shown=is_shown,
        why=why,
        acts=[(act, record.actor_name(act)) for act in entry.list_acts_on(row)],
        reports=entry.list_reports_of(row),
        sentence=sentence_of(row),
        holds=HOLDS,
        comments=COMMENTS,
        **WORDS,
    )


@bp.get("/kurva")
@organizers(Permission.SEE_PETITIONS)
def curve(petition_id: int) -> ResponseReturnValue:
    """Show how a petition grows: by day, by hour, by where people came from."""
    petition = queries.get_for(current_user.account, petition_id)
    wanted = request.args.get("visa")
    is_all = wanted == "alla" or (wanted is None and petition.closed_at is not None)
    seen = growth.look_at(petition, is_all=is_all)
    return render_template(
        "signatures/manage/curve.html",
        petition=petition,
        seen=seen,
        is_all=is_all,
        link=i18n.absolute_url(f"/namninsamlingar/{petition.slug}?via=affisch"),
    )
