"""The association's own pages, and what machines ask."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from app.campaigns import queries as campaigns
from app.core import palette
from app.core.access import public
from app.core.pages import kept
from app.petitions import queries as petitions
from app.petitions.goals import next_goals
from app.shifts import agenda
from app.shifts import queries as shifts
from app.site import queries
from app.tasks import hands as tasks_hands
from app.tasks import queries as tasks

bp = Blueprint("site", __name__)

NEXT_SHIFTS = 4
OPEN_TASKS = 4


@bp.get("/")
@public
@kept()
def front() -> ResponseReturnValue:
    """Show who we are and what can be done now."""
    running, listed = petitions.list_public(), campaigns.list_public()
    if not running and not listed and queries.is_empty():
        return render_template("site/empty.html")
    return render_template(
        "site/front.html",
        main=next((p for p in running if p.is_open), None),
        petitions=running,
        campaigns=listed,
        next_goal=next_goals(running),
        shifts=agenda.rows(shifts.list_public(free=True, limit=NEXT_SHIFTS)),
        tasks=tasks_hands.rows(tasks.list_public(needing=True, limit=OPEN_TASKS)),
    )


@bp.get("/trygghet")
@public
@kept()
def safety() -> ResponseReturnValue:
    """Say how people's data are protected, with the limits."""
    return render_template("site/safety.html")


@bp.get("/tema.css")
@public
@kept(seconds=60)
def theme() -> ResponseReturnValue:
    """Give the colours that follow from the association's accent colour."""
    sheet = palette.stylesheet(palette.derive(queries.get_association().accent))
    return Response(sheet, mimetype="text/css")


@bp.get("/robots.txt")
@public
@kept(seconds=60)
def robots() -> ResponseReturnValue:
    """Tell crawlers what is not for them."""
    return Response(
        "User-agent: *\nDisallow: /organisera/\nDisallow: /en/organisera/\n", mimetype="text/plain"
    )


@bp.get("/health/live")
@public
def live() -> ResponseReturnValue:
    """Say that the process answers."""
    return Response("ok\n", mimetype="text/plain")


@bp.get("/health/ready")
@public
def ready() -> ResponseReturnValue:
    """Say that the database answers too."""
    queries.ask_database()
    return Response("ok\n", mimetype="text/plain")
