"""The doors of kiosks, of a petition's count and of its goals, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

from app.core import clock
from tests.factories import make_petition
from tests.kiosks.stands import TYPED, address_of, make_kiosk, receipt_of

Typed = dict[str, Any] | Callable[[str], dict[str, Any]]
Row = tuple[str, Literal["GET", "POST"], Callable[[], str], int, Typed]


def desk(rest: str) -> Callable[[], str]:
    """Give the way to a page of a petition at the desk."""
    return lambda: f"/organisera/namninsamlingar/{make_petition().id}{rest}"


def kiosk(rest: str = "") -> Callable[[], str]:
    """Give the way to a kiosk at the desk."""
    return lambda: f"/organisera/namninsamlingar/kiosk/{make_kiosk().id}{rest}"


def today(_address: str) -> dict[str, Any]:
    """Type a time from now to a little later, today."""
    now = clock.local(clock.now())
    ends = min(now + timedelta(hours=1), now.replace(hour=23, minute=59))
    return {"place": "Rågsveds torg", "starts": f"{now:%H:%M}", "ends": f"{ends:%H:%M}"}


PUBLIC: tuple[Row, ...] = (
    ("counter.show", "GET", lambda: f"/namninsamlingar/{make_petition().slug}/antal", 200, {}),
)
SIGNED_LINKS: tuple[Row, ...] = (
    ("kiosks.show", "GET", lambda: address_of(make_kiosk()), 200, {}),
    ("kiosks.sign", "POST", lambda: address_of(make_kiosk()), 303, TYPED),
    ("kiosks.thanks", "GET", lambda: receipt_of(make_kiosk()), 200, {}),
    ("kiosks.done", "POST", lambda: receipt_of(make_kiosk()), 303, {}),
)
DESK: tuple[Row, ...] = (
    ("goals_manage.edit", "GET", desk("/mal"), 200, {}),
    ("goals_manage.edit", "POST", desk("/mal"), 303, {"count_1": "200", "words_1": "Vi lämnar över"}),
    ("kiosks_manage.index", "GET", desk("/kiosk"), 200, {}),
    ("kiosks_manage.open_", "POST", desk("/kiosk"), 303, today),
    ("kiosks_manage.show", "GET", kiosk(), 200, {}),
    ("kiosks_manage.end", "POST", kiosk("/avsluta"), 303, {}),
)
