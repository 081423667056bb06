"""The organizers' first page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts import reach
from app.accounts import service as accounts
from app.accounts.models import Account
from app.campaigns import queries as campaigns
from app.core import clock, mail_ceiling
from app.core.access import Permission, allows, organizers
from app.core.db import transaction
from app.core.forms import answer
from app.core.slugs import row_number
from app.desk import going, log_copy, people_search, queries
from app.desk import log as acts
from app.desk import search as things
from app.desk.log_forms import ChooseActsForm, CopyLogForm
from app.desk.log_lines import lines_of
from app.desk.search_forms import SearchDeskForm
from app.desk.week import NAMED, get_week
from app.fraud import queries as fraud
from app.people import queries as people
from app.petitions import plots
from app.petitions import queries as petitions
from app.record import verifying
from app.shifts import rota
from app.signatures import showing
from app.signatures.waiting import list_waiting
from app.signatures.words import STATES
from app.tasks import board
from app.tasks.hands import Need

TASKS_NEAR = timedelta(days=7)

bp = Blueprint("desk", __name__, url_prefix="/organisera")


@bp.get("/")
@organizers(Permission.SEE_DESK)
def today() -> ResponseReturnValue:
    """Show what needs a decision, then how it goes."""
    account = current_user.account
    sees_petitions = allows(account, Permission.SEE_PETITIONS)
    return render_template(
        "desk/today.html",
        figures=queries.figures(account) if sees_petitions else None,
        waiting=queries.to_decide(current_app.config["SETTINGS"], account),
        plot=plots.per_day(queries.recent_days(account)) if sees_petitions else None,
        **_about_signers(account),
        people=people.asked() if allows(account, Permission.MANAGE_ACCOUNTS) else None,
        week=get_week(account) if allows(account, Permission.SEE_PEOPLE) else None,
        forecast=mail_ceiling.forecast(),
        stuck=mail_ceiling.count_stuck(),
        activities=rota.list_coming_events(account).lines if reach.is_for_events(account) else (),
        named=NAMED,
        due_tasks=board.list_due(account, within=TASKS_NEAR)
        if allows(account, Permission.EDIT_TASKS)
        else (),
        need_of=Need.of,
    )


def _about_signers(account: Account) -> dict[str, Any]:
    """Give what waits about those who sign, to whoever decides about them."""
    if not allows(account, Permission.EDIT_PETITIONS):
        return {"signers": (), "late_held": (), "alarms": ()}
    return {
        "signers": list_waiting(account),
        "late_held": fraud.list_late(account),
        "alarms": fraud.list_alarms(account),
    }


@bp.get("/logg")
@organizers(Permission.READ_RECORD)
def log() -> ResponseReturnValue:
    """Show the record of acts: those that were chosen, page by page."""
    form = _choose_acts()
    if not form.validate():
        return _log(form, None), 422
    return _log(form, acts.list_page(current_user.account, form.chosen(), before=_before()))


def _before() -> int | None:
    """Give where a page begins; what is no number of a row begins with the newest."""
    return row_number(request.args.get("fore", ""))


def _choose_acts() -> ChooseActsForm:
    account, form = current_user.account, ChooseActsForm(request.args)
    form.offer(
        {each.id: accounts.person(each)["name"] for each in acts.list_actors(account)},
        {each.id: each.title for each in campaigns.list_for(account)},
        {each.id: each.title for each in petitions.list_for(account)},
    )
    return form


def _log(form: ChooseActsForm, page: acts.Page | None) -> str:
    return render_template(
        "desk/log.html",
        form=form,
        lines=lines_of(page.acts, current_user.account) if page else [],
        older=page.older if page else None,
        before=_before(),
        query=form.query if page else {},
        chosen=form.in_words() if page else [],
        head=verifying.shown_head(),
    )


@bp.route("/logg/kopia", methods=["GET", "POST"])
@organizers(Permission.READ_RECORD, fresh=True)
def copy_log() -> ResponseReturnValue:
    """Ask why, write the act down, then send the chosen acts as a spreadsheet."""
    choosing, form = _choose_acts(), CopyLogForm()
    if not choosing.validate():
        return _log(choosing, None), 422
    account, chosen = current_user.account, choosing.chosen()
    if not form.validate_on_submit():
        return render_template(
            "desk/copy_log.html",
            form=form,
            count=acts.count_chosen(account, chosen),
            query=choosing.query,
            chosen=choosing.in_words(),
        ), (422 if form.errors else 200)
    with transaction(public=False):
        mark = log_copy.allow(account, chosen, reason=answer(form.reason))
    body = stream_with_context(log_copy.write(account, chosen))
    response = Response(body, mimetype="text/csv")
    name = f"logg-{clock.today():%Y-%m-%d}-{mark}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.route("/sok", methods=["GET", "POST"])
@organizers(Permission.SEE_DESK)
def search() -> ResponseReturnValue:
    """Search among things, and on a press of its own among people: sent, so that no address holds a name."""
    account, form = current_user.account, SearchDeskForm()
    if request.method != "POST":
        return _search(form, None)
    if not form.validate():
        return _search(form, None), 422
    words, hits = answer(form.words), None
    if form.people.data:
        if not people_search.may_search(account):
            abort(403)
        wait = showing.why_wait(account)
        if wait:
            form.form_errors = [wait]
            return _search(form, None), 429
        hits = people_search.find(account, words)
        with transaction(public=False):
            people_search.show_found(hits, actor=account)
    return _search(form, things.find(account, words), hits)


def _search(
    form: SearchDeskForm, groups: list[things.Group] | None, hits: people_search.Hits | None = None
) -> str:
    return render_template(
        "desk/search.html",
        form=form,
        groups=groups,
        hits=hits,
        people=people_search.open_people(hits) if hits else None,
        may_search_people=people_search.may_search(current_user.account),
        most=people_search.LOOKED_AT,
        states=STATES,
    )


@bp.get("/hur-det-gar", endpoint="plots")
@organizers(Permission.SEE_DESK)
def plots_() -> ResponseReturnValue:
    """Show how it goes: signatures, where they come from, how shifts are covered, hours given."""
    account = current_user.account
    shown: dict[str, Any] = {}
    if allows(account, Permission.SEE_PETITIONS):
        shown["by_day"] = plots.per_day(queries.recent_days(account))
        shown["sources"], shown["places"] = going.sources(account), going.places(account)
    if allows(account, Permission.SEE_PEOPLE):
        held = going.list_held(account)
        shown["coverage"], shown["hours"] = going.coverage(held), going.hours_given(held)
    return render_template("desk/plots.html", sees_shifts="hours" in shown, **shown)
