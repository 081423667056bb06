"""Organizers' pages of a petition's life: its steps, its schedule, its text once people have signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import Field

from app.core import clock, edits, i18n
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import DeskForm, answer
from app.core.i18n import LazyString
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.local_times import TimeRefused, local_moment
from app.core.slugs import row_number
from app.core.templates import moment as written
from app.petitions import life, queries, schedule, wordings
from app.petitions.at_field import say
from app.petitions.life_forms import PlanForm, PromiseForm, RewordForm, SendBackForm
from app.petitions.models import UNOPENED, Petition
from app.site import queries as site

bp = Blueprint("petitions_life", __name__, url_prefix="/organisera/namninsamlingar")

OPENED = _l("The petition is open. Spread the link.")


def _press(petition_id: int, act: Callable[[Petition], None], done: LazyString | str) -> ResponseReturnValue:
    """Do what a button says, and lead back to the petition with the sentence that answers it."""
    petition = queries.get_for(current_user.account, petition_id)
    try:
        with transaction():
            act(petition)
    except DomainError as refusal:
        flash(str(refusal), "error")
    else:
        flash(str(done))
    return redirect(url_for("petitions_manage.show", petition_id=petition_id), code=303)


@bp.post("/<int:petition_id>/oppna")
@organizers(Permission.EDIT_PETITIONS)
def open_(petition_id: int) -> ResponseReturnValue:
    """Let people sign what was read on the page."""
    version = row_number(request.form.get("version", "")) or 0

    def act(petition: Petition) -> None:
        life.open_petition(
            petition,
            association=site.get_association().name,
            settings=current_app.config["SETTINGS"],
            version=version,
            actor=current_user.account,
        )

    return _press(petition_id, act, OPENED)


@bp.post("/<int:petition_id>/stang")
@organizers(Permission.EDIT_PETITIONS)
def close(petition_id: int) -> ResponseReturnValue:
    """Take no more signatures."""
    done = _l("The petition is closed. Those who signed in time can still confirm for a day.")
    return _press(petition_id, lambda each: life.close_petition(each, actor=current_user.account), done)


@bp.post("/<int:petition_id>/oppna-igen")
@organizers(Permission.EDIT_PETITIONS)
def reopen(petition_id: int) -> ResponseReturnValue:
    """Go on taking signatures."""
    settings, me = current_app.config["SETTINGS"], current_user.account
    return _press(petition_id, lambda each: life.reopen_petition(each, actor=me, settings=settings), OPENED)


@bp.post("/<int:petition_id>/be-nagon-lasa")
@organizers(Permission.EDIT_PETITIONS)
def ask_for_review(petition_id: int) -> ResponseReturnValue:
    """Let somebody else read a draft first."""
    planned = queries.get_for(current_user.account, petition_id).opens_at
    done = _("Now somebody else reads it and opens it. Tell them that it waits here.")
    if planned is not None:
        moment = written(planned)
        words = _("The opening on %(moment)s is taken off: the reader chooses a time.", moment=moment)
        done = f"{done} {words}"
    return _press(petition_id, lambda each: life.ask_for_review(each, actor=current_user.account), done)


@bp.route("/<int:petition_id>/skicka-tillbaka", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def send_back(petition_id: int) -> ResponseReturnValue:
    """Make it a draft again, with a note."""
    petition = queries.get_for(current_user.account, petition_id)
    form = SendBackForm()
    is_own = petition.review_asked_by_id == current_user.account.id
    if is_own:
        del form.note  # nobody tells oneself what to change

    def act() -> None:
        note = "" if is_own else form.note.data or ""
        life.send_back(petition, note=note, actor=current_user.account)

    done = _("It is a draft again.")
    if petition.opens_at is not None:
        moment = written(petition.opens_at)
        words = _("The opening on %(moment)s is taken off: choose a time again.", moment=moment)
        done = f"{done} {words}"
    return _page(petition, form, act, done, "send_back", is_own=is_own)


def _page(
    petition: Petition, form: DeskForm, act: Callable[[], None], done: str, page: str, **more: Any
) -> ResponseReturnValue:
    """Show a form of its own page, or do what it says."""
    if form.is_submitted() and form.validate():
        try:
            with transaction():
                act()
        except DomainError as refusal:
            say(form, refusal)
        if not form.errors:
            flash(done)
            return redirect(url_for("petitions_manage.show", petition_id=petition.id), code=303)
    status = 422 if form.errors else 200
    return render_template(f"petitions/manage/{page}.html", form=form, petition=petition, **more), status


@bp.route("/<int:petition_id>/tider", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def plan(petition_id: int) -> ResponseReturnValue:
    """Say when it opens and closes by itself."""
    petition = queries.get_for(current_user.account, petition_id)
    is_draft = petition.state in UNOPENED
    form = PlanForm(data=_planned(petition))

    def act() -> None:
        opens, closes = _moment(form.opens_day, form.opens_clock), _moment(form.closes_day, form.closes_clock)
        if form.errors:
            return
        me, settings = current_user.account, current_app.config["SETTINGS"]
        if is_draft:
            schedule.plan_opening(petition, opens, closes, actor=me, settings=settings)
        else:
            schedule.plan_closing(petition, closes, actor=me)

    return _page(petition, form, act, _("The times are saved."), "plan", is_draft=is_draft)


def _planned(petition: Petition) -> dict[str, Any]:
    stored: dict[str, Any] = {}
    for name, moment in (("opens", petition.opens_at), ("closes", petition.closes_at)):
        local = clock.local(moment) if moment else None
        stored |= {f"{name}_day": local and local.date(), f"{name}_clock": local and local.time()}
    return stored


def _moment(day: Field, at: Field) -> datetime | None:
    """Give the moment that was typed; None for none, or, with a sentence at the field, for no such time."""
    if day.data is None:
        return None
    try:
        return local_moment(answer(day), answer(at))
    except TimeRefused as refusal:
        at.errors = [str(refusal)]
        return None


@bp.route("/<int:petition_id>/ny-lydelse", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def reword(petition_id: int) -> ResponseReturnValue:
    """Change the reasons below a demand that people have signed."""
    petition = queries.get_for(current_user.account, petition_id)
    form = RewordForm(data={"body": petition.body, "version": wordings.version_of(petition)})
    if not form.is_submitted() or not form.validate():
        page = render_template("petitions/manage/reword.html", form=form, petition=petition, now=[])
        return page, 422 if form.errors else 200
    now = []
    try:
        with transaction():
            wordings.change_body(
                petition,
                form.body.data or "",
                reason=answer(form.reason),
                version=answer(form.version),
                actor=current_user.account,
            )
    except edits.ChangedMeanwhile as refusal:
        form.form_errors = [str(refusal)]
        now = [(str(form.body.label.text), petition.body)]
        form.version.data = wordings.version_of(petition)
    except DomainError as refusal:
        say(form, refusal)
    else:
        flash(_("The new text is on the page, with the earlier one and why it was changed."))
        return redirect(url_for("petitions_manage.show", petition_id=petition_id), code=303)
    return render_template("petitions/manage/reword.html", form=form, petition=petition, now=now), 422


@bp.route("/<int:petition_id>/loften", methods=["GET", "POST"])
@organizers(Permission.EDIT_PETITIONS)
def promise_less(petition_id: int) -> ResponseReturnValue:
    """Move the days when people are forgotten earlier."""
    petition = queries.get_for(current_user.account, petition_id)
    told = queries.get_consent(petition, i18n.language()) if petition.is_public else None
    form = PromiseForm(data={"purge_on": petition.purge_on, "contact_until": petition.contact_until})

    def act() -> None:
        schedule.promise_less(
            petition,
            purge_on=answer(form.purge_on),
            contact_until=answer(form.contact_until),
            association=site.get_association().name,
            actor=current_user.account,
        )

    return _page(petition, form, act, _("The days are saved."), "promises", told=told)


@bp.post("/<int:petition_id>/arkivera")
@organizers(Permission.EDIT_PETITIONS)
def archive(petition_id: int) -> ResponseReturnValue:
    """Put it away."""
    done = _l("The petition is in the archive. Its page can still be read by whoever has the address.")
    return _press(petition_id, lambda each: life.archive_petition(each, actor=current_user.account), done)


@bp.post("/<int:petition_id>/ur-arkivet")
@organizers(Permission.EDIT_PETITIONS)
def restore(petition_id: int) -> ResponseReturnValue:
    """Take it out of the archive."""
    done = _l("The petition stands in the lists again.")
    return _press(petition_id, lambda each: life.restore_petition(each, actor=current_user.account), done)
