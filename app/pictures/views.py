"""The pictures themselves."""

from __future__ import annotations

import re

from flask import Blueprint, Response, abort
from flask.typing import ResponseReturnValue

from app.core.access import public
from app.core.headers import CONTENT_SECURITY_POLICY
from app.core.pages import kept
from app.pictures import queries

bp = Blueprint("pictures", __name__)

NAME = re.compile(r"([0-9a-f]{32})-([1-9][0-9]{0,4})\.(webp|jpg|png)")


@bp.get("/bild/<name>")
@public
@kept(seconds=3600, immutable=True)
def show(name: str) -> ResponseReturnValue:
    """Send one size of a picture; its address never gets another picture."""
    found = NAME.fullmatch(name)
    if found is None:
        abort(404)
    file = queries.get_file(bytes.fromhex(found[1]), int(found[2]), found[3])
    response = Response(file.body, mimetype=file.mimetype)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    # Alone in a window it is a picture and nothing else, whatever a browser makes of its bytes.
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; sandbox"
    return response
