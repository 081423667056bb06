"""What somebody agrees to who books a shift or takes a task: the words, and that they were agreed to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.core import clock, i18n, periods
from app.core.db import db, insert_into
from app.core.i18n import gettext as _
from app.site import queries as site
from app.volunteers.models import HelpConsent


@dataclass(frozen=True)
class Agreement:
    """The sentence beside the box, and what stands below it."""

    sentence: str
    detail: str


def words() -> Agreement:
    """Give what the box says in the language in hand."""
    return Agreement(
        _(
            "%(association)s may keep my name and how to reach me, for what I help with.",
            association=site.get_association().name,
        ),
        _(
            "Only those who organize see it. That you help can show what you think politically. "
            "It is removed %(time)s after you last helped, or earlier if you ask us.",
            time=periods.words("volunteers"),
        ),
    )


def agreed(locale: str) -> int:
    """Give the number of the words that are shown in a language, written down the first time."""
    with i18n.in_language(locale):
        shown = words()
    text = f"{shown.sentence} {shown.detail}"
    found = select(HelpConsent.id).where(HelpConsent.locale == locale, HelpConsent.words == text)
    number = db.session.scalar(found)
    if number is not None:
        return number
    row = insert_into(HelpConsent).values(locale=locale, words=text, created_at=clock.now())
    db.session.execute(row.on_conflict_do_nothing(index_elements=["locale", "words"]))
    return db.session.scalars(found).one()
