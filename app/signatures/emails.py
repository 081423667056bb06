"""The mails that signers get. Subjects tell no stance: a lock screen shows them to anyone."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol

from app.core import i18n, mail, periods, templates
from app.core.i18n import gettext as _
from app.core.mail import Letter
from app.petitions.models import Petition
from app.signatures import codes, own_emails


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


def confirm(
    petition: Facts, to: str, token: str, *, about: bytes, owner: bytes, mailed_at: datetime
) -> dict[str, Any]:
    """Make the mail ready that asks for the confirmation of a signature: by its link, or by the code in it.

    ``mailed_at`` is the row's ``last_mail_at``: the code is made of it.
    """
    facts = {
        "title": petition.title,
        "token": token,
        "code": codes.code_of(petition.scope, about, mailed_at),
        "until": (mailed_at + codes.LASTS).isoformat(),
    }
    return mail.write("petitions.confirm", to=to, scope=petition.scope, facts=facts, about=about, owner=owner)


def remind(
    petition: Facts, to: str, token: str, *, about: bytes, owner: bytes, signed_on: date, last: bool
) -> dict[str, Any]:
    """Make the mail ready that reminds of a signature not confirmed yet; `last` before closing."""
    facts = {"title": petition.title, "token": token, "signed_on": signed_on.isoformat(), "last": last}
    return mail.write("petitions.remind", to=to, scope=petition.scope, facts=facts, about=about, owner=owner)


def already_signed(petition: Petition, to: str, token: str, *, about: bytes, owner: bytes) -> None:
    """Tell that the address has signed already."""
    facts = {"title": petition.title, "token": token}
    mail.enqueue(
        "petitions.already_signed", to=to, scope=petition.scope, facts=facts, about=about, owner=owner
    )


def _url(path: str) -> str:
    return i18n.absolute_url(path, lang=i18n.current_language())


def _confirm_url(token: str) -> str:
    return _url(f"/namninsamlingar/bekrafta/{token}")


@mail.letter("petitions.confirm")
def _confirm(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("One step left: confirm"),
        paragraphs=[
            _(
                "Somebody, hopefully you, has signed “%(title)s” with this address. "
                "Look at what was written, confirm it, and your signature counts.",
                title=facts["title"],
            )
        ],
        action_label=_("Confirm my signature"),
        action_url=_confirm_url(facts["token"]),
        code=(
            _("Is the page where you signed open on another screen? Then type this code there instead:"),
            facts["code"],
        ),
        after=[
            _(
                "The code works until %(time)s, the link for seven days. The link opens a page where you "
                "press a button.",
                time=templates.clock_time(datetime.fromisoformat(facts["until"])),
            ),
            _(
                "Was it not you? The page has a button for that. Or do nothing: the signature does not "
                "count, and everything is removed after %(time)s.",
                time=periods.words("unconfirmed"),
            ),
        ],
    )


@mail.letter("petitions.remind", can_wait=True)
def _remind(facts: dict[str, Any]) -> Letter:
    signed_on = templates.day(date.fromisoformat(facts["signed_on"]))
    why = (
        _("The petition closes within a day.")
        if facts["last"]
        else _("A signature counts only when it has been confirmed.")
    )
    return Letter(
        subject=_("A reminder: one step left"),
        paragraphs=[
            _(
                "On %(day)s somebody, hopefully you, signed “%(title)s” with this address, and it has not "
                "been confirmed yet.",
                day=signed_on,
                title=facts["title"],
            ),
            why,
        ],
        action_label=_("Confirm my signature"),
        action_url=_confirm_url(facts["token"]),
        links=[(_("It was not me: remove it"), _confirm_url(facts["token"]) + "/inte-jag")],
        after=[
            _(
                "If you do nothing the signature does not count, and everything is removed %(time)s after it "
                "was written.",
                time=periods.words("unconfirmed"),
            )
        ],
    )


@mail.letter("petitions.already_signed")
def _already_signed(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("About your signature"),
        paragraphs=[
            _(
                "Someone, perhaps you, has just signed “%(title)s” with this e-mail address. There is "
                "a signature with it already, and it stands as it did. You need not do anything.",
                title=facts["title"],
            )
        ],
        action_label=_("See or remove my signature"),
        action_url=_url(f"{own_emails.PAGE}/{facts['token']}"),
        after=[_("The link works for one hour.")],
    )
