"""The mail that leads to Mina pass. Its subject tells no stance: a lock screen shows it to anyone."""

from __future__ import annotations

from typing import Any

from app.core import i18n, mail
from app.core.i18n import gettext as _
from app.core.mail import Letter
from app.volunteers.models import SCOPE


def link(to: str, token: str, *, about: bytes, owner: bytes) -> None:
    """Send the link to Mina pass, in the language that it was asked for in."""
    mail.enqueue("volunteers.link", to=to, scope=SCOPE, facts={"token": token}, about=about, owner=owner)


def new_address(to: str, token: str, *, locale: str, owner: bytes) -> None:
    """Tell a mailbox that an organizer has written its address down, with the way to Mina pass."""
    with i18n.in_language(locale):
        mail.enqueue("volunteers.address", to=to, scope=SCOPE, facts={"token": token}, owner=owner)


@mail.letter("volunteers.address")
def _new_address(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("Your new address"),
        paragraphs=[
            _("An organizer has written this e-mail address down for you. What you have booked stands."),
            _("Here you see and cancel what you have booked, and give back what you have taken."),
        ],
        action_label=_("Open My shifts"),
        action_url=i18n.absolute_url(f"/mina-pass/{facts['token']}", lang=i18n.current_language()),
        after=[_("Is this not for you? Open the link and remove everything, or write to us.")],
    )


@mail.letter("volunteers.link")
def _link(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("The link you asked for"),
        paragraphs=[_("Here you see and cancel what you have booked, and give back what you have taken.")],
        action_label=_("Open My shifts"),
        action_url=i18n.absolute_url(f"/mina-pass/{facts['token']}", lang=i18n.current_language()),
        after=[
            _("The link is yours alone: whoever has it can cancel for you."),
            _("Did you not ask for it? Then do nothing."),
        ],
    )
