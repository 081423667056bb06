"""Read the record."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.accounts import service as accounts
from app.accounts.models import Account
from app.core import crypto
from app.core.db import db
from app.record.models import SCOPE, Act


def list_acts(*, limit: int = 100, petition_id: int | None = None) -> Sequence[Act]:
    """List acts, newest first."""
    statement = select(Act).order_by(Act.id.desc()).limit(limit)
    if petition_id is not None:
        statement = statement.where(Act.petition_id == petition_id)
    return db.session.scalars(statement).all()


def words_of(act: Act) -> str:
    """Unseal the free words of an act."""
    return str(crypto.unseal(SCOPE, act.uid, act.sealed)["words"]) if act.sealed else ""


def actor_name(act: Act) -> str:
    """Give the name of whoever did it; empty for the program itself."""
    account = db.session.get(Account, act.account_id) if act.account_id else None
    return accounts.person(account)["name"] if account else ""
