"""What the program does by itself to keep its promises."""

from __future__ import annotations

from app.core import postman
from app.petitions import purging


def housekeeping() -> None:
    """Remove what has had its time; run often, does little."""
    purging.purge_due()
    purging.forget_unconfirmed()
    postman.forget_old()
