"""The doors of exports, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from app.exports import background
from tests.exports.making import ask
from tests.factories import make_petition, make_signature
from tests.shifts.doors import Row

DESK_OF = "/organisera/namninsamlingar"
EXPORT = {"preset": "initials", "form": "excel", "reason": "Ska lämnas över", "do": "begin"}


def signed() -> str:
    """Make a petition that somebody has signed, and give the way to its lists."""
    petition = make_petition()
    make_signature(petition)
    return f"{DESK_OF}/{petition.id}/exportera"


def asked(rest: str = "") -> str:
    """Ask for a list, and give the way to it."""
    row = make_signature(make_petition(preset="full"))
    export = ask(row.petition)
    return f"{DESK_OF}/{row.petition_id}/exportera/{export.id}{rest}"


def written(rest: str = "") -> str:
    """Let a list be written, and give the way to it."""
    place = asked(rest)
    background.work_on_exports()
    return place


DESK: tuple[Row, ...] = (  # type: ignore[assignment]
    ("exports_manage.new", "GET", signed),
    ("exports_manage.ask", "POST", signed, 303, EXPORT),
    ("exports_manage.show", "GET", asked),
    ("exports_manage.stop", "POST", lambda: asked("/stoppa"), 303),
    # Somebody else asked for it: nobody but her fetches it, whatever else she may do.
    ("exports_manage.download", "POST", lambda: written("/hamta/1"), 403),
    ("exports_manage.mark", "GET", lambda: f"{DESK_OF}/exporterade?marke=bcdf-ghjk"),
)
