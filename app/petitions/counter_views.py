"""The count of a petition by itself, so that a page that somebody looks at can follow it."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from app.core.access import public
from app.core.i18n import ngettext
from app.core.pages import kept
from app.core.templates import number
from app.petitions import goals, queries

bp = Blueprint("counter", __name__, url_prefix="/namninsamlingar")


@bp.get("/<slug>/antal")
@public
@kept()
def show(slug: str) -> ResponseReturnValue:
    """Give the count as numbers, and as it stands on the page in the page's language."""
    petition = queries.get_public(slug)
    goal = goals.next_goal(petition) if petition.is_open else None
    total = petition.total
    return jsonify(
        total=total,
        online=petition.online_count,
        paper=petition.paper_count,
        goal=goal,
        percent=total * 100 // goal if goal else None,
        words=ngettext("%(count)s has signed", "%(count)s have signed", total, count=number(total)),
        html=render_template("petitions/_count.html", petition=petition, goal=goal),
    )
