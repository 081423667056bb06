"""What many processes do to the record at once; see tests.core.crowd."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from app import create_app
from app.core import clock, db
from app.core.config import load_settings
from app.core.db import transaction
from app.petitions.models import Petition
from app.record import cutting, service

Act = Callable[[int], Any]


def write_down(instance: str, url: str, times: str, petition_id: str) -> Act:
    """Write two acts a transaction, again and again, every other time with the petition's row in hand."""
    app = create_app(load_settings({}, instance=Path(instance), database_url=url))
    with app.app_context():
        db.before_fork()

    def act(number: int) -> int:
        with app.app_context():
            db.after_fork()
            for time in range(int(times)):
                with transaction(public=False):
                    first: dict[str, Any] = {
                        "actor": None,
                        "petition_id": int(petition_id),
                        "facts": {"count": time},
                    }
                    service.write_down("tests.before", **first)
                    if (time + number) % 2:
                        held = db.db.select(Petition.id).where(Petition.id == int(petition_id))
                        db.db.session.execute(held.with_for_update())
                    service.write_down("tests.after", actor=None, words="Prov")
        return number

    return act


def cut(instance: str, url: str) -> Act:
    """Cut the record, as it will stand in eleven years."""
    app = create_app(load_settings({}, instance=Path(instance), database_url=url))
    with app.app_context():
        db.before_fork()

    def act(_number: int) -> int:
        now = clock.now() + timedelta(days=11 * 366)
        clock.now = lambda: now
        with app.app_context():
            db.after_fork()
            return cutting.cut_old()

    return act
