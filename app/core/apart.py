"""Work of which one part that fails does not stop the others, and which knows when its time is up."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db
from app.core.errors import describe


@contextmanager
def apart(log: logging.Logger, what: str) -> Iterator[None]:
    """Log a fault by type and place, and go on; ``what`` names the work and nobody."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 (whatever it is, the rest of the work is still due)
        log.error("%s failed: %s", what, describe(error))
        with suppress(SQLAlchemyError):
            db.session.rollback()


def is_up(until: float | None) -> bool:
    """Say whether a moment of the steady clock has come; None never does."""
    return until is not None and time.monotonic() >= until
