"""Read kiosks."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from app.accounts import reach
from app.accounts.models import Account
from app.core import clock, crypto
from app.core.db import db
from app.kiosks.models import Kiosk
from app.kiosks.refusals import KioskUnknown
from app.petitions.models import Petition


class KioskState(StrEnum):
    """Whether a kiosk takes signatures now."""

    SOON = "soon"
    OPEN = "open"
    OVER = "over"


def state_of(kiosk: Kiosk) -> KioskState:
    """Say whether a kiosk takes signatures at this moment; with its petition closed it does not."""
    now = clock.now()
    if kiosk.ended_at is not None or now >= kiosk.ends_at or not kiosk.petition.is_open:
        return KioskState.OVER
    return KioskState.OPEN if now >= kiosk.starts_at else KioskState.SOON


def find_by_token(token: str) -> Kiosk:
    """Find the kiosk that a link opens; raises KioskUnknown."""
    wanted = select(Kiosk).where(Kiosk.token_hash == crypto.token_hash(token))
    kiosk = db.session.scalar(wanted.options(joinedload(Kiosk.petition)))
    if kiosk is None:
        raise KioskUnknown
    return kiosk


def get_for(account: Account, kiosk_id: int) -> Kiosk:
    """Give a kiosk that an organizer works with; raises NoResultFound for what is not hers."""
    hers = Kiosk.id == kiosk_id, reach.by_campaign(account, Petition.campaign_id)
    found = select(Kiosk).join(Kiosk.petition).where(*hers)
    return db.session.scalars(found.options(contains_eager(Kiosk.petition))).one()


def list_for(petition: Petition) -> Sequence[Kiosk]:
    """List the kiosks of a petition, the newest first."""
    return db.session.scalars(
        select(Kiosk)
        .where(Kiosk.petition_id == petition.id)
        .order_by(Kiosk.id.desc())
        .options(joinedload(Kiosk.petition))
    ).all()
