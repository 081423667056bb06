"""Read the association."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import db
from app.site.models import Association

UNNAMED = Association(id=1, name="Samling", about="", contact_email="", sender="", accent="#c4161c")
"""What is shown before `samling setup` has been run."""


def get_association() -> Association:
    """Give the association that this installation serves."""
    return db.session.get(Association, 1) or UNNAMED


def association_for_frame() -> Association:
    """Give the association for the frame of a page; even when the database is away, an error page has one."""
    try:
        return get_association()
    except SQLAlchemyError:
        return UNNAMED


def ask_database() -> None:
    """See that the database answers; raises OperationalError when it does not."""
    db.session.execute(text("SELECT 1"))
