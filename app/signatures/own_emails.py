"""The mails about a signer's own page. Subjects tell no stance: a lock screen shows them to anyone."""

from __future__ import annotations

from typing import Any

from app.core import i18n, mail
from app.core.i18n import gettext as _
from app.core.mail import Letter
from app.petitions.models import Petition
from app.site import queries as site

PAGE = "/mina-underskrifter"


def link(to: str, token: str, *, scope: str, about: bytes, owner: bytes) -> None:
    """Send the link to the signer's own page."""
    mail.enqueue("signatures.own_page", to=to, scope=scope, facts={"token": token}, about=about, owner=owner)


def withdrawn(petition: Petition, to: str, *, way: str, locale: str) -> None:
    """Tell somebody that an organizer has taken her signature away, as she asked for."""
    facts = {"title": petition.title, "way": way}
    with i18n.in_language(locale):
        mail.enqueue("signatures.withdrawn", to=to, scope=petition.scope, facts=facts)


def new_mailbox(petition: Petition, to: str, token: str, *, owner: bytes) -> None:
    """Ask the owner of a new address whether the signature is hers."""
    facts = {"title": petition.title, "token": token}
    mail.enqueue("signatures.new_mailbox", to=to, scope=petition.scope, facts=facts, owner=owner)


def moved(petition: Petition, to: str, *, owner: bytes) -> None:
    """Tell the address that was used so far."""
    mail.enqueue(
        "signatures.moved", to=to, scope=petition.scope, facts={"title": petition.title}, owner=owner
    )


def _url(path: str) -> str:
    return i18n.absolute_url(path, lang=i18n.current_language())


@mail.letter("signatures.own_page")
def _link(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("The link you asked for"),
        paragraphs=[
            _(
                "Here you see everything that is kept about what was signed with this address. "
                "You can correct it, choose what others see, take it with you, or remove it."
            )
        ],
        action_label=_("See or remove my signature"),
        action_url=_url(f"{PAGE}/{facts['token']}"),
        after=[_("The link works for one hour. If you did not ask for it, you need not do anything.")],
    )


def _not_asked_for(address: str) -> str:
    nameless: str = _("Did you not ask for it? Write to us, and sign again if you want to.")
    named: str = _(
        "Did you not ask for it? Write to us at %(address)s, and sign again if you want to.", address=address
    )
    return named if address else nameless


@mail.letter("signatures.withdrawn")
def _withdrawn(facts: dict[str, Any]) -> Letter:
    asked = {
        "phone": _("You asked us by phone to take away your signature on “%(title)s”.", title=facts["title"]),
        "letter": _(
            "You asked us by letter to take away your signature on “%(title)s”.", title=facts["title"]
        ),
        "email": _(
            "You asked us by e-mail to take away your signature on “%(title)s”.", title=facts["title"]
        ),
    }
    met = _("You asked us to take away your signature on “%(title)s”.", title=facts["title"])
    return Letter(
        subject=_("About your signature"),
        paragraphs=[
            asked.get(facts["way"], met),
            _("It is done: it no longer counts, and your details are gone with it."),
        ],
        after=[_not_asked_for(site.get_association().contact_email)],
    )


@mail.letter("signatures.new_mailbox")
def _new_mailbox(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("One step left: your new address"),
        paragraphs=[
            _(
                "Somebody, hopefully you, wants to use this address for a signature on “%(title)s”.",
                title=facts["title"],
            )
        ],
        action_label=_("Yes, this is my address"),
        action_url=_url(f"{PAGE}/ny-adress/{facts['token']}"),
        after=[
            _("The link works for one day. It opens a page where you press a button."),
            _("Was it not you? Then do nothing: the signature stays as it is."),
        ],
    )


@mail.letter("signatures.moved")
def _moved(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("About your signature"),
        paragraphs=[
            _(
                "Your signature on “%(title)s” has got another e-mail address now, which was confirmed.",
                title=facts["title"],
            ),
            _("Links to it that were sent here before do not open it any more."),
        ],
        after=[_("Was it not you? Write to us, and we help you.")],
    )
