"""What waits at a mailbox that was not asked about it, since it had got its mails of the day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.signatures import masking, rows, sealing
from app.signatures.models import Signature, SignatureState

MOST = 20


class Unasked(NamedTuple):
    """One signature that no mail asks about."""

    name: str
    token: str


def list_beside(row: Signature) -> list[Unasked]:
    """List what waits at the mailbox of a signature and was not asked about, the newest first.

    Whoever has one mail has the mailbox. So a stranger who uses up its mails of the day keeps nobody from
    signing: each of those mails leads to hers.
    """
    hers = Signature.petition_id == row.petition_id, Signature.email_hash == row.email_hash
    waits = Signature.state == SignatureState.PENDING, Signature.mails_sent == 0
    found = select(Signature).where(*hers, *waits, Signature.token_expires_at > clock.now())
    newest = db.session.scalars(found.order_by(Signature.created_at.desc(), Signature.id.desc()).limit(MOST))
    standing = db.session.scalars(
        select(Signature).where(*hers, Signature.state.in_(rows.STANDING)).limit(rows.SEATS)
    ).all()
    return [_open(each) for each in newest if each.id != row.id and _has_room(each, standing)]


def _has_room(row: Signature, standing: Sequence[Signature]) -> bool:
    return rows.standing_instead(standing, name_hash=row.name_hash, postcode=row.postcode) is None


def _open(row: Signature) -> Unasked:
    scope = row.petition.scope
    return Unasked(masking.name_in(scope, row), sealing.confirmation_token(scope, row.uid))
