"""Read the texts as they hold, and the words of consent as they were shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from app.core import i18n
from app.core.config import Settings
from app.core.db import db
from app.legal import drafts, facts, texts
from app.legal.drafts import Kind
from app.petitions.models import ConsentText, Petition
from app.site.models import LegalText
from app.volunteers.models import HelpConsent

TO_FILL_IN = re.compile(r"\*\[[^\]]*\]\*")
_SENTENCE_TO_FILL_IN = re.compile(r"[^.\n]*\*\[[^\]]*\]\*[^.\n]*\.?")


@dataclass(frozen=True)
class Text:
    """One text in one language."""

    kind: Kind
    locale: str
    draft: str
    own: LegalText | None

    @property
    def body(self) -> str:
        """Give what holds: the association's own words, else the draft."""
        return self.own.body if self.own else self.draft

    @property
    def is_outdated(self) -> bool:
        """Say whether the draft says something else than when it was made one's own."""
        return self.own is not None and self.own.draft != self.draft

    @property
    def left(self) -> int:
        """Count the places that somebody has to fill in."""
        return len(TO_FILL_IN.findall(self.body))


def get_text(kind: Kind, locale: str, settings: Settings) -> Text:
    """Give a text in a language."""
    draft = drafts.draft(kind, locale, facts.gather(settings))
    return Text(kind, locale, draft, texts.find_own(kind, locale))


def list_texts(settings: Settings) -> list[Text]:
    """List every text in every language."""
    known = facts.gather(settings)
    return [
        Text(kind, locale, drafts.draft(kind, locale, known), texts.find_own(kind, locale))
        for kind in Kind
        for locale in i18n.LANGUAGES
    ]


def public_body(text: Text) -> str:
    """Give what the public page says: sentences that somebody still has to fill in are left out."""
    return _SENTENCE_TO_FILL_IN.sub("", text.body)


class Agreed(NamedTuple):
    """Words of consent that somebody has been shown."""

    title: str
    number: int
    locale: str
    words: Sequence[str]


def list_consents() -> list[Agreed]:
    """List every wording of consent there is: of petitions, the newest first; then of shifts and tasks."""
    rows = db.session.execute(
        select(Petition.title, ConsentText)
        .join(ConsentText, ConsentText.petition_id == Petition.id)
        .order_by(ConsentText.petition_id.desc(), ConsentText.number.desc(), ConsentText.locale.desc())
        .limit(200)
    )
    found = [Agreed(title, text.number, text.locale, _words(text)) for title, text in rows]
    helping = db.session.scalars(select(HelpConsent).order_by(HelpConsent.id.desc()).limit(50))
    return found + [Agreed("", row.id, row.locale, [row.words]) for row in helping]


def _words(text: ConsentText) -> list[str]:
    return [
        f"{text.sign} {text.sign_detail}",
        f"{text.show_name} {text.show_name_detail}",
        f"{text.contact_me} {text.contact_me_detail}",
    ]
