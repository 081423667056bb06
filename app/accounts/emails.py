"""The mails that organizers get."""

from __future__ import annotations

from typing import Any

from app.accounts.models import SCOPE
from app.core import i18n, mail
from app.core.i18n import gettext as _
from app.core.mail import Letter


def sign_in(to: str, token: str) -> None:
    """Send a link that signs in."""
    mail.enqueue("accounts.sign_in", to=to, scope=SCOPE, facts={"token": token})


def sign_in_address(token: str) -> str:
    """Give the full address of a sign-in link."""
    return i18n.absolute_url(f"/organisera/logga-in/{token}", lang=i18n.current_language())


@mail.letter("accounts.sign_in")
def _sign_in(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("Your link to sign in"),
        paragraphs=[
            _(
                "Here is your link to the organizers' desk. It works for ten minutes, once, "
                "in the browser where you asked for it."
            )
        ],
        action_label=_("Sign in"),
        action_url=sign_in_address(facts["token"]),
        after=[_("If you did not ask for it, you need not do anything.")],
    )
