"""The mail to those who asked to be told how a petition goes. Its subject tells no stance."""

from __future__ import annotations

from typing import Any

from app.core import i18n, mail
from app.core.i18n import gettext as _
from app.core.mail import Letter
from app.petitions.models import Petition

LONGEST = 1500
"""So much of an answer stands in the mail; the whole is on the page."""


def answered(petition: Petition, to: str, token: str, *, owner: bytes) -> None:
    """Tell that the recipient has answered; ``token`` ends such mails."""
    text = petition.answer
    facts = {
        "title": petition.title,
        "slug": petition.slug,
        "recipient": petition.recipient,
        "answer": text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …",
        "token": token,
    }
    mail.enqueue("petitions.answered", to=to, scope=petition.scope, facts=facts, owner=owner)


@mail.letter("petitions.answered", can_wait=True)
def _answered(facts: dict[str, Any]) -> Letter:
    lang = i18n.current_language()
    no_more = i18n.absolute_url(f"/namninsamlingar/inga-mejl/{facts['token']}", lang=lang)
    words = [part.strip() for part in facts["answer"].replace("\r\n", "\n").split("\n\n") if part.strip()]
    return Letter(
        subject=_("There is an answer"),
        paragraphs=[
            _(
                "You asked to be told how it goes with “%(title)s”. %(recipient)s has answered:",
                title=facts["title"],
                recipient=facts["recipient"],
            ),
            *words,
        ],
        action_label=_("Read the answer on the page"),
        action_url=i18n.absolute_url(f"/namninsamlingar/{facts['slug']}#svaret", lang=lang),
        links=[(_("No more mails about this petition"), no_more)],
        unsubscribe=no_more,
        after=[_("You get this because you ticked “Tell me how it goes” when you signed.")],
    )
