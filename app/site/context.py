"""What the frames of all pages show: the association, and the desk's menu."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, has_request_context, request, url_for
from flask_login import current_user

from app.accounts import service as accounts
from app.core import i18n, palette, periods
from app.core.access import Permission, allows, is_for_organizers
from app.core.i18n import LazyString
from app.core.i18n import lazy_gettext as _l
from app.pictures import queries as pictures
from app.site import mail_setup, queries, veil_views

DEFAULT_ACCENT = "#c4161c"

MENU: tuple[tuple[str, LazyString, Permission], ...] = (
    ("desk.today", _l("Today"), Permission.SEE_DESK),
    ("campaigns_manage.index", _l("Campaigns"), Permission.SEE_PETITIONS),
    ("petitions_manage.index", _l("Petitions"), Permission.SEE_PETITIONS),
    ("events_manage.index", _l("Shifts"), Permission.SEE_PEOPLE),
    ("tasks_manage.index", _l("Tasks"), Permission.SEE_TASKS),
    ("people_manage.index", _l("People"), Permission.MANAGE_ACCOUNTS),
    ("desk.log", _l("Log"), Permission.READ_RECORD),
    ("settings_manage.index", _l("Settings"), Permission.CHANGE_SETTINGS),
)

BELONGS_TO = {
    "invitations_manage": "people_manage",
    "shifts_manage": "events_manage",
    "bookings_manage": "events_manage",
    "volunteers_manage": "events_manage",
    "importing_manage": "events_manage",
    "exports_manage": "petitions_manage",
    "fraud_manage": "petitions_manage",
    "invalidations_manage": "petitions_manage",
    "rules_manage": "petitions_manage",
    "petitions_life": "petitions_manage",
    "handing_over_manage": "petitions_manage",
    "recipients_manage": "petitions_manage",
    "signatures_manage": "petitions_manage",
    "mail_manage": "settings_manage",
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
    app.extensions["samling.keeping"] = lambda: queries.get_association().keeping
    app.extensions["samling.mail_way"] = mail_setup.find_way
    app.jinja_env.globals.update(
        period=periods.words, picture_sources=pictures.sources_of, absolute_url=i18n.absolute_url
    )

    @app.context_processor
    def frame() -> dict[str, Any]:
        association = queries.association_for_frame()
        context: dict[str, Any] = {"association": association}
        if not has_request_context():
            return context  # a letter: it has no style sheet, and its links are made whole elsewhere
        if association.accent != DEFAULT_ACCENT:
            context["theme_url"] = url_for("site.theme")
            context["theme_color"] = palette.derive(association.accent).light.accent
        if is_for_organizers(app, request.endpoint):
            context |= desk_frame()
        elif not veil_views.has_english_in(association):
            context["other_language_url"] = None
        return context


def desk_frame() -> dict[str, Any]:
    """Give desk pages the menu of what the organizer may see."""
    if not current_user.is_authenticated:
        return {}

    def may(permission: str) -> bool:
        return allows(current_user.account, Permission(permission))

    section = BELONGS_TO.get(request.blueprint or "", request.blueprint)
    return {
        "desk_nav": [
            MenuItem(
                str(label),
                url_for(endpoint),
                section == endpoint.partition(".")[0] and (section != "desk" or request.endpoint == endpoint),
            )
            for endpoint, label, permission in MENU
            if may(permission)
        ],
        "may": may,
        "desk_person": accounts.person(current_user.account)["name"],
    }
