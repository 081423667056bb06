"""The public page that says how personal data are handled."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from app.core import i18n
from app.core.access import public
from app.core.pages import kept
from app.legal import queries
from app.legal.drafts import Kind

bp = Blueprint("legal", __name__)


@bp.get("/integritet")
@public
@kept()
def information() -> ResponseReturnValue:
    """Say who keeps what about whom, why and for how long."""
    text = queries.get_text(Kind.INFORMATION, i18n.language(), current_app.config["SETTINGS"])
    return render_template("legal/information.html", body=queries.public_body(text))
