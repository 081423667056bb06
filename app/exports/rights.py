"""Whether somebody may still take a list out: asked when it is asked for, written, done and fetched."""

from __future__ import annotations

from sqlalchemy.exc import NoResultFound

from app.accounts import service as accounts
from app.accounts.models import Account
from app.core.access import Permission, allows
from app.petitions import queries as petitions


def may_export(account: Account, petition_id: int) -> bool:
    """Say whether an account may take the list of a petition out at this moment."""
    if not accounts.is_let_in(account) or not allows(account, Permission.EXPORT_NAMES):
        return False
    try:
        petitions.get_for(account, petition_id)
    except NoResultFound:
        return False
    return True
