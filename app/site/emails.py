"""The mails about the installation itself."""

from __future__ import annotations

from typing import Any

from app.accounts.models import SCOPE
from app.core import i18n, mail
from app.core.i18n import gettext as _
from app.core.mail import Letter


@mail.letter("site.mail_test")
def _mail_test(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("A test mail"),
        paragraphs=[_("It arrived. Type the code on the page about e-mail in the settings.")],
        code=(_("The code:"), facts["code"]),
    )


def hidden_or_shown(kind: str, *, to: str, who: str) -> None:
    """Tell an administrator that everything is hidden, or shown again."""
    mail.enqueue(kind, to=to, scope=SCOPE, facts={"who": who})


@mail.letter("site.hidden")
def _hidden(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("The public pages are hidden"),
        paragraphs=[
            _(
                "%(who)s has pressed “Hide everything”: names, comments, shifts and tasks do not show on the "
                "public pages any more. People can go on signing, and those who are booked see their own "
                "shifts.",
                who=facts["who"] or _("The command line"),
            )
        ],
        action_label=_("Show it again"),
        action_url=_address(),
    )


@mail.letter("site.shown")
def _shown(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("The public pages are shown again"),
        paragraphs=[
            _(
                "%(who)s has let names, comments, shifts and tasks show on the public pages again.",
                who=facts["who"] or _("The command line"),
            )
        ],
        action_label=_("Hide everything"),
        action_url=_address(),
    )


def _address() -> str:
    return i18n.absolute_url("/organisera/dolj", lang=i18n.current_language())
