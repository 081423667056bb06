"""What the program does by itself to keep its promises."""

from __future__ import annotations

from app.core import postman
from app.fraud import background
from app.fraud import forgetting as fraud
from app.petitions import handing_over, purging, schedule
from app.signatures import handles, reminders
from app.site import queries as site
from app.volunteers import forgetting


def keep_time() -> None:
    """Open and close what is due by the clock; run oftener still, asks two short questions."""
    schedule.keep_time(site.get_association().name)


def housekeeping() -> None:
    """Remove what has had its time; run often, does little."""
    keep_time()
    schedule.forget_contacts()
    purging.purge_due()
    purging.forget_unconfirmed()
    handles.forget_old()
    fraud.forget_due()
    forgetting.forget_due()
    postman.forget_old()
    handing_over.tell_answers()
    reminders.remind_due()


def work_on_invalidations() -> bool:
    """Take signatures out, or put them back, for a moment; say whether some are left."""
    return background.work_on_invalidations()


def reapply_erasures() -> int:
    """Remove again whom an older database has brought back; return how many."""
    return purging.reapply_erasures() + forgetting.reapply_erasures()
