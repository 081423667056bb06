"""Show who has signed, or whether it is who she says: each time an act that is written down."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Any

from app.accounts.models import Account
from app.core import addresses, crypto, rate
from app.core.i18n import gettext as _
from app.petitions.models import Petition
from app.record import service as record
from app.signatures.models import Signature
from app.signatures.searching import Hits

LOOKS = "60 per 10 minutes"
"""By one organizer: enough for whoever answers the phone, too few for copying the list by hand."""


def why_wait(actor: Account) -> str:
    """Count a look at names or addresses by one organizer; say why it has to wait, or nothing."""
    if rate.allow("see-signers", LOOKS, str(actor.id)):
        return ""
    return str(_("You have looked at very many names in a short time. Wait ten minutes."))


def show_page(petition: Petition, rows: Sequence[Signature], *, reason: str, actor: Account) -> None:
    """Write down that the names of one page of the register are shown, and why."""
    facts = {"signatures": len(rows)}
    record.write_down("signatures.shown", actor=actor, petition_id=petition.id, facts=facts, words=reason)


def show_one(row: Signature, *, reason: str, actor: Account) -> None:
    """Write down that one signer is shown, and why."""
    facts = {"signatures": 1, "signature": row.id}
    record.write_down("signatures.shown", actor=actor, petition_id=row.petition_id, facts=facts, words=reason)


def compare_address(row: Signature, email: str, *, actor: Account) -> bool:
    """Say whether a signature was given with an address, and write down that it was asked: not which."""
    told = crypto.keyed_hash(row.petition.scope, "email", addresses.canonical(email))
    is_same = hmac.compare_digest(told, row.email_hash)
    facts = {"signature": row.id, "same": is_same}
    record.write_down("signature.address_compared", actor=actor, petition_id=row.petition_id, facts=facts)
    return is_same


def show_found(petition: Petition, hits: Hits, *, actor: Account) -> None:
    """Write down that somebody searched, in which way and how many it showed: not what was searched for."""
    facts: dict[str, Any] = {"by": hits.by, "signatures": len(hits.ids)}
    if hits.looked_at:
        facts["looked_at"] = hits.looked_at
    record.write_down("signatures.searched", actor=actor, petition_id=petition.id, facts=facts)
