"""The doors of reading people in, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any, Literal

from tests.volunteers.spreadsheet_files import CSV, begin, read_in

Row = tuple[str, Literal["GET", "POST"], Callable[[], str], int, Any]

INDEX = "/organisera/hjalpare/las-in"
READ_AS = ("given", "family", "email", "phone", "")
COLUMNS = {f"column_{number}": value for number, value in enumerate(READ_AS)}


def waiting(rest: str = "") -> Callable[[], str]:
    """Give the way to a file that waits."""
    return lambda: f"{INDEX}/{begin().uid.hex()}{rest}"


def done(rest: str = "") -> Callable[[], str]:
    """Give the way to a file that was read in."""
    return lambda: f"{INDEX}/{read_in().uid.hex()}{rest}"


def file(_address: str = "") -> dict[str, Any]:
    """Choose a file."""
    return {"file": (BytesIO(CSV.encode()), "lista.csv")}


DESK: tuple[Row, ...] = (
    ("importing_manage.index", "GET", lambda: INDEX, 200, {}),
    ("importing_manage.index", "POST", lambda: INDEX, 303, file),
    ("importing_manage.show", "GET", waiting(), 200, {}),
    ("importing_manage.choose", "POST", waiting("/kolumner"), 303, COLUMNS),
    ("importing_manage.read_in", "POST", waiting("/las"), 303, {}),
    ("importing_manage.throw_away", "POST", waiting("/kasta"), 303, {}),
    ("importing_manage.undo", "POST", done("/angra"), 303, {}),
)
