"""Say why a signature does not count: to its signer in one sentence, to organizers in the log."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.core.db import db
from app.core.i18n import gettext as _
from app.fraud import invalidating
from app.fraud.models import Invalidation
from app.record.models import Act
from app.signatures.models import Signature, SignatureState

TAKEN_OUT = {"signature.invalidated", "signatures.taken_out", "invalidation.started"}


def why_not_counted(row: Signature) -> str:
    """Tell why a signature that its mailbox has confirmed does not count; empty where it does."""
    if row.state == SignatureState.HELD:
        return str(_("Your signature is confirmed. An organizer looks at it before it counts, within a day."))
    if row.state != SignatureState.INVALID:
        return ""
    made = db.session.get(Invalidation, row.invalidation_id) if row.invalidation_id else None
    reason = invalidating.reason_of(made) if made else ""
    if not reason:
        return str(_("An organizer has taken your signature out of the count. Write to us if that is wrong."))
    words = _(
        "An organizer has taken your signature out of the count, for this reason: “%(reason)s” "
        "Write to us if that is wrong.",
        reason=reason,
    )
    return str(words)


def reasons_in(acts: Iterable[Act]) -> dict[int, str]:
    """Give the reasons why signatures were taken out, by the acts that did it; none once the names are gone.

    They are not in the record itself, which is kept for ever.
    """
    taken_out = {act.id: int(act.facts.get("invalidation", 0)) for act in acts if act.kind in TAKEN_OUT}
    wanted = select(Invalidation).where(Invalidation.id.in_(set(taken_out.values())))
    reasons = {made.id: invalidating.reason_of(made) for made in db.session.scalars(wanted)}
    return {act_id: reasons.get(made_id, "") for act_id, made_id in taken_out.items()}
