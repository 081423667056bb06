"""Read the record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts import service as accounts
from app.core import crypto
from app.core.db import db
from app.record.models import SCOPE, Act


def list_acts(*, limit: int = 100, petition_id: int | None = None) -> Sequence[Act]:
    """List acts, newest first, with who did them."""
    statement = select(Act).order_by(Act.id.desc()).limit(limit).options(joinedload(Act.account))
    if petition_id is not None:
        statement = statement.where(Act.petition_id == petition_id)
    return db.session.scalars(statement).all()


def words_of(act: Act) -> str:
    """Unseal the free words of an act; damaged ones are a question mark, not the end of the log."""
    if not act.sealed:
        return ""
    try:
        return str(crypto.unseal(SCOPE, act.uid, act.sealed)["words"])
    except (crypto.SealBroken, crypto.KeyProblem):
        return "?"


def actor_name(act: Act) -> str:
    """Give the name of whoever did it; empty for the program itself."""
    return accounts.person(act.account)["name"] if act.account else ""


def latest_words(petition_id: int, kinds: Sequence[str]) -> str:
    """Give the free words of the latest act of some kinds on a petition; empty where there are none."""
    wanted = select(Act).where(Act.petition_id == petition_id, Act.kind.in_(kinds))
    act = db.session.scalar(wanted.order_by(Act.id.desc()).limit(1))
    return words_of(act) if act else ""


def first_done(petition_id: int, kind: str) -> datetime | None:
    """Give when an act of a kind was first done on a petition; None when it never was."""
    wanted = select(Act.done_at).where(Act.petition_id == petition_id, Act.kind == kind)
    return db.session.scalar(wanted.order_by(Act.id).limit(1))
