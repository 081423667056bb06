"""Public pages of shifts: what needs hands, one shift, booking, the receipt."""

from __future__ import annotations

from flask import Blueprint

from app.shifts import booking, queries, service

bp = Blueprint("shifts", __name__, url_prefix="/pass")

__all__ = ["booking", "bp", "queries", "service"]
