"""What waits at the desk about those who sign: signatures held for a look, reports, comments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, TextClause, func, or_, select, text

from app.accounts.models import Account
from app.core import clock
from app.core.db import count_some, db
from app.petitions import queries
from app.petitions.models import Petition
from app.signatures.confirming import GRACE
from app.signatures.models import CommentState, Report, Signature, SignatureState


@dataclass(frozen=True)
class Waiting:
    """What waits about one petition."""

    petition_id: int
    title: str
    held: int
    reports: int
    comments: int

    @property
    def about_page(self) -> int:
        """Give how much waits about what shows on the public page."""
        return self.reports + self.comments


def list_waiting(account: Account) -> Sequence[Waiting]:
    """List an organizer's petitions whose signers wait for a decision."""
    held, reports, comments = _held(), _reports(), _comments()
    some = held.keys() | reports.keys() | comments.keys()
    if not some:
        return []
    titles = select(Petition.id, Petition.title).where(Petition.id.in_(some), Petition.purged_at.is_(None))
    titles = titles.where(queries.of(account))
    return [
        Waiting(number, title, held.get(number, 0), reports.get(number, 0), comments.get(number, 0))
        for number, title in db.session.execute(titles.order_by(Petition.id.desc()))
    ]


def count_waiting(petition: Petition) -> Waiting:
    """Count what waits about one petition, each number as `count_some` gives it."""
    hers = Signature.petition_id == petition.id
    held = select(Signature.id).where(hers, Signature.state == SignatureState.HELD)
    # Looked up from the few reports, as for all petitions.
    owner = select(Signature.petition_id).where(Signature.id == Report.signature_id).scalar_subquery()
    reports: Any = (
        select(Report.signature_id, Report.kind)
        .where(Report.answered_at.is_(None), owner == petition.id)
        .distinct()
    )
    comments = select(Signature.id).where(hers, *_waiting_comments())
    counted = select(count_some(held), count_some(reports), count_some(comments))
    some_held, reported, unread = db.session.execute(counted).one()
    return Waiting(petition.id, petition.title, some_held, reported, unread)


def _held() -> dict[int, int]:
    return _by_petition(select(Signature.petition_id, func.count()).where(*_in_state(SignatureState.HELD)))


def _in_state(state: SignatureState) -> tuple[ColumnElement[bool], ...]:
    # Petition by petition, so that the index on petition and state answers alone.
    unpurged = select(Petition.id).where(Petition.purged_at.is_(None))
    return Signature.petition_id.in_(unpurged), Signature.state == state


def _reports() -> dict[int, int]:
    """Count what has been reported, however often."""
    waiting = (
        select(Report.signature_id, Report.kind).where(Report.answered_at.is_(None)).distinct().subquery()
    )
    # Looked up from the few reports: joined, SQLite would go through all signatures.
    owner = select(Signature.petition_id).where(Signature.id == waiting.c.signature_id).scalar_subquery()
    by_owner = select(owner.label("petition_id")).select_from(waiting).subquery()
    petition_id = by_owner.c.petition_id
    return _numbers(select(petition_id, func.count()).group_by(petition_id))


def _comments() -> dict[int, int]:
    return _by_petition(select(Signature.petition_id, func.count()).where(*_waiting_comments()))


def _waiting_comments() -> tuple[ColumnElement[bool] | TextClause, ...]:
    return (
        Signature.comment_state == CommentState.WAITING,
        text("signature.comment_state <> ''"),  # SQLite takes the index for these words only
        Signature.state == SignatureState.CONFIRMED,
        Signature.hold.is_(None),
    )


def _by_petition(counted: Select[int, int]) -> dict[int, int]:
    return _numbers(counted.group_by(Signature.petition_id))


def _numbers(counted: Select[int, int]) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(counted)}


def count_pending(account: Account) -> int:
    """Count an organizer's signatures that wait for their confirmation, and can get it, as `count_some`."""
    asked = Signature.mails_sent > 0
    in_time = or_(Petition.closed_at.is_(None), Petition.closed_at > clock.now() - GRACE)
    confirmable = select(Petition.id).where(
        queries.of(account), Petition.purged_at.is_(None), Petition.handed_over_on.is_(None), in_time
    )
    hers = Signature.petition_id.in_(confirmable), Signature.state == SignatureState.PENDING
    waiting = select(Signature.id).where(*hers, asked)
    return db.session.scalar(select(count_some(waiting))) or 0
