"""What the program does by itself to keep its promises."""

from __future__ import annotations

from app.core import postman
from app.petitions import purging
from app.volunteers import forgetting


def housekeeping() -> None:
    """Remove what has had its time; run often, does little."""
    purging.purge_due()
    purging.forget_unconfirmed()
    forgetting.forget_due()
    postman.forget_old()


def reapply_erasures() -> int:
    """Remove again whom an older database has brought back; return how many."""
    return purging.reapply_erasures() + forgetting.reapply_erasures()
