"""Organizers' pages of kiosks: open one for a stand, hand its link to the tablet, end it."""

from __future__ import annotations

from datetime import datetime, time

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import Field

from app.core import clock, i18n, qr
from app.core.access import Permission, organizers
from app.core.db import transaction
from app.core.errors import DomainError
from app.core.forms import answer
from app.core.i18n import gettext as _
from app.core.local_times import TimeRefused, local_moment
from app.kiosks import queries, refusals, service
from app.kiosks.forms import KioskForm
from app.kiosks.queries import KioskState
from app.petitions import queries as petitions
from app.petitions.models import Petition

bp = Blueprint("kiosks_manage", __name__, url_prefix="/organisera/namninsamlingar")

USUAL_HOURS = 3
AT_FIELD: dict[type[DomainError], str] = {
    refusals.EndsBeforeStart: "ends",
    refusals.EndsInThePast: "ends",
    refusals.OpenTooLong: "ends",
}
"""Where on the form a refusal is shown; others stand above it."""


@bp.get("/<int:petition_id>/kiosk")
@organizers(Permission.ENTER_PAPER)
def index(petition_id: int) -> ResponseReturnValue:
    """List the kiosks of a petition, with a form that opens one."""
    petition = petitions.get_for(current_user.account, petition_id)
    return _index(petition, KioskForm(formdata=None, data=_now_and_later()))


def _now_and_later() -> dict[str, time]:
    """Suggest from this quarter of an hour on, some hours, within the day."""
    now = clock.local(clock.now()).time().replace(second=0, microsecond=0)
    starts = now.replace(minute=now.minute // 15 * 15)
    ends = starts.replace(hour=starts.hour + USUAL_HOURS) if starts.hour + USUAL_HOURS < 24 else time(23, 59)
    return {"starts": starts, "ends": ends}


def _index(petition: Petition, form: KioskForm) -> str:
    listed = [(kiosk, queries.state_of(kiosk)) for kiosk in queries.list_for(petition)]
    return render_template("kiosks/manage/index.html", petition=petition, form=form, kiosks=listed)


@bp.post("/<int:petition_id>/kiosk")
@organizers(Permission.ENTER_PAPER)
def open_(petition_id: int) -> ResponseReturnValue:
    """Let a tablet take signatures today."""
    petition = petitions.get_for(current_user.account, petition_id)
    form = KioskForm()
    times = (_moment(form.starts), _moment(form.ends)) if form.validate() else (None, None)
    starts_at, ends_at = times
    if starts_at is None or ends_at is None:
        return _index(petition, form), 422
    try:
        with transaction(public=False):
            kiosk = service.open_kiosk(
                petition,
                place=answer(form.place),
                starts_at=starts_at,
                ends_at=ends_at,
                actor=current_user.account,
            )
    except DomainError as refusal:
        name = AT_FIELD.get(type(refusal), "")
        if name:
            form[name].errors = [str(refusal)]
        else:
            form.form_errors = [str(refusal)]
        return _index(petition, form), 422
    return redirect(url_for(".show", kiosk_id=kiosk.id), code=303)


def _moment(field: Field) -> datetime | None:
    """Give the moment of a time of today; None, with a sentence at the field, when there is none such."""
    try:
        return local_moment(clock.today(), answer(field))
    except TimeRefused as refusal:
        field.errors = [str(refusal)]
        return None


@bp.get("/kiosk/<int:kiosk_id>")
@organizers(Permission.ENTER_PAPER)
def show(kiosk_id: int) -> ResponseReturnValue:
    """Show a kiosk's link, as text and as a square code for the tablet's camera."""
    kiosk = queries.get_for(current_user.account, kiosk_id)
    state = queries.state_of(kiosk)
    link = code = None
    if state is not KioskState.OVER:
        link = i18n.absolute_url(f"/namninsamlingar/kiosk/{service.token_of(kiosk)}")
        code = qr.svg(link, title=_("Square code with the link for the tablet"))
    return render_template("kiosks/manage/show.html", kiosk=kiosk, state=state, link=link, code=code)


@bp.post("/kiosk/<int:kiosk_id>/avsluta")
@organizers(Permission.ENTER_PAPER)
def end(kiosk_id: int) -> ResponseReturnValue:
    """Take no more signatures there."""
    kiosk = queries.get_for(current_user.account, kiosk_id)
    with transaction(public=False):
        service.end_kiosk(kiosk, actor=current_user.account)
    flash(_("The kiosk is ended: its link takes no more signatures."))
    return redirect(url_for(".index", petition_id=kiosk.petition_id), code=303)
