"""Write a list that was asked for: claimed by one, encrypted from its first byte, begun anew after a kill."""

from __future__ import annotations

import errno
import logging
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update

from app.accounts.models import Account
from app.core import clock
from app.core.db import db, transaction
from app.core.errors import describe
from app.core.i18n import in_language
from app.core.text_faces import FacesMissing
from app.exports import places, removing, rights
from app.exports.held import Held
from app.exports.models import Export, ExportState
from app.exports.typesetting import NotSet
from app.exports.written import Parts, write_list
from app.petitions.models import Petition, Preset
from app.petitions.queries import BATCH, Confirmed

log = logging.getLogger("samling.exports")
STALE = timedelta(minutes=6)
"""So long nobody need hear from whoever writes; setting a packet of 10,000 takes some seconds."""
BEAT = 1.0
"""Seconds between two signs of life."""
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Ended(Exception):
    """Somebody has stopped it, or another has taken it over, or the right to it is gone."""


class Postponed(Exception):
    """Whoever writes was told to stop: it is begun anew later."""


def claim() -> tuple[int, datetime] | None:
    """Take the oldest list that waits or was left half written; give its id and when it was begun."""
    moment = clock.now()
    is_left = and_(Export.state == ExportState.WRITING, Export.beat_at < moment - STALE)
    due = or_(Export.state == ExportState.WAITING, is_left)
    export_id = db.session.scalar(select(Export.id).where(due).order_by(Export.id).limit(1))
    db.session.rollback()
    if export_id is None:
        return None
    with transaction(public=False):
        export = db.session.scalars(
            select(Export).where(Export.id == export_id, due).with_for_update(skip_locked=True)
        ).one_or_none()
        if export is None:
            return None
        # A key of its own for each beginning: no two files share one.
        export.sealed = places.seal_key(export, secrets.token_bytes(32))
        export.state, export.begun_at, export.beat_at, export.done = ExportState.WRITING, moment, moment, 0
    return export_id, moment


def write_one(export_id: int, begun_at: datetime, *, should_stop: Callable[[], bool] = lambda: False) -> None:
    """Write one that was claimed, to its end or not at all; what is left of it goes when it fails."""
    export = db.session.get_one(Export, export_id)
    pace = Pace(export_id, begun_at, should_stop)
    problem = ""
    try:
        with in_language(export.locale):
            parts = Parts(export, places.key_of(export))
            write_list(export, parts, pace)
            finish(export_id, begun_at, parts, pace.held)
        return
    except Ended:
        log.info("Export %s ended on the way.", export_id)
    except Postponed:
        _give_back(export_id, begun_at)
    except OSError as error:
        problem = "disk_full" if error.errno in FULL else "disk"
    except (NotSet, FacesMissing):
        problem = "not_set"
    except Exception as error:  # noqa: BLE001 (whatever it is, it must not be tried for ever)
        log.error("Export %s failed: %s", export_id, describe(error))
        problem = "fault"
    db.session.rollback()
    if problem:
        fail(export_id, begun_at, problem)
    removing.sweep()


class Pace:
    """Keeps count of the rows, says that it is alive, and ends when it has to."""

    def __init__(self, export_id: int, begun_at: datetime, should_stop: Callable[[], bool]) -> None:
        self.held = Held()
        self._of = export_id, begun_at
        self._should_stop = should_stop
        self._beat_at = time.monotonic()
        self._seen = 0

    def note(self, signature: Confirmed) -> None:
        """Count a row; now and then look around. Raises Ended, Postponed."""
        self.held.add(signature.id)
        self._seen += 1
        if self._seen % BATCH == 0:
            self.look_around()

    def look_around(self, *, at_once: bool = False) -> None:
        """Say that it goes on. Raises Ended, Postponed."""
        if self._should_stop():
            raise Postponed
        if at_once or time.monotonic() - self._beat_at > BEAT:
            self._beat_at = time.monotonic()
            with transaction(public=False):
                beat(*self._of, done=self.held.count)


def beat(export_id: int, begun_at: datetime, *, done: int) -> Export:
    """Say that whoever began it still writes it; raises Ended when it is no longer hers or nobody may."""
    mine = Export.id == export_id, Export.begun_at == begun_at, Export.state == ExportState.WRITING
    found = update(Export).where(*mine).values(beat_at=clock.now(), done=done).returning(Export.id)
    if db.session.scalar(found) is None:
        raise Ended
    export = db.session.get_one(Export, export_id)
    petition = db.session.get_one(Petition, export.petition_id)
    if petition.purged_at and export.preset != Preset.COUNT:
        raise Ended  # the housekeeping removes it
    if not rights.may_export(db.session.get_one(Account, export.account_id), export.petition_id):
        raise Ended
    return export


def finish(export_id: int, begun_at: datetime, parts: Parts, held: Held) -> None:
    """Let it be fetched, for a day; raises Ended when in the end it may not be."""
    with transaction(public=False):
        export = beat(export_id, begun_at, done=held.count)
        moment = clock.now()
        export.state, export.ready_at, export.expires_at = ExportState.READY, moment, moment + removing.KEPT
        export.parts, export.size = len(parts.sizes), sum(parts.sizes)
        export.options = export.options | {"sizes": parts.sizes}
        export.held = held.done() if held.count else None


def fail(export_id: int, begun_at: datetime, problem: str) -> None:
    """Give it up, with a word for why; its key goes."""
    with transaction(public=False):
        mine = Export.id == export_id, Export.begun_at == begun_at, Export.state == ExportState.WRITING
        given_up = {
            "state": ExportState.FAILED,
            "problem": problem,
            "sealed": None,
            "removed_at": clock.now(),
        }
        db.session.execute(update(Export).where(*mine).values(given_up))


def _give_back(export_id: int, begun_at: datetime) -> None:
    db.session.rollback()
    with transaction(public=False):
        mine = Export.id == export_id, Export.begun_at == begun_at, Export.state == ExportState.WRITING
        db.session.execute(update(Export).where(*mine).values(state=ExportState.WAITING, sealed=None, done=0))
