"""The organizers' first page."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.campaigns import queries as campaigns
from app.core.access import Permission, organizers
from app.desk import queries
from app.desk.week import NAMED, get_week
from app.fraud import queries as fraud
from app.fraud import telling
from app.petitions import plots
from app.petitions import queries as petitions
from app.petitions.forms import PRESETS
from app.record import queries as record
from app.signatures.waiting import list_waiting
from app.tasks import board
from app.tasks.hands import Need

TASKS_NEAR = timedelta(days=7)

bp = Blueprint("desk", __name__, url_prefix="/organisera")


@bp.get("/")
@organizers(Permission.SEE_DESK)
def today() -> ResponseReturnValue:
    """Show what needs a decision, then how it goes."""
    return render_template(
        "desk/today.html",
        figures=queries.figures(),
        waiting=queries.to_decide(current_app.config["SETTINGS"]),
        plot=plots.per_day(queries.recent_days()),
        signers=list_waiting(),
        late_held=[each for each in fraud.list_waiting() if each.is_late],
        alarms=fraud.list_alarms(),
        week=get_week(current_user.account),
        named=NAMED,
        due_tasks=board.list_due(current_user.account, within=TASKS_NEAR),
        need_of=Need.of,
    )


@bp.get("/logg")
@organizers(Permission.READ_RECORD)
def log() -> ResponseReturnValue:
    """Show the record of acts."""
    found = record.list_acts()
    reasons = telling.reasons_in(found)
    acts = [(act, record.words_of(act) or reasons.get(act.id, ""), record.actor_name(act)) for act in found]
    titles = {petition.id: petition.title for petition in petitions.list_for(current_user.account)}
    planned = queries.get_planned(found)
    names = {campaign.id: campaign.title for campaign in campaigns.list_for(current_user.account)}
    return render_template(
        "desk/log.html", acts=acts, titles=titles, campaigns=names, presets=PRESETS, planned=planned
    )
