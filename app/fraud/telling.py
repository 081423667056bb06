"""Say in the log why signatures were taken out."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.core.db import db
from app.fraud import invalidating
from app.fraud.models import Invalidation
from app.record.models import Act

TAKEN_OUT = {"signature.invalidated", "signatures.taken_out", "invalidation.started"}


def reasons_in(acts: Iterable[Act]) -> dict[int, str]:
    """Give the reasons why signatures were taken out, by the acts that did it; none once the names are gone.

    They are not in the record itself, which is kept for ever.
    """
    taken_out = {act.id: int(act.facts.get("invalidation", 0)) for act in acts if act.kind in TAKEN_OUT}
    wanted = select(Invalidation).where(Invalidation.id.in_(set(taken_out.values())))
    reasons = {made.id: invalidating.reason_of(made) for made in db.session.scalars(wanted)}
    return {act_id: reasons.get(made_id, "") for act_id, made_id in taken_out.items()}
