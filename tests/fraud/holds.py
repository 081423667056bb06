"""Signatures that are held, or taken out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.core.db import db, transaction
from app.fraud import background, choosing, invalidating
from app.fraud.models import Invalidation
from app.petitions.models import Petition
from app.signatures import confirming
from app.signatures.models import Hold, Signature, SignatureState
from tests.factories import confirmation_token, make_signature


def make_held(petition: Petition | None = None, *, hold: Hold = Hold.PATTERN, **changes: Any) -> Signature:
    """Sign, with something odd about it, and confirm."""
    row = make_signature(petition, is_confirmed=False, **changes)
    with transaction():
        row.hold = hold
    with transaction():
        confirming.confirm_signature(confirmation_token(row))
    db.session.refresh(row)
    assert row.state == SignatureState.HELD
    return row


def held_of(petition_id: int) -> Sequence[Signature]:
    """List what is held of a petition."""
    held = Signature.petition_id == petition_id, Signature.state == SignatureState.HELD
    return db.session.scalars(select(Signature).where(*held)).all()


def take_out(row: Signature, reason: str = "Ett program") -> Invalidation:
    """Take one signature out."""
    with transaction():
        return invalidating.invalidate_one(row, reason=reason, actor=None)


def start(
    petition: Petition, said: Any, *, once: bytes = b"o" * 16, reason: str = "En serie"
) -> Invalidation:
    """Begin to take out what a rule means."""
    found = choosing.preview(petition, said)
    with transaction():
        return invalidating.start_invalidation(
            petition, said, total=found.total, top_id=found.top_id, reason=reason, once=once, actor=None
        )


def run_all() -> None:
    """Work until nothing is left, as the worker does."""
    while background.work_on_invalidations():
        pass
