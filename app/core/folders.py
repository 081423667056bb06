"""Where an installation keeps its files."""

from __future__ import annotations

from pathlib import Path

from flask import current_app


def instance_folder() -> Path:
    """Give the folder of the installation in hand."""
    return Path(current_app.config["SETTINGS"].instance)
