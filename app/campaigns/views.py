"""Public pages of campaigns."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.campaigns import queries
from app.campaigns.models import Campaign
from app.core.access import public
from app.core.pages import kept
from app.petitions import queries as petitions
from app.petitions.goals import next_goals
from app.shifts import agenda
from app.shifts import queries as shifts
from app.tasks import hands as tasks_hands
from app.tasks import queries as tasks

bp = Blueprint("campaigns", __name__, url_prefix="/kampanjer")

NEXT_SHIFTS = 4
OPEN_TASKS = 4


@bp.get("/")
@public
@kept()
def index() -> ResponseReturnValue:
    """List the campaigns."""
    return render_template("campaigns/index.html", campaigns=queries.list_public())


@bp.get("/<slug>")
@public
@kept()
def show(slug: str) -> ResponseReturnValue:
    """Show a campaign: its demand, its petitions, its story, what has happened."""
    return render_template("campaigns/show.html", **page_of(queries.get_public(slug)))


def page_of(campaign: Campaign) -> dict[str, Any]:
    """Give what the public page of a campaign shows."""
    collected = petitions.list_public(campaign_id=campaign.id)
    return {
        "campaign": campaign,
        "petitions": collected,
        "timeline": queries.list_timeline(campaign),
        "next_goal": next_goals(collected),
        "shifts": agenda.rows(shifts.list_public(campaign_id=campaign.id, free=True, limit=NEXT_SHIFTS)),
        "tasks": tasks_hands.rows(tasks.list_public(campaign_id=campaign.id, needing=True, limit=OPEN_TASKS)),
    }
