"""Organizers' pages of tasks."""

from __future__ import annotations

from flask import Blueprint

from app.tasks import queries, service

bp = Blueprint("tasks_manage", __name__, url_prefix="/organisera/hjalp-till")

__all__ = ["bp", "queries", "service"]
