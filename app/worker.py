"""The background worker: mail at once, housekeeping now and then."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

from flask import Flask

from app.core import postman
from app.core.db import db
from app.core.errors import describe
from app.exports import background as exports
from app.privacy import jobs

log = logging.getLogger("samling.worker")

LOOK_EVERY = 0.5
"""Seconds between looks at the outbox: a confirmation leaves within two."""
HOUSEKEEPING_EVERY = 600.0
REMOVING = 5.0
"""Seconds at a time for removing people whose day has come: then the mails go on."""
CLOCK_EVERY = 10.0
"""What opens or closes at a time is at most so late; closing holds to the second all the same."""
PAUSE_AFTER_FAULT = 5.0
EXPORTS_EVERY = 1.0


def work(app: Flask, stop: threading.Event) -> None:
    """Work until told to stop; a fault is logged, and work goes on."""
    tidying = _Tidying()
    exporting = threading.Thread(target=_export, args=(app, stop), name="exports", daemon=True)
    exporting.start()
    opened: float | None = None
    while not stop.is_set():
        pause = max(LOOK_EVERY, _do(app, "housekeeping", tidying.go_on))
        if opened is None or time.monotonic() - opened > CLOCK_EVERY:
            opened = time.monotonic()
            pause = max(pause, _do(app, "clock", jobs.keep_time))
        pause = max(pause, _do(app, "invalidation", jobs.work_on_invalidations))
        deliver = partial(_deliver, stop, until=min(tidying.due_at, opened + CLOCK_EVERY))
        pause = max(pause, _do(app, "mail", deliver))
        stop.wait(pause)
    exporting.join(timeout=5)


def _export(app: Flask, stop: threading.Event) -> None:
    """Write signature lists beside all else, in a thread: a million rows keep no mail waiting."""
    while not stop.wait(EXPORTS_EVERY):
        stop.wait(_do(app, "exports", partial(exports.work_on_exports, stop.is_set)))


class _Tidying:
    """Housekeeping now and then; removing very many people goes on in between, a moment at a time."""

    def __init__(self) -> None:
        self.due_at = time.monotonic()
        self.is_left = False

    def go_on(self) -> None:
        """Do what is due now, if anything."""
        if time.monotonic() >= self.due_at:
            self.due_at = time.monotonic() + HOUSEKEEPING_EVERY
            self.is_left = jobs.housekeeping(seconds=REMOVING).is_left
        elif self.is_left:
            self.is_left = jobs.remove_due(seconds=REMOVING).is_left


def _deliver(stop: threading.Event, *, until: float) -> None:
    """Deliver what is due, until told to stop or until other work is due: that must not wait."""

    def should_stop() -> bool:
        return stop.is_set() or time.monotonic() > until

    began = time.monotonic()
    while postman.deliver_due(should_stop) == postman.BATCH:
        # A storm of signatures goes before its mails: after a full batch rest as long as it took.
        stop.wait(time.monotonic() - began)
        began = time.monotonic()


def _do(app: Flask, name: str, job: Callable[[], object]) -> float:
    """Do one job in a context of its own; return how long to pause after a fault."""
    with app.app_context():
        try:
            job()
        except Exception as error:  # noqa: BLE001 (whatever it is, tomorrow's mails must leave)
            log.error("%s failed: %s", name, describe(error))
            return PAUSE_AFTER_FAULT
        finally:
            db.session.remove()
    return 0.0
