"""Public pages of tasks: what there is to do, taking it."""

from __future__ import annotations

from flask import Blueprint

from app.tasks import queries, service

bp = Blueprint("tasks", __name__, url_prefix="/hjalp-till")

__all__ = ["bp", "queries", "service"]
