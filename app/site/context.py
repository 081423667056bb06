"""What the frames of all pages show: the association, and the desk's menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, has_request_context, request, url_for
from flask_login import current_user

from app.accounts import service as accounts
from app.core import palette
from app.core.access import Permission, is_for_organizers, may
from app.core.i18n import LazyString
from app.core.i18n import lazy_gettext as _l
from app.site import queries

DEFAULT_ACCENT = "#c4161c"

MENU: tuple[tuple[str, LazyString, Permission], ...] = (
    ("desk.today", _l("Today"), Permission.SEE_DESK),
    ("campaigns_manage.index", _l("Campaigns"), Permission.SEE_DESK),
    ("petitions_manage.index", _l("Petitions"), Permission.SEE_DESK),
    ("events_manage.index", _l("Shifts"), Permission.SEE_DESK),
    ("tasks_manage.index", _l("Tasks"), Permission.SEE_DESK),
    ("desk.log", _l("Log"), Permission.READ_RECORD),
)

BELONGS_TO = {
    "shifts_manage": "events_manage",
    "bookings_manage": "events_manage",
    "volunteers_manage": "events_manage",
    "exports_manage": "petitions_manage",
    "fraud_manage": "petitions_manage",
    "invalidations_manage": "petitions_manage",
    "rules_manage": "petitions_manage",
    "petitions_life": "petitions_manage",
    "handing_over_manage": "petitions_manage",
    "recipients_manage": "petitions_manage",
    "signatures_manage": "petitions_manage",
}
"""Pages that stand under another line of the menu."""


@dataclass(frozen=True)
class MenuItem:
    """One line of the desk's menu."""

    label: str
    url: str
    current: bool


def init_app(app: Flask) -> None:
    """Give every template the association, and desk pages their menu."""
    app.extensions["samling.sender_name"] = lambda: queries.get_association().name

    @app.context_processor
    def frame() -> dict[str, Any]:
        association = queries.association_for_frame()
        context: dict[str, Any] = {"association": association}
        if association.accent != DEFAULT_ACCENT:
            context["theme_url"] = url_for("site.theme")
            context["theme_color"] = palette.derive(association.accent).light.accent
        if has_request_context() and is_for_organizers(app, request.endpoint):
            context |= desk_frame()
        return context


def desk_frame() -> dict[str, Any]:
    """Give desk pages the menu of what the organizer may see."""
    if not current_user.is_authenticated:
        return {}
    section = BELONGS_TO.get(request.blueprint or "", request.blueprint)
    return {
        "desk_nav": [
            MenuItem(
                str(label),
                url_for(endpoint),
                section == endpoint.partition(".")[0] and (section != "desk" or request.endpoint == endpoint),
            )
            for endpoint, label, permission in MENU
            if may(current_user.role, permission)
        ],
        "desk_person": accounts.person(current_user.account)["name"],
    }
