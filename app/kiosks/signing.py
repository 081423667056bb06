"""Sign at a stand: at once, without a mail, looked at by somebody where it seems odd."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from app.core import addresses, clock, crypto
from app.core.db import db, insert_unless_taken
from app.fraud.joke_names import is_joke
from app.kiosks import twins
from app.kiosks.models import Kiosk
from app.kiosks.queries import KioskState, state_of
from app.kiosks.refusals import KioskOver
from app.petitions import counting
from app.petitions.holding import check_open
from app.signatures.models import Channel, Hold, Signature, SignatureState
from app.signatures.sealing import Signable, Signer

SOURCE = "kiosk"
RECEIPT_LASTS = timedelta(seconds=45)
"""How long a receipt is given out at the stand: a little longer than its page counts down. That page stays
open for whoever asks for more time; whoever comes next finds nothing, however she goes back."""
BUSY, BUSY_TIME = 6, timedelta(seconds=60)
"""So many people can write their names on one tablet in a minute; what is more is looked at."""


def mark_of(kiosk: Kiosk) -> bytes:
    """Mark what was signed at one kiosk, in the place of a network: so it can be found again together."""
    return crypto.keyed_hash(kiosk.petition.scope, "kiosk-mark", str(kiosk.id))


def seal_at_kiosk(kiosk: Kiosk, petition: Signable, signer: Signer, *, once: str) -> dict[str, Any]:
    """Hash and seal what somebody typed at a stand; ``once`` is the form's own, so that twice is once."""
    scope, moment, uid = petition.scope, clock.now(), crypto.new_uid()
    name = addresses.canonical_name(signer.name)
    return {
        "uid": uid,
        "petition_id": petition.id,
        "consent_id": petition.consent_id,
        "text_number": petition.text_number,
        "channel": Channel.KIOSK,
        "sealed": crypto.seal(scope, uid, signer.sealed_facts),
        "postcode": signer.postcode,
        "area_id": signer.area_id,
        "source": SOURCE,
        "show_name": False,
        "contact_me": False,
        "hold": Hold.NAME if is_joke(signer.name) else None,
        "email_hash": crypto.keyed_hash(scope, "kiosk", uid.hex()),
        "name_hash": crypto.keyed_hash(scope, "name", name),
        "network_hash": mark_of(kiosk),
        "receipt": crypto.keyed_hash(scope, "kiosk-receipt", str(kiosk.id), once, name, *signer.said),
        # No mail carries it: there is nothing to confirm. Its time is that of the receipt.
        "token_hash": crypto.token_hash(crypto.new_token()),
        "token_expires_at": moment + RECEIPT_LASTS,
        "mails_sent": 0,
        "created_at": moment,
        "confirmed_at": moment,
    }


def sign_at_kiosk(kiosk: Kiosk, row: dict[str, Any]) -> Signature:
    """Store and count a signature of a stand, once however often the form is sent; return its row.

    One that seems odd is held: stored, not counted before a look. Raises KioskOver, WordsChanged.
    """
    counting.lock(kiosk.petition_id)
    db.session.refresh(kiosk)
    db.session.refresh(kiosk.petition)
    if state_of(kiosk) is not KioskState.OPEN:
        raise KioskOver
    check_open(kiosk.petition_id, row["consent_id"])
    hold = row["hold"] or _odd(row)
    state = SignatureState.HELD if hold else SignatureState.CONFIRMED
    row_id = db.session.scalar(
        insert_unless_taken(Signature, "receipt"), row | {"hold": hold, "state": state}
    )
    if row_id is None:
        return db.session.scalars(select(Signature).where(Signature.receipt == row["receipt"])).one()
    signature = db.session.get_one(Signature, row_id)
    if not hold:
        signature.number = counting.count_one(signature, by=1)
    twins.hold_unconfirmed(row["petition_id"], row["name_hash"], row["postcode"])
    db.session.execute(update(Kiosk).where(Kiosk.id == kiosk.id).values(count=Kiosk.count + 1))
    db.session.flush()
    return signature


def _odd(row: dict[str, Any]) -> Hold | None:
    """Say why a signature at a stand is looked at, if it is."""
    if twins.has_signed(row["petition_id"], row["name_hash"], row["postcode"]):
        return Hold.TWIN
    lately = Signature.created_at > row["created_at"] - BUSY_TIME
    here = Signature.petition_id == row["petition_id"], Signature.network_hash == row["network_hash"]
    many = db.session.scalar(select(func.count()).where(*here, lately, Signature.receipt != row["receipt"]))
    return Hold.BURST if many and many >= BUSY else None
