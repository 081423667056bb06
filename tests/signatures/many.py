"""Very many signatures, made straight in the database, some of each state."""

from __future__ import annotations

from datetime import timedelta
from itertools import cycle
from typing import Any

from sqlalchemy import insert, update

from app.core import addresses, clock, crypto
from app.core.db import db, transaction
from app.petitions.models import Area, Petition, SourceCount
from app.signatures.models import Signature, SignatureState
from tests.factories import consent_of

STATES = (
    *[SignatureState.CONFIRMED] * 7,
    SignatureState.PENDING,
    SignatureState.HELD,
    SignatureState.INVALID,
)


def add_signatures(petition: Petition, many: int, *, first: int = 0, **changes: Any) -> None:
    """Add so many signatures of Nollan Fyllare 0, 1, …: seven of ten count. The counters are not moved."""
    consent_id, states = consent_of(petition).id, cycle(STATES)
    numbers = range(first, first + many)
    rows = [_row(petition, number, next(states), consent_id) | changes for number in numbers]
    with transaction():
        db.session.execute(insert(Signature.__table__), rows)  # type: ignore[arg-type]


def _row(petition: Petition, number: int, state: SignatureState, consent_id: int) -> dict[str, Any]:
    uid, scope, moment = crypto.new_uid(), petition.scope, clock.now() - timedelta(days=1)
    person = {"name": f"Nollan Fyllare {number}", "email": f"fyllare{number}@exempel.example"}
    return {
        "uid": uid,
        "petition_id": petition.id,
        "consent_id": consent_id,
        "state": state,
        "channel": "web",
        "sealed": crypto.seal(scope, uid, person),
        "postcode": "12465",
        "show_name": False,
        "contact_me": False,
        "email_hash": crypto.keyed_hash(scope, "email", addresses.canonical(person["email"])),
        "name_hash": crypto.keyed_hash(scope, "name", addresses.canonical_name(person["name"])),
        "receipt": uid + b"full",
        "token_hash": uid + uid,
        "token_expires_at": moment,
        "mails_sent": 1,
        "last_mail_at": moment,
        "created_at": moment,
        "confirmed_at": moment if state != SignatureState.PENDING else None,
        "hold": "rule" if state == SignatureState.HELD else None,
    }


def change(row: Signature, **values: Any) -> None:
    """Change a row as only a test may: past every act."""
    with transaction():
        db.session.execute(update(Signature).where(Signature.id == row.id).values(**values))


def make_area(petition: Petition, name: str = "Rågsved") -> int:
    """Put an area into a petition's list; give its number."""
    area = Area(petition_id=petition.id, name=name, number=1, count=0)
    with transaction():
        db.session.add(area)
    return area.id


def count_source(petition: Petition, source: str, count: int = 1) -> None:
    """Let a petition's counters say that so many came by a source."""
    with transaction():
        db.session.add(SourceCount(petition_id=petition.id, source=source, count=count))
