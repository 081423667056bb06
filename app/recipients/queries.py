"""Read recipients."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from app.accounts.models import Account
from app.core.db import db
from app.petitions import queries as petitions
from app.petitions.models import Petition
from app.recipients.models import Recipient


def get_for(_account: Account, recipient_id: int) -> Recipient:
    """Give a recipient that an organizer may choose: cards are the association's; raises NoResultFound."""
    return db.session.scalars(select(Recipient).where(Recipient.id == recipient_id)).one()


def get_to_edit(account: Account, recipient_id: int) -> Recipient:
    """Give a recipient whose card an organizer may change; raises NoResultFound.

    That is not so where a petition that is not hers goes to it.
    """
    others = select(Petition.recipient_id).where(Petition.recipient_id.is_not(None), ~petitions.of(account))
    hers = Recipient.id == recipient_id, Recipient.id.not_in(others)
    return db.session.scalars(select(Recipient).where(*hers)).one()


def list_for(_account: Account) -> Sequence[Recipient]:
    """List the recipients that an organizer may choose, by name."""
    return db.session.scalars(select(Recipient).order_by(func.lower(Recipient.name), Recipient.id)).all()


def list_editable(account: Account) -> set[int]:
    """List the numbers of the recipients whose cards an organizer may change."""
    others = select(Petition.recipient_id).where(Petition.recipient_id.is_not(None), ~petitions.of(account))
    return set(db.session.scalars(select(Recipient.id).where(Recipient.id.not_in(others))))


def count_petitions(account: Account) -> dict[int, int]:
    """Count an organizer's petitions to each recipient that has any, by its number."""
    counted = (
        select(Petition.recipient_id, func.count())
        .where(Petition.recipient_id.is_not(None), petitions.of(account))
        .group_by(Petition.recipient_id)
    )
    return {number: count for number, count in db.session.execute(counted) if number is not None}
