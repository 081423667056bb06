"""The code that somebody gets who signs at a stand: she has no mail that would lead back to her signature.

Twelve letters and digits: four find the row, eight prove that whoever writes them was given them.
The proof follows from a key that is not in the database, so the database alone makes no code.
"""

from __future__ import annotations

import hmac

from sqlalchemy import select

from app.core import clock, crypto
from app.core.db import db
from app.kiosks.models import Kiosk
from app.kiosks.signing import mark_of
from app.petitions.models import Petition
from app.signatures import rows
from app.signatures.models import Channel, Signature

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which are taken for others (Crockford's base 32)."""
READ_AS = str.maketrans("ILO", "110")
PLACE_BITS, PROOF_BITS, LETTER_BITS = 20, 40, 5
UID_BITS = crypto.UID_BYTES * 8


def code_of(row: Signature) -> str:
    """Give the code of a signature at a stand, in three groups."""
    text = _letters(_place(row.uid), PLACE_BITS) + _proof(row)
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def find_by_receipt_code(petition: Petition, code: str) -> Signature | None:
    """Find the signature at a stand that a code was given for; None where it fits none.

    However it is typed: small letters, other groups, O for 0. Limit how often it is tried.
    """
    text = "".join(filter(str.isalnum, code.upper().translate(READ_AS)))
    length = (PLACE_BITS + PROOF_BITS) // LETTER_BITS
    if petition.purged_at or len(text) != length or set(text) - set(LETTERS):
        return None
    place, proof = text[: PLACE_BITS // LETTER_BITS], text[PLACE_BITS // LETTER_BITS :]
    first = _number(place) << (UID_BITS - PLACE_BITS)
    last = first + (1 << (UID_BITS - PLACE_BITS)) - 1
    near = Signature.uid.between(first.to_bytes(crypto.UID_BYTES), last.to_bytes(crypto.UID_BYTES))
    wanted = select(Signature).where(
        near, Signature.petition_id == petition.id, Signature.channel == Channel.KIOSK
    )
    found = db.session.scalars(wanted).all()
    return next((row for row in found if hmac.compare_digest(_proof(row), proof)), None)


def _place(uid: bytes) -> int:
    return int.from_bytes(uid) >> (UID_BITS - PLACE_BITS)


def _proof(row: Signature) -> str:
    digest = crypto.keyed_hash(row.petition.scope, "receipt-code", row.uid.hex())
    return _letters(int.from_bytes(digest) >> (len(digest) * 8 - PROOF_BITS), PROOF_BITS)


def _letters(number: int, bits: int) -> str:
    return "".join(LETTERS[number >> shift & 31] for shift in range(bits - LETTER_BITS, -1, -LETTER_BITS))


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number << LETTER_BITS | LETTERS.index(letter)
    return number


def name_of(row: Signature) -> str:
    """Name a receipt in an address, so that neither row nor person can be read from it."""
    return crypto.marked(row.petition.scope, "kiosk-thanks", row.uid)


def find_shown(kiosk: Kiosk, name: str) -> Signature | None:
    """Find what was signed just now at this kiosk by the name of its receipt; None a little later."""
    if kiosk.petition.purged_at:
        return None
    uid = crypto.unmarked(kiosk.petition.scope, "kiosk-thanks", name)
    if uid is None:
        return None
    here = Signature.uid == uid, Signature.network_hash == mark_of(kiosk)
    return db.session.scalar(select(Signature).where(*here, Signature.token_expires_at > clock.now()))


def put_away(row: Signature) -> None:
    """Show a receipt no more: its reader has said that she is done."""
    if rows.lock(row):
        row.token_expires_at = clock.now()
