"""Who signed at a stand has no mailbox: the code on her receipt, with her postcode, opens her page."""

from __future__ import annotations

import hmac

from app.core.db import db
from app.kiosks.receipts import find_by_receipt_code
from app.petitions.models import Petition
from app.signatures import links


def open_own_page(code: str, postcode: str) -> str | None:
    """Make a link to the signature of a receipt; None when code and postcode do not belong together."""
    for petition_id in links.list_unpurged():
        row = find_by_receipt_code(db.session.get_one(Petition, petition_id), code)
        if row is not None and hmac.compare_digest(row.postcode.encode(), postcode.encode()):
            return links.make_signer_link(row)
    return None
