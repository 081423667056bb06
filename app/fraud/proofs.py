"""Proof of work: a puzzle bound to one petition, solved by the browser while its owner types, good once.

The library's second interface makes and checks the puzzles. Its answers are objects, which are always
true: only `.verified` says anything. When a puzzle ends is in its signed data and read by our clock.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, cast

from altcha import Payload, create_challenge, verify_solution
from sqlalchemy import Table

from app.core import clock, crypto
from app.core.db import db, insert_into
from app.core.i18n import lazy_gettext as _l
from app.fraud.models import SpentProof
from app.petitions.models import scope_of
from app.signatures.refusals import SigningRefused

LASTS = timedelta(minutes=20)
ALGORITHM = "PBKDF2/SHA-256"
ITERATIONS = 2000
"""Of one try. The server makes one to set a puzzle and one to check it: a millisecond each."""
TRIES = 200
"""At most so many at level 1, at least half of them: the work has an end, unlike a lottery."""
LONGEST_FIELD = 4000


class MoreProofNeeded(SigningRefused):
    """A proof of work that was used already, is too old, or was not made for this petition."""

    message = _l("One more press, please: the page's check had run out. Everything you wrote is still here.")


@dataclass(frozen=True)
class Proof:
    """Work that was done for one petition."""

    digest: bytes
    level: int
    """How many times the least work."""
    begun_at: datetime
    expires_at: datetime


def set_puzzle(petition_id: int, level: int) -> dict[str, Any]:
    """Make a puzzle for one petition, as the browser gets it."""
    moment = clock.now()
    most = TRIES * level
    made = create_challenge(
        ALGORITHM,
        ITERATIONS,
        counter=most // 2 + secrets.randbelow(most // 2),
        data={
            "petition": petition_id,
            "level": level,
            "begun": int(moment.timestamp() * 1000),
            "until": int((moment + LASTS).timestamp()),
        },
        hmac_secret=_secret(petition_id),
    )
    return cast("dict[str, Any]", made.to_dict())


def check(petition_id: int, sent: str) -> Proof:
    """Read a proof that a browser sent; raises MoreProofNeeded when it is not one for this petition now."""
    if len(sent) > LONGEST_FIELD or not verify_solution(sent, _secret(petition_id)).verified:
        raise MoreProofNeeded
    puzzle = Payload.from_base64(sent).challenge.parameters
    data = puzzle.data or {}
    expires_at = datetime.fromtimestamp(data["until"], UTC)
    if data["petition"] != petition_id or expires_at < clock.now():
        raise MoreProofNeeded
    # By what is signed, not by what was sent: another spelling of the same proof is the same proof.
    digest = hashlib.sha256(f"{puzzle.nonce}|{puzzle.salt}".encode()).digest()
    begun_at = datetime.fromtimestamp(data["begun"] / 1000, UTC)
    return Proof(digest=digest, level=data["level"], begun_at=begun_at, expires_at=expires_at)


def spend(proof: Proof, receipt: bytes) -> None:
    """Use a proof up for one receipt, in the transaction that signs; raises MoreProofNeeded.

    Two marks are set in one statement: the proof's, and the proof's with the receipt. The same form sent
    again finds both and is the same act; another form with the proof finds only the first.
    """
    hers = hashlib.sha256(proof.digest + receipt).digest()
    marks = [{"digest": each, "expires_at": proof.expires_at} for each in (proof.digest, hers)]
    new = set(db.session.scalars(_mark(db.engine.dialect.name), marks))
    if hers in new and proof.digest not in new:
        raise MoreProofNeeded


@cache
def _mark(_dialect: str) -> Any:
    table = cast("Table", SpentProof.__table__)
    return insert_into(table).on_conflict_do_nothing(index_elements=["digest"]).returning(table.c.digest)


def _secret(petition_id: int) -> bytes:
    """Give the key of a petition's puzzles, so that another petition's proof is no proof here."""
    return crypto.keyed_hash(scope_of(petition_id), "proof-of-work")
