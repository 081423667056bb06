"""Kiosks to test with, and what is typed on a tablet."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

from app.core import clock
from app.core.db import db, transaction
from app.kiosks import queries, receipts, service, signing
from app.kiosks.models import Kiosk
from app.petitions import queries as petitions
from app.petitions.models import Petition
from app.signatures.models import Signature
from app.signatures.sealing import Signer
from tests.factories import make_petition

TYPED = {"name": "Åsa Provström", "postcode": "124 65", "consent_sign": "y"}
_numbers = count(1)


def make_kiosk(
    petition: Petition | None = None, *, place: str = "Rågsveds torg", starts: float = -1, ends: float = 3
) -> Kiosk:
    """Open a kiosk from so many hours from now till so many; it may have been opened earlier."""
    petition = petition or make_petition()
    now = clock.now()
    with transaction():
        kiosk = service.open_kiosk(
            db.session.get_one(Petition, petition.id),
            place=place,
            starts_at=now + timedelta(hours=starts),
            ends_at=now + timedelta(hours=ends),
            actor=None,
        )
    return queries.find_by_token(service.token_of(kiosk))


def address_of(kiosk: Kiosk, language: str = "sv") -> str:
    """Give the address that the tablet opens."""
    return ("" if language == "sv" else f"/{language}") + f"/namninsamlingar/kiosk/{service.token_of(kiosk)}"


def sign_there(kiosk: Kiosk, *, once: str | None = None, **typed: Any) -> Signature:
    """Sign at a kiosk as its page does."""
    signer = Signer(
        **{"name": f"Person {next(_numbers)} Provström", "email": "", "postcode": "12465", **typed}
    )
    petition = petitions.get_signable(kiosk.petition.slug, "sv")
    row = signing.seal_at_kiosk(kiosk, petition, signer, once=once or f"{next(_numbers):032x}")
    with transaction():
        return signing.sign_at_kiosk(db.session.get_one(Kiosk, kiosk.id), row)


def receipt_of(kiosk: Kiosk) -> str:
    """Sign at a kiosk and give the address of the receipt."""
    return f"{address_of(kiosk)}/tack/{receipts.name_of(sign_there(kiosk))}"
