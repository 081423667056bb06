"""What a signer changes on her own page: what she wrote, what others see, whether she hears from us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from app.core import addresses, crypto
from app.core.db import db
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.fraud.joke_names import is_joke
from app.petitions import counting
from app.signatures import rows
from app.signatures.models import Channel, CommentState, Hold, Signature, SignatureState


class CorrectionRefused(DomainError):
    """Why a signature stays as it was."""


class Removed(CorrectionRefused):
    """It was taken away in the meantime."""

    message = _l("This signature has been removed meanwhile, so there is nothing to change.")
    status = 410


class NotConfirmedYet(CorrectionRefused):
    """What nobody has confirmed is removed and signed anew."""

    message = _l("This signature is not confirmed yet. Remove it and sign again with what is right.")


class NameTaken(CorrectionRefused):
    """One person signs once: two people on a mailbox are told apart by their names."""

    message = _l("Somebody with this name has signed with the same address already. One person signs once.")


@dataclass(frozen=True, kw_only=True)
class Right:
    """What is right about a signer; what is empty is removed."""

    name: str
    postcode: str
    area_id: int | None = None
    phone: str = ""
    comment: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)


def correct(row: Signature, right: Right) -> None:
    """Write what is right; the counts follow, and a changed comment is read again before it shows.

    A name that people write as a joke is looked at before the signature counts again.
    Raises Removed, NotConfirmedYet, NameTaken.
    """
    hold_still(row)
    known = rows.person(row)
    name_hash = crypto.keyed_hash(row.petition.scope, "name", addresses.canonical_name(right.name))
    if name_hash != row.name_hash:
        _check_free(row, name_hash)
    if row.is_confirmed:
        counting.count_one(row, by=-1)
    if (name_hash, right.postcode) != (row.name_hash, row.postcode):
        _forget_receipt(row)
    row.name_hash, row.postcode, row.area_id = name_hash, right.postcode, right.area_id
    if right.comment != known.get("comment", ""):
        row.comment_state = CommentState.WAITING if right.comment else CommentState.NONE
    row.sealed = crypto.seal(row.petition.scope, row.uid, _facts(known, right))
    if row.is_confirmed and is_joke(right.name) and not is_joke(known["name"]):
        row.state, row.hold = SignatureState.HELD, Hold.NAME
    if row.is_confirmed:
        counting.count_one(row, by=1)
    db.session.flush()
    db.session.expire(row, ["area"])


def hold_still(row: Signature) -> None:
    """Keep others from a confirmed signature and its counts; raises Removed, NotConfirmedYet."""
    counting.lock(row.petition_id)
    if not rows.lock(row):
        raise Removed
    if row.state == SignatureState.PENDING:
        raise NotConfirmedYet


def _facts(known: Mapping[str, Any], right: Right) -> dict[str, Any]:
    given = {"phone": right.phone, "comment": right.comment, "answers": dict(right.answers)}
    kept = {key: value for key, value in known.items() if key not in given}
    return kept | {"name": right.name} | {key: value for key, value in given.items() if value}


def _check_free(row: Signature, name_hash: bytes) -> None:
    other = select(Signature.id).where(
        Signature.petition_id == row.petition_id,
        Signature.email_hash == row.email_hash,
        Signature.name_hash == name_hash,
        Signature.state.in_(rows.STANDING),
        Signature.id != row.id,
    )
    if db.session.scalar(other.limit(1)) is not None:
        raise NameTaken


def _forget_receipt(row: Signature) -> None:
    """Let go of the natural key: the form as it was first sent is somebody else's from now on."""
    if row.channel != Channel.KIOSK:
        row.receipt = crypto.keyed_hash(row.petition.scope, "receipt", "corrected", crypto.new_uid().hex())


def choose(row: Signature, *, show_name: bool, first_name_only: bool, contact_me: bool) -> None:
    """Change what others see and whether she hears from us; raises Removed, NotConfirmedYet."""
    hold_still(row)
    row.show_name, row.first_name_only = show_name, show_name and first_name_only
    row.contact_me = contact_me
    db.session.flush()
