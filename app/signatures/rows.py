"""Signatures of a mailbox: found, locked, opened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, bindparam, case, func, select

from app.core import clock, crypto
from app.core.db import db
from app.signatures.models import Signature, SignatureState

SEATS = 2
"""So many people may share one mailbox."""
STANDING = (SignatureState.CONFIRMED, SignatureState.HELD, SignatureState.INVALID)
"""What the owner of the mailbox has confirmed, whatever organizers have made of it since."""

A_DAY = timedelta(days=1)
MAILS_PER_PERSON, MAILS_PER_MAILBOX = 5, 10
"""So many mails in a day ask one name, and one mailbox, to confirm what was signed on one petition: nobody
floods another's. After a day of rest more are sent: nobody keeps another from signing with her address."""

QUIET_TIME = timedelta(minutes=10)
"""Within this time the same act again is the same act: one row, one mail."""


def of_mailbox(petition_id: Any, email_hash: Any) -> Select[Signature]:
    """Choose the rows of one mailbox, the confirmed one first, then the newest."""
    hers = Signature.petition_id == petition_id, Signature.email_hash == email_hash
    return select(Signature).where(*hers).order_by(Signature.state, Signature.id.desc())


def standing_instead(
    known: Sequence[Signature], *, name_hash: bytes, postcode: str, but: int | None = None
) -> Signature | None:
    """Give the signature that stands in the way of another from its mailbox, or None when there is room.

    One person signs once; two may share a mailbox when their names differ and their postcode is the same.
    ``known`` are rows of one mailbox; the one with the id ``but`` is left out.
    """
    standing = [row for row in known if row.state in STANDING and row.id != but]
    hers = next((row for row in standing if row.name_hash == name_hash), None)
    if hers is not None or not standing:
        return hers
    is_home = len(standing) < SEATS and all(row.postcode == postcode for row in standing)
    return None if is_home else standing[0]


def free_seat(row: Signature) -> int | None:
    """Give the seat at its mailbox for a signature about to be confirmed, or None when there is none.

    Only with the petition locked (petitions.counting): two who confirm at once would find the same seat.
    """
    known = db.session.scalars(of_mailbox(row.petition_id, row.email_hash)).all()
    if standing_instead(known, name_hash=row.name_hash, postcode=row.postcode, but=row.id) is not None:
        return None
    taken = {each.seat for each in known if each.state in STANDING and each.id != row.id}
    return next((seat for seat in range(SEATS) if seat not in taken), None)


def lock(row: Signature) -> bool:
    """Read a row as it is now and keep others from it until the transaction ends; False when it is gone."""
    claim = select(Signature).where(Signature.id == row.id).with_for_update()
    return db.session.scalar(claim.execution_options(populate_existing=True)) is not None


def person(row: Signature) -> dict[str, Any]:
    """Unseal what somebody typed: her name, her e-mail and what else she gave; see signatures.sealing."""
    return crypto.unseal(row.petition.scope, row.uid, row.sealed)


def mails_today(row: Signature) -> int:
    """Count the mails about a signature in the last day; more than these, if some are older."""
    return row.mails_sent if row.last_mail_at and row.last_mail_at > clock.now() - A_DAY else 0


_IS_HERS = Signature.name_hash == bindparam("name_hash")
# Made once, as signing asks it each time. Summed where the rows are: there may be any number of them.
_ASKED = select(
    func.coalesce(func.sum(case((_IS_HERS, Signature.mails_sent), else_=0)), 0),
    func.coalesce(func.sum(Signature.mails_sent), 0),
).where(
    Signature.petition_id == bindparam("petition_id"),
    Signature.email_hash == bindparam("email_hash"),
    Signature.state == SignatureState.PENDING,
    Signature.last_mail_at > bindparam("since"),
)


def has_room_for_mail(petition_id: int, email_hash: bytes, name_hash: bytes) -> bool:
    """Say whether a mailbox may be asked today to confirm one more of a person, by one statement."""
    hers = {"petition_id": petition_id, "email_hash": email_hash, "name_hash": name_hash}
    of_person, of_mailbox = db.session.execute(_ASKED, hers | {"since": clock.now() - A_DAY}).one()
    return bool(of_person < MAILS_PER_PERSON and of_mailbox < MAILS_PER_MAILBOX)
