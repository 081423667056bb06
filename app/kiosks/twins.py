"""The same name and postcode twice on a petition, once at a stand: perhaps one person, perhaps two."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, or_, select, update

from app.core.db import db
from app.signatures.models import Channel, Hold, Signature, SignatureState
from app.signatures.rows import STANDING


def _same_person(petition_id: int, name_hash: bytes, postcode: str) -> tuple[Any, ...]:
    return (
        Signature.petition_id == petition_id,
        Signature.name_hash == name_hash,
        Signature.postcode == postcode,
    )


def has_signed(petition_id: int, name_hash: bytes, postcode: str) -> bool:
    """Say whether somebody of this name and postcode stands on the petition."""
    return _exists(select(Signature.id).where(*_same_person(petition_id, name_hash, postcode)))


def has_signed_at_stand(petition_id: int, name_hash: bytes, postcode: str) -> bool:
    """Say whether somebody of this name and postcode has signed at a stand."""
    at_stand = Signature.channel == Channel.KIOSK
    return _exists(select(Signature.id).where(*_same_person(petition_id, name_hash, postcode), at_stand))


def _exists(wanted: Select[Any]) -> bool:
    return db.session.scalar(wanted.where(Signature.state.in_(STANDING)).limit(1)) is not None


def hold_unconfirmed(petition_id: int, name_hash: bytes, postcode: str) -> None:
    """Have somebody look at what this person began on the web, if it is confirmed after all."""
    waits = Signature.state == SignatureState.PENDING
    may_be_hers = or_(Signature.hold.is_(None), Signature.hold == Hold.BURST)
    begun = update(Signature).where(*_same_person(petition_id, name_hash, postcode), waits, may_be_hers)
    db.session.execute(begun.values(hold=Hold.TWIN))
