"""The code that confirms where the mail opens in another browser: eight characters, made anew by each mail.

Nothing is stored for it: it is a keyed hash of the receipt and of the moment of the latest mail.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

from app.core import crypto

ALPHABET = "3479CDFGHJKMNPQRTVWX"
"""Without what is taken for something else in hand or print, and without vowels, which make words."""
LENGTH = 8
LASTS = timedelta(minutes=30)


def code_of(scope: str, receipt: bytes, mailed_at: datetime) -> str:
    """Make the code that a mail of this moment carries, as it is shown: XXXX-XXXX."""
    number = int.from_bytes(crypto.keyed_hash(scope, "code", receipt.hex(), mailed_at.isoformat()))
    letters = []
    for _place in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def tidy_code(typed: str | None) -> str | None:
    """Give what somebody typed as the code is shown, in any case, with or without dash and spaces.

    What has not as many letters and digits stays as it was typed.
    """
    kept = "".join(each for each in unicodedata.normalize("NFKC", typed or "").upper() if each.isalnum())
    return f"{kept[:4]}-{kept[4:]}" if len(kept) == LENGTH else typed
