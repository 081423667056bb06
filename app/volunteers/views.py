"""Mina pass: the personal page of somebody who helps, and her calendar."""

from __future__ import annotations

from flask import Blueprint

from app.volunteers import service

bp = Blueprint("volunteers", __name__, url_prefix="/mina-pass")

__all__ = ["bp", "service"]
