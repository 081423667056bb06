"""What organizers do with kiosks: open one for a stand, end it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select

from app.accounts.models import Account
from app.core import clock, crypto
from app.core.db import db
from app.kiosks.models import Kiosk
from app.kiosks.refusals import (
    EndsBeforeStart,
    EndsInThePast,
    OpenTooLong,
    PetitionNotOpen,
    TooManyKiosks,
)
from app.petitions import counting
from app.petitions.models import Petition
from app.record import service as record

LONGEST = timedelta(hours=12)
MOST_OPEN = 20
"""Kiosks of one petition that are open or to be opened at once."""


def open_kiosk(
    petition: Petition, *, place: str, starts_at: datetime, ends_at: datetime, actor: Account | None
) -> Kiosk:
    """Let a tablet take signatures in one place for some hours; its link is made by ``token_of``.

    Raises PetitionNotOpen, EndsBeforeStart, EndsInThePast, OpenTooLong, TooManyKiosks.
    """
    counting.lock(petition.id)
    db.session.refresh(petition)
    if not petition.is_open:
        raise PetitionNotOpen
    if ends_at <= starts_at:
        raise EndsBeforeStart
    if ends_at <= clock.now():
        raise EndsInThePast
    if ends_at - starts_at > LONGEST:
        raise OpenTooLong
    if _count_open(petition.id) >= MOST_OPEN:
        raise TooManyKiosks(most=MOST_OPEN)
    kiosk = Kiosk(petition_id=petition.id, place=place, starts_at=starts_at, ends_at=ends_at)
    kiosk.account_id, kiosk.created_at, kiosk.count = actor.id if actor else None, clock.now(), 0
    kiosk.token_hash = crypto.token_hash(crypto.new_token())  # the true one follows from its number
    db.session.add(kiosk)
    db.session.flush()
    kiosk.token_hash = crypto.token_hash(token_of(kiosk))
    record.write_down("kiosk.opened", actor=actor, petition_id=petition.id)
    return kiosk


def _count_open(petition_id: int) -> int:
    still = Kiosk.petition_id == petition_id, Kiosk.ended_at.is_(None), Kiosk.ends_at > clock.now()
    return db.session.scalar(select(func.count()).select_from(Kiosk).where(*still)) or 0


def token_of(kiosk: Kiosk) -> str:
    """Make the secret in a kiosk's link: 160 bits, the same each time, from a key that is not in its row."""
    made = kiosk.created_at.isoformat()
    return crypto.keyed_hash(kiosk.petition.scope, "kiosk", str(kiosk.id), made).hex()


def end_kiosk(kiosk: Kiosk, *, actor: Account | None) -> None:
    """Take no more signatures there, from this moment on; ended twice is ended once."""
    counting.lock(kiosk.petition_id)
    db.session.refresh(kiosk)
    if kiosk.ended_at is None:
        kiosk.ended_at = clock.now()
    record.write_down("kiosk.ended", actor=actor, petition_id=kiosk.petition_id, facts={"count": kiosk.count})
