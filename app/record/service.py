"""Write down what was done, by whom."""

from __future__ import annotations

from typing import Any

from app.accounts.models import Account
from app.core import clock, crypto
from app.core.db import db
from app.record.models import SCOPE, Act


def write_down(
    kind: str,
    *,
    actor: Account | None,
    petition_id: int | None = None,
    facts: dict[str, Any] | None = None,
    words: str = "",
) -> Act:
    """Add an act to the record, in the transaction in hand; free words are sealed."""
    uid = crypto.new_uid()
    act = Act(
        uid=uid,
        done_at=clock.now(),
        account_id=actor.id if actor else None,
        kind=kind,
        petition_id=petition_id,
        facts=facts or {},
        sealed=crypto.seal(SCOPE, uid, {"words": words}) if words else None,
    )
    db.session.add(act)
    db.session.flush()
    return act
