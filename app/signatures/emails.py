"""The mails that signers get. Subjects tell no stance: a lock screen shows them to anyone."""

from __future__ import annotations

from typing import Any, Protocol

from app.core import i18n, mail
from app.core.i18n import gettext as _
from app.core.mail import Letter
from app.petitions.models import Petition


class Facts(Protocol):
    """What a mail tells of a petition."""

    @property
    def title(self) -> str:
        """Give its title."""

    @property
    def slug(self) -> str:
        """Give its place in the address."""

    @property
    def scope(self) -> str:
        """Name the key scope that its mails are sealed under."""


def confirm(petition: Facts, to: str, token: str, *, about: bytes, owner: bytes) -> dict[str, Any]:
    """Make the mail ready that asks for the confirmation of a signature."""
    facts = {"title": petition.title, "slug": petition.slug, "token": token}
    return mail.write("petitions.confirm", to=to, scope=petition.scope, facts=facts, about=about, owner=owner)


def already_signed(petition: Petition, to: str, token: str, *, about: bytes, owner: bytes) -> None:
    """Tell that the address has signed already."""
    facts = {"title": petition.title, "token": token}
    mail.enqueue(
        "petitions.already_signed", to=to, scope=petition.scope, facts=facts, about=about, owner=owner
    )


def own_page(petition: Petition, to: str, token: str, *, about: bytes, owner: bytes) -> None:
    """Send the link to the signer's own page."""
    facts = {"title": petition.title, "token": token}
    mail.enqueue("petitions.own_page", to=to, scope=petition.scope, facts=facts, about=about, owner=owner)


def _url(path: str) -> str:
    return i18n.absolute_url(path, lang=i18n.current_language())


@mail.letter("petitions.confirm")
def _confirm(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("One step left: confirm"),
        paragraphs=[
            _(
                "Somebody, you we hope, has signed “%(title)s” with this address. "
                "Look at what was written, confirm it, and your signature counts.",
                title=facts["title"],
            )
        ],
        action_label=_("Confirm my signature"),
        action_url=_url(f"/namninsamlingar/bekrafta/{facts['token']}"),
        after=[
            _("The link works for seven days. It opens a page where you press a button."),
            _(
                "Was it not you? The page has a button for that. Or do nothing: the signature does not "
                "count, and everything is removed after 14 days."
            ),
        ],
    )


@mail.letter("petitions.already_signed")
def _already_signed(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("About your signature"),
        paragraphs=[
            _(
                "Someone, perhaps you, has just signed “%(title)s” with this e-mail address. There is "
                "a signature with it already, which counts once. You need not do anything.",
                title=facts["title"],
            )
        ],
        action_label=_("See or remove my signature"),
        action_url=_url(f"/namninsamlingar/min-underskrift/{facts['token']}"),
        after=[_("The link works for one hour.")],
    )


@mail.letter("petitions.own_page")
def _own_page(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("The link you asked for"),
        paragraphs=[
            _(
                "Here you can see what is kept about your signature on “%(title)s”, and remove it.",
                title=facts["title"],
            )
        ],
        action_label=_("See or remove my signature"),
        action_url=_url(f"/namninsamlingar/min-underskrift/{facts['token']}"),
        after=[_("The link works for one hour. If you did not ask for it, you need not do anything.")],
    )
