"""Read the association."""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.models import Account
from app.core.db import db
from app.site.models import Association

UNNAMED = Association(
    id=1,
    name="Samling",
    about="",
    contact_email="",
    sender="",
    accent="#c4161c",
    phone="",
    links=[],
    languages=[],
    keeping={},
    mail={},
    has_roles=False,
    version=1,
)
"""What is shown before `samling setup` has been run."""
HELD = "samling_association"


def get_association() -> Association:
    """Give the association that this installation serves."""
    found = db.session.get(Association, 1) or UNNAMED
    db.session().info[HELD] = found  # the session forgets what nobody holds, and would ask for it again
    return found


def is_hidden() -> bool:
    """Say whether names, shifts and tasks are hidden from the public pages just now."""
    return get_association().hidden_at is not None


def association_for_frame() -> Association:
    """Give the association for the frame of a page; even when the database is away, an error page has one."""
    try:
        return get_association()
    except SQLAlchemyError:
        return UNNAMED


def ask_database() -> None:
    """See that the database answers; raises OperationalError when it does not."""
    db.session.execute(text("SELECT 1"))


def has_accounts() -> bool:
    """Say whether anybody has an account: then the installation is set up."""
    return db.session.scalar(select(Account.id).limit(1)) is not None


def is_empty() -> bool:
    """Say whether nothing is set up yet."""
    return get_association() is UNNAMED and not has_accounts()
