"""The doors of the legal texts, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

Row = tuple[str, Literal["GET", "POST"], Callable[[], str], int, Any]

TEXTS = "/organisera/installningar/texter"
REGISTER = f"{TEXTS}/register/sv"

PUBLIC: tuple[Row, ...] = (("legal.information", "GET", lambda: "/integritet", 200, {}),)

DESK: tuple[Row, ...] = (
    ("legal_manage.index", "GET", lambda: f"{TEXTS}/", 200, {}),
    ("legal_manage.show", "GET", lambda: REGISTER, 200, {}),
    ("legal_manage.edit", "GET", lambda: f"{REGISTER}/redigera", 200, {}),
    ("legal_manage.edit", "POST", lambda: f"{REGISTER}/redigera", 303, {"version": "0", "body": "Vår egen"}),
    ("legal_manage.download", "GET", lambda: f"{REGISTER}/fil.md", 200, {}),
    ("legal_manage.put_back", "POST", lambda: f"{REGISTER}/tillbaka", 303, {}),
)
