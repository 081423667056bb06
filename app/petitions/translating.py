"""The demand in more languages than Swedish: written, corrected and taken away by organizers.

What stood in a language while the petition could be signed is kept as a wording, like the Swedish text.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Account
from app.core import clock, i18n
from app.core.db import db
from app.core.edits import ChangedMeanwhile
from app.core.i18n import gettext as _
from app.petitions import asking, tongues, wordings
from app.petitions.holding import hold
from app.petitions.models import UNOPENED, Petition, Translation, Wording
from app.record import service as record


@dataclass(frozen=True)
class TranslatedText:
    """What an organizer writes in a language."""

    title: str
    demand: str
    body: str


def mark_of(translation: Translation | None) -> str:
    """Give what tells one text from another, so that a form knows what it was opened on."""
    if translation is None:
        return ""
    words = f"{translation.title}\x1f{translation.demand}\x1f{translation.body}"
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def translate(
    petition: Petition, locale: str, text: TranslatedText, *, was: str, actor: Account | None
) -> None:
    """Let the demand stand in a language; ``was`` is the mark of the text that was changed.

    Raises ChangedMeanwhile, KeyError for a language that the table does not know.
    """
    hold(petition)
    tongue = tongues.BY_LOCALE[locale]
    written = asking.find_translation(petition.id, locale)
    if was != mark_of(written):
        raise ChangedMeanwhile
    if written is None:
        written = Translation(petition_id=petition.id, locale=locale)
        db.session.add(written)
    written.title, written.demand, written.body = text.title, text.demand, text.body
    db.session.flush()
    if petition.state not in UNOPENED:
        _keep(petition, written)
    facts = {"locale": tongue.locale}
    record.write_down("petition.translated", actor=actor, petition_id=petition.id, facts=facts)


def _keep(petition: Petition, written: Translation) -> None:
    """Keep what can be signed now; what takes the place of another text is a new wording."""
    reason = _reason(written.locale)
    is_kept = select(Wording.id).where(
        Wording.petition_id == petition.id,
        Wording.number == petition.text_number,
        Wording.locale == written.locale,
    )
    if db.session.scalar(is_kept) is not None:
        wordings.next_wording(petition, reason=reason)
        return
    words = {"title": written.title, "demand": written.demand, "body": written.body}
    facts = {"petition_id": petition.id, "number": petition.text_number, "locale": written.locale}
    db.session.add(Wording(**facts, **words, reason=reason, created_at=clock.now()))
    db.session.flush()


def _reason(locale: str) -> str:
    """Say why there is another wording; never empty: an empty reason stands for a wording put right."""
    with i18n.in_language(i18n.DEFAULT):
        name = tongues.BY_LOCALE[locale].name
        reason: str = _("The text in %(language)s was written or corrected.", language=name)
    return reason


def remove_translation(petition: Petition, locale: str, *, actor: Account | None) -> None:
    """Take a language away; what stood there stays among the wordings. The second press does nothing."""
    hold(petition)
    written = asking.find_translation(petition.id, locale)
    if written is None:
        return
    db.session.delete(written)
    db.session.flush()
    facts = {"locale": locale}
    record.write_down("petition.translation_removed", actor=actor, petition_id=petition.id, facts=facts)
