"""Organizers' pages of tasks: write, open, who has taken what, done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.campaigns import queries as campaigns
from app.campaigns.models import Campaign
from app.core import edits
from app.core import listing as listing_of
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer, offered
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.slugs import free_slug, row_number
from app.tasks import board, queries, service
from app.tasks.board import WrittenInAlready
from app.tasks.desk_forms import HelperForm, TaskForm
from app.tasks.hands import Need
from app.tasks.models import Task, TaskState
from app.tasks.refusals import NotSoManyLeft, WantedUnderTaken, WrongNumber
from app.tasks.service import TaskText
from app.volunteers.forms import contact_of

bp = Blueprint("tasks_manage", __name__, url_prefix="/organisera/hjalp-till")

STEPS = {TaskState.OPEN: _l("Open it"), TaskState.DONE: _l("It is done")}
STATES = {
    TaskState.OPEN: _l("Open tasks"),
    TaskState.DRAFT: _l("Drafts"),
    TaskState.DONE: _l("Done tasks"),
    TaskState.CANCELLED: _l("Tasks called off"),
}
"""Headings over the tasks of a state."""
ORDERS: dict[str, Callable[[Task], Any]] = {
    "titel": lambda each: each.title.casefold(),
    "dag": lambda each: (each.deadline is None, each.deadline or date.max),
}
"""Orders of a list, by the columns that give them."""
MOVED = {
    TaskState.OPEN: _l("The task is open: people find it and can take it."),
    TaskState.DONE: _l("The task is done."),
}


@bp.get("/")
@organizers(Permission.SEE_TASKS)
def index() -> ResponseReturnValue:
    """List the tasks by state."""
    account, listing = current_user.account, listing_of.asked(states=STATES, sorts=ORDERS)
    every = board.list_by_state(account)
    found = {
        state: listing.ordered(
            [
                each
                for each in tasks
                if listing.fits(
                    text=f"{each.title} {each.place}", state=each.state, campaign=each.campaign_id
                )
            ],
            ORDERS,
        )
        for state, tasks in every.items()
    }
    undo_act = row_number(request.args.get("gjort", ""))
    return render_template(
        "tasks/manage/index.html",
        found=found,
        has_any=any(every.values()),
        listing=listing,
        campaigns=campaigns.list_for(account),
        states=STATES,
        need_of=Need.of,
        undo_act=undo_act,
    )


@bp.get("/<int:task_id>")
@organizers(Permission.SEE_TASKS)
def show(task_id: int) -> ResponseReturnValue:
    """Show a task, who has taken it, and the steps it can take."""
    return _show(queries.get_for(current_user.account, task_id), HelperForm(formdata=None))


def _show(task: Task, form: HelperForm) -> str:
    return render_template(
        "tasks/manage/show.html",
        task=task,
        form=form,
        need=Need.of(task),
        helpers=board.list_helpers(task),
        steps=[(state, STEPS[state]) for state in service.NEXT[task.state] if state in STEPS],
        can_be_called_off=TaskState.CANCELLED in service.NEXT[task.state],
    )


@bp.route("/ny", methods=["GET", "POST"])
@organizers(Permission.EDIT_TASKS)
def new() -> ResponseReturnValue:
    """Write a task."""
    return _write(_form({"campaign": request.args.get("kampanj", 0, type=int)}, None), None)


@bp.route("/<int:task_id>/kopiera", methods=["GET", "POST"])
@organizers(Permission.EDIT_TASKS)
def copy(task_id: int) -> ResponseReturnValue:
    """Write a task that begins as another one: its text and list, and its last day unless that has passed."""
    source = queries.get_for(current_user.account, task_id)
    stored = _stored(source)
    if Need.of(source).is_late:
        stored["deadline"] = None
    return _write(_form(stored, None), source)


def _write(form: TaskForm, source: Task | None) -> ResponseReturnValue:
    if not form.validate_on_submit():
        status = 422 if form.errors else 200
        return render_template("tasks/manage/edit.html", form=form, task=None, source=source, now=[]), status
    with transaction(public=False):
        slug = free_slug(answer(form.title), queries.is_slug_taken)
        task = service.create_task(
            _text(form), slug=slug, campaign=_campaign(form, None), actor=current_user.account
        )
    flash(_("The draft is saved. Open it, and people can take it."))
    return redirect(url_for(".show", task_id=task.id), code=303)


@bp.route("/<int:task_id>/redigera", methods=["GET", "POST"])
@organizers(Permission.EDIT_TASKS)
def edit(task_id: int) -> ResponseReturnValue:
    """Change a task; what somebody else saved meanwhile is shown beside."""
    task = queries.get_for(current_user.account, task_id)
    form, now = _form(_stored(task), task), []
    if form.validate_on_submit():
        try:
            with transaction():
                concerned = service.edit_task(
                    task,
                    _text(form),
                    campaign=_campaign(form, task),
                    version=answer(form.version),
                    actor=current_user.account,
                )
        except edits.ChangedMeanwhile as refusal:
            form.form_errors = [str(refusal)]
            now = edits.standing(form, _stored(task))
            form.version.data = task.version
        except WantedUnderTaken as refusal:
            form.wanted.errors = [str(refusal)]
        else:
            flash(board.reached(concerned).words)
            return redirect(url_for(".show", task_id=task_id), code=303)
    status = 422 if form.errors else 200
    return render_template("tasks/manage/edit.html", form=form, task=task, source=None, now=now), status


def _form(stored: dict[str, Any], task: Task | None) -> TaskForm:
    form = TaskForm(data=stored)
    form.before = stored.get("deadline")
    kept = task.campaign if task else None
    listed = campaigns.list_choices(current_user.account, kept, is_new=task is None)
    form.campaign.choices = offered(listed)
    return form


def _stored(task: Task) -> dict[str, Any]:
    names = (*TaskText.__dataclass_fields__, "version")
    return {name: getattr(task, name) for name in names} | {"campaign": task.campaign_id or 0}


def _text(form: TaskForm) -> TaskText:
    words = ("title", "body", "place", "materials", "checklist", "unit")
    values: dict[str, Any] = {name: form[name].data or "" for name in words}
    return TaskText(**values, wanted=answer(form.wanted), deadline=form.deadline.data)


def _campaign(form: TaskForm, task: Task | None) -> Campaign | None:
    kept = task.campaign if task else None
    return campaigns.get_choice(current_user.account, answer(form.campaign), kept)


@bp.post("/<int:task_id>/steg")
@organizers(Permission.EDIT_TASKS)
def move(task_id: int) -> ResponseReturnValue:
    """Open a task, or say that it is done: then it is done for all who have it."""
    task = queries.get_for(current_user.account, task_id)
    to = request.form.get("to", "")
    if to not in STEPS:
        abort(422)
    try:
        with transaction():
            concerned = service.move_task(task, TaskState(to), actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(board.reached(concerned).words if concerned else str(MOVED[TaskState(to)]))
    return redirect(url_for(".show", task_id=task_id), code=303)


@bp.route("/<int:task_id>/stall-in", methods=["GET", "POST"])
@organizers(Permission.EDIT_TASKS)
def call_off(task_id: int) -> ResponseReturnValue:
    """Say who is concerned, then call a task off."""
    task = queries.get_for(current_user.account, task_id)
    if request.method != "POST":
        helpers = [each for each in board.list_helpers(task) if each.is_in_hand]
        return render_template("tasks/manage/call_off.html", task=task, helpers=helpers)
    try:
        with transaction():
            service.move_task(task, TaskState.CANCELLED, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("The task is called off. Whoever has an e-mail gets a mail."))
    return redirect(url_for(".show", task_id=task_id), code=303)


@bp.post("/<int:task_id>/skriv-in")
@organizers(Permission.EDIT_TASKS)
def add(task_id: int) -> ResponseReturnValue:
    """Write in somebody who takes a task, or some of it."""
    task = queries.get_for(current_user.account, task_id)
    form = HelperForm()
    if form.validate():
        try:
            with transaction():
                board.write_in(task, contact_of(form), units=answer(form.units), actor=current_user.account)
        except WrittenInAlready as refusal:
            form.name.errors = [str(refusal)]
        except DomainError as refusal:
            if task.unit and isinstance(refusal, NotSoManyLeft | WrongNumber):
                form.units.errors = [str(refusal)]
            else:
                form.form_errors = [str(refusal)]
        else:
            flash(_("Written in, and mailed.") if form.email.data else _("Written in."))
            return redirect(url_for(".show", task_id=task_id) + "#folk", code=303)
    return _show(task, form), 422


@bp.route("/tagen/<int:claim_id>/lamna", methods=["GET", "POST"])
@organizers(Permission.EDIT_TASKS)
def give_back(claim_id: int) -> ResponseReturnValue:
    """Ask, then give a task back on somebody's behalf."""
    claim = board.get_claim_for(current_user.account, claim_id)
    if request.method != "POST":
        return render_template("tasks/manage/give_back.html", helper=board.get_helper(claim))
    try:
        with transaction():
            service.give_back(claim, actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("Given back: somebody else can take it."))
    return redirect(url_for(".show", task_id=claim.task_id) + "#folk", code=303)


@bp.post("/tagen/<int:claim_id>/klar")
@organizers(Permission.EDIT_TASKS)
def finish(claim_id: int) -> ResponseReturnValue:
    """Say on somebody's behalf that what she took is done."""
    claim = board.get_claim_for(current_user.account, claim_id)
    try:
        with transaction():
            service.finish(claim, note="", actor=current_user.account)
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(_("Written down as done."))
    return redirect(url_for(".show", task_id=claim.task_id) + "#folk", code=303)
