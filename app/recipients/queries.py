"""Read recipients."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from app.accounts.models import Account
from app.core.db import db
from app.petitions.models import Petition
from app.recipients.models import Recipient


def get_for(_account: Account, recipient_id: int) -> Recipient:
    """Give a recipient that an organizer works with; raises NoResultFound for what is not hers."""
    return db.session.scalars(select(Recipient).where(Recipient.id == recipient_id)).one()


def list_for(_account: Account) -> Sequence[Recipient]:
    """List an organizer's recipients by name."""
    return db.session.scalars(select(Recipient).order_by(func.lower(Recipient.name), Recipient.id)).all()


def count_petitions() -> dict[int, int]:
    """Count the petitions to each recipient that has any, by its number."""
    counted = (
        select(Petition.recipient_id, func.count())
        .where(Petition.recipient_id.is_not(None))
        .group_by(Petition.recipient_id)
    )
    return {number: count for number, count in db.session.execute(counted) if number is not None}
