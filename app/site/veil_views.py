"""What public pages answer while everything is hidden, or while there is no English."""

from __future__ import annotations

from flask import Flask, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.core.access import Kind, access_of
from app.core.origin import SAFE_METHODS
from app.site import queries
from app.site.models import Association

SHIFTS = "shifts."
TASKS = frozenset(
    {"tasks.index", "tasks.show", "tasks.take", "tasks.thanks", "tasks.demo_mail", "tasks.taken_before"}
)
"""Pages of anyone; those behind somebody's own link show her own and go on."""


def init_app(app: Flask) -> None:
    """Stand before the public pages."""

    @app.before_request
    def veil() -> ResponseReturnValue | None:
        endpoint = request.endpoint or ""
        is_read = request.method in SAFE_METHODS
        if (endpoint.startswith(SHIFTS) or endpoint in TASKS) and queries.is_hidden():
            return render_template("site/hidden.html"), 200 if is_read else 422
        if request.script_root and is_read and _is_page(app, endpoint) and not has_english():
            return redirect(request.full_path.rstrip("?"), code=303)
        return None


def has_english() -> bool:
    """Say whether the public pages are offered in English."""
    return has_english_in(queries.get_association())


def has_english_in(association: Association) -> bool:
    """Say whether an association that is at hand offers them in English."""
    return association.languages != ["sv"]


def _is_page(app: Flask, endpoint: str) -> bool:
    access = access_of(app, endpoint)
    return (
        access is not None and access.kind is Kind.PUBLIC and not endpoint.startswith(("accounts.", "static"))
    )
