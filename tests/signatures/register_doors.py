"""The doors of the desk's register of signatures, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from collections.abc import Callable

from tests.factories import make_petition, make_signature
from tests.shifts.doors import Row


def register(rest: str = "") -> Callable[[], str]:
    """Give the way to the register of a petition that somebody has signed."""

    def way() -> str:
        petition = make_petition()
        make_signature(petition)
        return f"/organisera/namninsamlingar/{petition.id}/underskrifter/{rest}"

    return way


def signature(rest: str = "") -> Callable[[], str]:
    """Give the way to one signature at the desk."""

    def way() -> str:
        row = make_signature()
        return f"/organisera/namninsamlingar/{row.petition_id}/underskrifter/{row.id}{rest}"

    return way


DESK: tuple[Row, ...] = (
    ("signatures_manage.index", "GET", register(), 200, {}),
    ("signatures_manage.unmask", "POST", register("visa"), 200, {}),
    ("signatures_manage.search", "GET", register("sok"), 200, {}),
    ("signatures_manage.search", "POST", register("sok"), 200, {"by": "name", "words": "Alva Provström"}),
    ("signatures_manage.show", "GET", signature(), 200, {}),
    ("signatures_manage.unmask_one", "POST", signature("/visa"), 200, {}),
    ("signatures_manage.curve", "GET", register("kurva"), 200, {}),
)
