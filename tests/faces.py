"""The faces of printed pages, cut once for all tests: it takes some ten seconds."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from app.core import text_faces

CACHE = Path(".cache").absolute()


def lend_faces(app: Flask) -> None:
    """Put the faces where an application looks for them."""
    text_faces.faces(CACHE)
    name = f"faces-{text_faces.VERSION}"
    place = Path(app.config["SETTINGS"].instance) / "cache" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        place.symlink_to(CACHE / name)
