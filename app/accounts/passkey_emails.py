"""The mails about somebody's passkeys."""

from __future__ import annotations

from typing import Any

from app.accounts.emails import own_address
from app.accounts.models import SCOPE
from app.core import mail
from app.core.i18n import gettext as _
from app.core.mail import Letter


def tell(to: str, *, what: str, name: str) -> None:
    """Tell the owner that a passkey was added, renamed, removed or doubted."""
    mail.enqueue("accounts.passkey", to=to, scope=SCOPE, facts={"what": what, "name": name})


def _subject(what: str) -> str:
    subjects: dict[str, str] = {
        "added": _("A passkey was added to your account"),
        "renamed": _("A passkey of your account has a new name"),
        "removed": _("A passkey was removed from your account"),
        "doubted": _("A passkey of your account may have been copied"),
    }
    return subjects[what]


def _what_happened(what: str, name: str) -> str:
    sentences: dict[str, str] = {
        "added": _("The passkey “%(name)s” signs in to your account from now on.", name=name),
        "renamed": _("It is called “%(name)s” from now on.", name=name),
        "removed": _("The passkey “%(name)s” no longer signs in to your account.", name=name),
        "doubted": _(
            "The passkey “%(name)s” was used, but it has counted fewer uses than we have. That happens when "
            "a key has been copied. To be safe it lets nobody in any more: remove it and add a new one.",
            name=name,
        ),
    }
    return sentences[what]


@mail.letter("accounts.passkey")
def _passkey(facts: dict[str, Any]) -> Letter:
    what = facts["what"]
    if what == "doubted":
        after = _("If you have not used it just now, tell another administrator of the association.")
    else:
        after = _(
            "If it was not you: open the page, remove what you do not know, end the other sessions and tell "
            "another administrator of the association."
        )
    return Letter(
        subject=_subject(what),
        paragraphs=[_what_happened(what, facts["name"])],
        action_label=_("See your ways to sign in"),
        action_url=own_address(),
        after=[after],
    )
