"""Roles turned on and off for the whole association."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from app.accounts.models import Account
from app.core.access import Role
from app.core.db import db
from app.people import rights
from app.people.rights import Rights
from app.record import service as record
from app.site.models import Association


def list_widened() -> Sequence[Account]:
    """List who may do more when roles are turned off: they become organizers of everything."""
    return db.session.scalars(
        select(Account)
        .where(or_(Account.role.not_in(rights.SMALL), Account.is_scoped), Account.disabled_at.is_(None))
        .order_by(Account.id)
    ).all()


def switch_roles(*, is_on: bool, actor: Account) -> None:
    """Turn roles on, which changes nobody's rights, or off, which makes everyone an organizer of everything.

    Administrators stay what they are, and a last day stays. Raises NotYours.
    """
    rights.begin(actor)
    association = db.session.get_one(Association, 1)
    db.session.refresh(association)
    if association.has_roles == is_on:
        return
    widened = [] if is_on else list(list_widened())
    for account in widened:
        rights.give(account, Rights(role=Role.ORGANIZER, until=rights.last_day(account.ends_at)))
    association.has_roles = is_on
    record.write_down("roles.switched", actor=actor, facts={"on": is_on, "count": len(widened)})
