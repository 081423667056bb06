"""Organizers' pages of events and shifts."""

from __future__ import annotations

from flask import Blueprint

from app.shifts import booking, queries, service

bp = Blueprint("shifts_manage", __name__, url_prefix="/organisera/pass")

__all__ = ["booking", "bp", "queries", "service"]
