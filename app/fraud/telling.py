"""Say to a signer, in one sentence, why her signature does not count."""

from __future__ import annotations

from app.core.db import db
from app.core.i18n import gettext as _
from app.fraud import invalidating
from app.fraud.models import Invalidation
from app.signatures.models import Signature, SignatureState


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
