"""Which signatures a rule means: conditions as an organizer states them, as JSON, and as SQL."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Self

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.core import crypto
from app.core.db import db
from app.fraud.moving import MARKABLE
from app.petitions.models import Petition
from app.signatures.models import Signature, SignatureState

SAMPLE = 8


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """What is known of the signatures that are meant; networks and domains as their keyed hashes."""

    since: datetime | None = None
    until: datetime | None = None
    channel: str = ""
    source: str = ""
    network: str = ""
    domain: str = ""
    hold: str = ""
    area: int = 0
    postcode: str = ""
    """The first digits."""

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is said."""
        return not any(asdict(self).values())

    def to_json(self) -> dict[str, Any]:
        """Give what is said, for storing."""
        said = {name: value for name, value in asdict(self).items() if value}
        return {name: each.isoformat() if isinstance(each, datetime) else each for name, each in said.items()}

    @property
    def mark(self) -> str:
        """Give what tells these conditions from others: a button carries it, to act on what was looked at."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read what was stored."""
        known = {each.name for each in fields(cls)}
        said: dict[str, Any] = {name: value for name, value in stored.items() if name in known}
        for name in {"since", "until"} & set(said):
            said[name] = datetime.fromisoformat(said[name])
        return cls(**said)


def domain_hash(petition: Petition, domain: str) -> str:
    """Hash a domain as signing does, as text."""
    return crypto.keyed_hash(petition.scope, "domain", domain).hex()


def where(petition_id: int, said: Conditions) -> list[ColumnElement[bool]]:
    """Give the conditions as SQL: of one petition, and only what can be taken out."""
    found: list[ColumnElement[bool]] = [Signature.petition_id == petition_id, _can_go_out()]
    if said.since:
        found.append(Signature.created_at >= said.since)
    if said.until:
        found.append(Signature.created_at < said.until)
    if said.network:
        found.append(Signature.network_hash == bytes.fromhex(said.network))
    if said.domain:
        found.append(Signature.domain_hash == bytes.fromhex(said.domain))
    if said.area:
        found.append(Signature.area_id == said.area)
    if said.postcode:
        found.append(Signature.postcode.startswith(said.postcode, autoescape=True))
    same = {Signature.channel: said.channel, Signature.source: said.source, Signature.hold: said.hold}
    return found + [column == value for column, value in same.items() if value]


def _can_go_out() -> ColumnElement[bool]:
    stands = Signature.state.in_([SignatureState.CONFIRMED, SignatureState.HELD])
    is_unmarked = or_(Signature.hold.is_(None), Signature.hold.in_([each for each in MARKABLE if each]))
    return or_(stands, and_(Signature.state == SignatureState.PENDING, is_unmarked))


@dataclass(frozen=True)
class Preview:
    """What a rule would take out, counted now."""

    counted: int
    held: int
    pending: int
    top_id: int
    """The newest signature of all: what comes later is not meant."""
    sample: list[Signature]
    """The newest of them, where they are asked for."""

    @property
    def total(self) -> int:
        """Count all together."""
        return self.counted + self.held + self.pending


def preview(
    petition: Petition, said: Conditions, *, up_to: int | None = None, sample: int = SAMPLE
) -> Preview:
    """Count what a rule means, and give the newest of them.

    It goes through a whole petition: never inside a transaction, which those who sign would wait for.
    """
    newest_id = db.session.scalar(select(func.max(Signature.id))) or 0
    top_id = newest_id if up_to is None else min(up_to, newest_id)
    meant = [*where(petition.id, said), Signature.id <= top_id]
    by_state = select(Signature.state, func.count()).where(*meant).group_by(Signature.state)
    counts: dict[str, int] = dict(db.session.execute(by_state).all())
    newest = select(Signature).where(*meant).order_by(Signature.id.desc()).limit(sample)
    return Preview(
        counted=counts.get(SignatureState.CONFIRMED, 0),
        held=counts.get(SignatureState.HELD, 0),
        pending=counts.get(SignatureState.PENDING, 0),
        top_id=top_id,
        sample=list(db.session.scalars(newest)) if sample else [],
    )


def of_window(petition_id: int, said: Conditions, *, after: int, up_to: int, limit: int) -> Select[int]:
    """Choose the next ids that a rule means."""
    meant = [*where(petition_id, said), Signature.id > after, Signature.id <= up_to]
    return select(Signature.id).where(*meant).order_by(Signature.id).limit(limit)
