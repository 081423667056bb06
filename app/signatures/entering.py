"""The code of the mail, typed on the page after signing."""

from __future__ import annotations

import hmac

from app.core import clock, crypto
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.i18n import ngettext
from app.petitions.models import Petition
from app.signatures import codes, handles, sealing
from app.signatures.models import Signature


class NoTriesLeft(DomainError):
    """The code was tried as often as it may be."""

    message = _l(
        "The code has been tried as often as it may be. Press the button in the e-mail instead: "
        "it still works."
    )
    status = 429


def words_for_wrong(left: int) -> str:
    """Say that a code is wrong, and how many tries are left."""
    wrong = _l("That is not the code in the latest e-mail, or its 30 minutes are over.")
    if not left:
        return f"{wrong} {NoTriesLeft.message}"
    more = ngettext("%(num)s try is left.", "%(num)s tries are left.", left)
    return f"{wrong} {more}"


def token_for_code(petition: Petition, receipt: bytes, code: str) -> str | None:
    """Spend a try, and give the token that confirms for a right code, None for a wrong one.

    It is the same work whether or not a mail was sent under the receipt. Raises NoTriesLeft.
    """
    if not handles.spend_try(petition.id, receipt):
        raise NoTriesLeft
    row = handles.find_row(petition.id, receipt)
    mailed_at = row.last_mail_at if row is not None else None
    right = codes.code_of(petition.scope, receipt, mailed_at or clock.now())
    token = sealing.confirmation_token(petition.scope, row.uid if row is not None else crypto.new_uid())
    is_same = hmac.compare_digest(right.encode(), code.encode())
    return token if is_same and _is_fresh(row) else None


def _is_fresh(row: Signature | None) -> bool:
    return row is not None and row.last_mail_at is not None and clock.now() - row.last_mail_at <= codes.LASTS
