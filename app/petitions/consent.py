"""The words that a signer agrees to, made from a petition's own facts when it opens.

A text is never changed: what promises less, or asks for more, is a new number (``renew``), and every
signature points to the number and language that were read.
"""

from __future__ import annotations

import re
from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select

from app.core import clock, i18n
from app.core.db import db
from app.core.i18n import gettext as _
from app.core.templates import day
from app.petitions.models import AskFor, ConsentText, Petition, Preset


class Read(NamedTuple):
    """Which texts stood on the page that somebody signed on; it travels as the value of her tick."""

    consent: int
    text: int

    def __str__(self) -> str:
        return f"{self.consent}-{self.text}"


NEWEST = Read(2**15 - 1, 2**15 - 1)


def read_from(tick: str) -> Read:
    """Understand the value of a tick; what no page of ours has sent stands for the newest texts."""
    found = re.fullmatch(r"([1-9][0-9]{0,3})-([1-9][0-9]{0,3})", tick)
    return Read(int(found[1]), int(found[2])) if found else NEWEST


def missing(petition: Petition) -> dict[str, str]:
    """Say, by the field of the form, what has to be chosen before anybody can agree.

    Of the days: life.check_promises.
    """
    found: dict[str, str] = {}
    if not petition.recipient.strip():
        found["recipient"] = _("Write who receives the signatures: everyone who signs is told it.")
    if petition.preset not in set(Preset):
        found["preset"] = _("Choose what the recipient gets: everyone who signs is told it.")
    return found


def told_until(petition: Petition) -> date | None:
    """Give the day until which those who asked to be told may be written to: never after the purge."""
    days = [each for each in (petition.contact_until, petition.purge_on) if each]
    return min(days) if days else None


def compose(petition: Petition, association: str, locale: str, *, number: int = 1) -> ConsentText:
    """Write the consent texts of a petition in one language; the purge date must be set."""
    assert petition.purge_on is not None
    with i18n.in_language(locale):
        return ConsentText(
            petition_id=petition.id,
            number=number,
            locale=locale,
            sign=_(
                "I sign, and agree that %(association)s, which is responsible for my details, keeps them "
                "until %(day)s at the latest. I can remove my signature whenever I want.",
                association=association,
                day=day(petition.purge_on),
            ),
            sign_detail=_sign_detail(petition),
            show_name=_("Show my name on this page."),
            show_name_detail=_(
                "Anyone can read it: landlords, employers and journalists too. "
                "Under 18? Leave it empty: names of minors are never shown."
            ),
            contact_me=_("Tell me how it goes."),
            contact_me_detail=_contact_detail(petition, association),
            created_at=clock.now(),
        )


def compose_all(petition: Petition, association: str) -> list[ConsentText]:
    """Write the texts in every language under the next free number; call with the petition locked."""
    newest = select(func.max(ConsentText.number)).where(ConsentText.petition_id == petition.id)
    number = (db.session.scalar(newest) or 0) + 1
    return [compose(petition, association, locale, number=number) for locale in i18n.LANGUAGES]


def renew(petition: Petition, association: str) -> None:
    """Let those who sign from now on agree to the texts as the petition stands, if they say something else.

    Those who have signed stay with what they read. Call with the petition locked.
    """
    texts = compose_all(petition, association)
    if any(_words(text) != _words(_newest(petition, text.locale)) for text in texts):
        db.session.add_all(texts)
        db.session.flush()


def _newest(petition: Petition, locale: str) -> ConsentText | None:
    texts = select(ConsentText).where(ConsentText.petition_id == petition.id, ConsentText.locale == locale)
    return db.session.scalar(texts.order_by(ConsentText.number.desc()).limit(1))


def _words(text: ConsentText | None) -> list[str]:
    if text is None:
        return []
    return [
        *(text.sign, text.sign_detail, text.show_name, text.show_name_detail),
        *(text.contact_me, text.contact_me_detail),
    ]


def _sign_detail(petition: Petition) -> str:
    sentences = [handed_over(petition)]
    if petition.ask_comment:
        sentences.append(
            _(
                "A comment can be read by anyone once an organizer has let it through; "
                "your name stands at it only if you show your name."
            )
        )
    sentences.append(_("Under 13? Then a guardian has to agree."))
    return " ".join(sentences)


def _contact_detail(petition: Petition, association: str) -> str:
    until = told_until(petition)
    assert until is not None
    by_mail: str = _(
        "By e-mail from %(association)s, until %(day)s at the latest.",
        association=association,
        day=day(until),
    )
    by_phone_too: str = _(
        "By e-mail or phone from %(association)s, until %(day)s at the latest.",
        association=association,
        day=day(until),
    )
    return by_mail if petition.ask_phone == AskFor.NOTHING else by_phone_too


def handed_over(petition: Petition) -> str:
    """Say what the recipient gets and what becomes of it there, in the language in hand."""
    gets: str = {
        Preset.COUNT: _("%(recipient)s gets only the number of signatures.", recipient=petition.recipient),
        Preset.INITIALS: _(
            "%(recipient)s gets your initials, the first three digits of your postcode "
            "and the day you confirm (at one of our stands: sign).",
            recipient=petition.recipient,
        ),
        Preset.NAME_TOWN: _(
            "%(recipient)s gets your name, your postcode "
            "and the day you confirm (at one of our stands: sign).",
            recipient=petition.recipient,
        ),
        Preset.FULL: _(
            "%(recipient)s gets your name, your e-mail address, your postcode "
            "and the day you confirm (at one of our stands: sign).",
            recipient=petition.recipient,
        ),
    }[Preset(petition.preset)]
    political = _("A signature can show what you think politically.")
    if not petition.is_authority or petition.preset == Preset.COUNT:
        return f"{gets} {political}"
    public = _("There the list becomes a public document that anyone may ask for.")
    return f"{gets} {public} {political}"
