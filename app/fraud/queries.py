"""Read what is held, what has been taken out, and where very much comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.accounts.models import Account
from app.core import clock
from app.core.db import db
from app.fraud import mail_domains
from app.fraud.models import Invalidation, SigningRule
from app.petitions import queries as petitions
from app.petitions.models import Petition
from app.signatures import masking, register
from app.signatures.models import Signature, SignatureState

PAGE = 50
DAY = timedelta(days=1)
NEWEST = 5_000
"""Of so many of the newest signatures, over all petitions, the desk's first page looks at the networks."""
LOOKED_AT = 20_000
"""So many of the newest signatures are looked at for what comes from where."""
NOTABLE, SHOWN = 5, 5
"""From so many on a source is told, and so many sources."""
ALARM = 30
"""So many from one network within an hour are told on the first page."""


def list_held(petition: Petition, *, only: Sequence[int] | None = None) -> Sequence[Signature]:
    """List signatures that are held, those who have waited longest first; at most a page.

    ``only`` names those that are asked for; of them too nothing is given that is held no more.
    """
    held = Signature.petition_id == petition.id, Signature.state == SignatureState.HELD
    statement = select(Signature).where(*held).order_by(Signature.id).limit(PAGE)
    if only is not None:
        statement = statement.where(Signature.id.in_(only[:PAGE]))
    return db.session.scalars(statement).all()


def list_chosen(petition: Petition, numbers: Sequence[int]) -> Sequence[Signature]:
    """List the signatures of a petition that were ticked, in whatever state; at most a page."""
    mine = Signature.petition_id == petition.id, Signature.id.in_(numbers[:PAGE])
    return db.session.scalars(select(Signature).where(*mine).order_by(Signature.id)).all()


@dataclass(frozen=True)
class Waiting:
    """What has been held too long of one petition."""

    petition: Petition
    count: int
    since: datetime


def list_late(account: Account) -> list[Waiting]:
    """List an organizer's petitions whose signers have waited longer than was promised, the longest first.

    Those who came since and may wait still are not counted.
    """
    since = func.coalesce(Signature.confirmed_at, Signature.created_at)
    held = (
        select(Signature.petition_id, func.count(), func.min(since))
        .where(Signature.hold.is_not(None), Signature.state == SignatureState.HELD)
        .where(since < clock.now() - DAY)
        .group_by(Signature.petition_id)
    )
    found = db.session.execute(held).all()
    hers = select(Petition).where(Petition.id.in_([f[0] for f in found]), petitions.of(account))
    by_number = {row.id: row for row in db.session.scalars(hers)}
    waiting = [Waiting(by_number[key], count, first) for key, count, first in found if key in by_number]
    return sorted(waiting, key=lambda each: each.since)


def count_held(petition: Petition) -> int:
    """Count what is held."""
    held = Signature.petition_id == petition.id, Signature.state == SignatureState.HELD
    return db.session.scalar(select(func.count()).where(*held)) or 0


def count_marked(petition: Petition) -> int:
    """Count what waits for its mailbox and is looked at if that confirms."""
    marked = (
        Signature.petition_id == petition.id,
        Signature.state == SignatureState.PENDING,
        Signature.hold.is_not(None),
    )
    return db.session.scalar(select(func.count()).where(*marked)) or 0


@dataclass(frozen=True)
class Origin:
    """A network or domain that much comes from."""

    hash: str
    name: str
    """Of a domain that several use; a network's name is not kept anywhere."""
    count: int

    @property
    def short(self) -> str:
        """Give a name that is short enough to be told by phone."""
        return self.hash[:6]


def top_networks(petition: Petition, span: timedelta) -> list[Origin]:
    """List the networks that the most signatures came from lately."""
    return [Origin(key.hex(), "", count) for key, count, _id in _top(petition, Signature.network_hash, span)]


def top_domains(petition: Petition, span: timedelta) -> list[Origin]:
    """List the domains that the most signatures came from lately.

    A domain is named where several signatures have it: then it is nobody's own. Domains where anyone has
    a mailbox say nothing and are left out.
    """
    found = []
    for key, count, newest_id in _top(petition, Signature.domain_hash, span, limit=SHOWN * 3):
        name = _domain_name(petition, newest_id)
        if not mail_domains.is_shared(name):
            found.append(Origin(key.hex(), name, count))
    return found[:SHOWN]


def _top(
    petition: Petition, column: Any, span: timedelta, limit: int = SHOWN
) -> list[tuple[bytes, int, int]]:
    """Count by a column, over the petition's newest: one cost for a hundred and for a million.

    Each with the number of its newest signature.
    """
    newest = register.newest_ids(petition.id, before=None, limit=LOOKED_AT)
    lately = Signature.created_at > clock.now() - span, column.is_not(None)
    rows = select(column, func.count(), func.max(Signature.id)).join(newest, Signature.id == newest.c.id)
    many = rows.where(*lately).group_by(column).having(func.count() >= NOTABLE)
    return list(db.session.execute(many.order_by(func.count().desc(), column).limit(limit)).all())


def _domain_name(petition: Petition, newest_id: int) -> str:
    row = db.session.get(Signature, newest_id)
    person = masking.opened(petition.scope, row) if row else {}
    return str(person.get("email") or "").rpartition("@")[2].casefold()


def list_alarms(account: Account) -> list[tuple[Petition, int]]:
    """List an organizer's petitions where very many signatures came from one network within the last hour."""
    # The end of the table, read once: of a plain condition SQLite would make a walk through all networks.
    looked_at = select(Signature.petition_id, Signature.network_hash, Signature.created_at)
    newest = looked_at.order_by(Signature.id.desc()).limit(NEWEST).subquery()
    many = (
        select(newest.c.petition_id, func.count().label("count"))
        .where(newest.c.created_at > clock.now() - timedelta(hours=1), newest.c.network_hash.is_not(None))
        .group_by(newest.c.petition_id, newest.c.network_hash)
        .having(func.count() >= ALARM)
        .subquery()
    )
    most = select(many.c.petition_id, func.max(many.c.count)).group_by(many.c.petition_id)
    found = dict(db.session.execute(most).all())
    hers = select(Petition).where(Petition.id.in_(found), petitions.of(account)).order_by(Petition.id)
    return [(petition, found[petition.id]) for petition in db.session.scalars(hers)]


def list_rules() -> Sequence[SigningRule]:
    """List the rules, the newest first."""
    return db.session.scalars(
        select(SigningRule).order_by(SigningRule.id.desc()).options(joinedload(SigningRule.account))
    ).all()


def get_rule(_account: Account, rule_id: int) -> SigningRule:
    """Give one rule, which holds for every petition; raises NoResultFound."""
    return db.session.get_one(SigningRule, rule_id)


def get_invalidation(_account: Account, petition: Petition, invalidation_id: int) -> Invalidation:
    """Give one invalidation of a petition; raises NoResultFound."""
    mine = Invalidation.id == invalidation_id, Invalidation.petition_id == petition.id
    return db.session.scalars(select(Invalidation).where(*mine)).one()


def list_invalidations(petition: Petition, *, limit: int = 50) -> Sequence[Invalidation]:
    """List what was taken out of a petition, the newest first."""
    mine = select(Invalidation).where(Invalidation.petition_id == petition.id)
    newest = mine.order_by(Invalidation.id.desc()).limit(limit)
    return db.session.scalars(newest.options(joinedload(Invalidation.account))).all()
