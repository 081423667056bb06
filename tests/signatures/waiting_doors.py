"""The doors of the page after signing, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.signatures.codes import code_of
from app.signatures.models import Signature
from tests.factories import confirmation_token, make_signature
from tests.shifts.doors import Row


def waiting(rest: str = "") -> str:
    """Make a signature that waits, and give an address below its receipt."""
    row = make_signature(is_confirmed=False)
    return f"/namninsamlingar/{row.petition.slug}/ett-steg-kvar/{row.receipt.hex()}{rest}"


def right_code(address: str) -> dict[str, Any]:
    """Type the code of the mail about the receipt in an address."""
    receipt = bytes.fromhex(address.split("/")[-2])
    row = db.session.scalars(select(Signature).where(Signature.receipt == receipt)).one()
    assert row.last_mail_at is not None
    return {"code": code_of(row.petition.scope, receipt, row.last_mail_at)}


def disown() -> str:
    """Make a signature that waits and the address that removes it."""
    token = confirmation_token(make_signature(is_confirmed=False))
    return f"/namninsamlingar/bekrafta/{token}/inte-jag"


PUBLIC: tuple[Row, ...] = (
    ("signatures.pending", "GET", waiting, 200, {}),
    ("signatures.demo_mail", "GET", lambda: waiting("/mejlet"), 303, {}),
    ("signatures.enter_code", "POST", lambda: waiting("/kod"), 303, right_code),
    ("signatures.resend", "POST", lambda: waiting("/igen"), 303, {}),
    ("signatures.correct_address", "POST", lambda: waiting("/adress"), 303, {"email": "ratt@example.org"}),
)
SIGNED_LINKS: tuple[Row, ...] = (
    ("signatures.disown", "GET", disown, 200, {}),
    ("signatures.disown", "POST", disown, 303, {}),
)
