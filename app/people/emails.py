"""The mails about who is let in. No subject says what the association stands for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.accounts.models import SCOPE
from app.core import i18n, mail
from app.core.access import Role
from app.core.i18n import gettext as _
from app.core.mail import Letter
from app.core.templates import moment
from app.people.words import EXPLAINED, ROLES


def invitation_address(token: str) -> str:
    """Give the full address of an invitation."""
    return i18n.absolute_url(f"/organisera/inbjudan/{token}", lang=i18n.current_language())


def invitation(
    to: str, *, token: str, name: str, by: str, association: str, role: Role, until: datetime
) -> None:
    """Invite somebody to the desk."""
    facts = {"token": token, "name": name, "by": by, "association": association, "until": until.isoformat()}
    facts["role"] = str(role)
    mail.enqueue("people.invitation", to=to, scope=SCOPE, facts=facts)


def new_ways(to: str, *, token: str, by: str, until: datetime) -> None:
    """Let somebody who is locked out choose new ways to sign in."""
    facts = {"token": token, "by": by, "until": until.isoformat()}
    mail.enqueue("people.new_ways", to=to, scope=SCOPE, facts=facts)


def let_in_again(to: str) -> None:
    """Tell somebody that she is let in again."""
    mail.enqueue("people.let_in_again", to=to, scope=SCOPE, facts={})


@mail.letter("people.invitation")
def _invitation(facts: dict[str, Any]) -> Letter:
    until = moment(datetime.fromisoformat(facts["until"]))
    if facts["by"]:
        who = _(
            "%(name)s, %(by)s has invited you to the organizers’ desk of %(association)s.",
            name=facts["name"],
            by=facts["by"],
            association=facts["association"],
        )
    else:
        who = _(
            "%(name)s, you are invited to the organizers’ desk of %(association)s.",
            name=facts["name"],
            association=facts["association"],
        )
    return Letter(
        subject=_("An invitation for you"),
        paragraphs=[
            who,
            *_what_for(facts),
            _("The link works once, until %(moment)s. Then you choose how you sign in.", moment=until),
        ],
        action_label=_("See the invitation"),
        action_url=invitation_address(facts["token"]),
        after=[_("If you do not want it, you need not do anything. Do not pass this mail on.")],
    )


def _what_for(facts: dict[str, Any]) -> list[str]:
    if "role" not in facts:  # a mail that waited since before roles were named
        return []
    role = Role(facts["role"])
    return [
        _(
            "It is where those who organize plan and share the work. You are invited as: "
            "%(role)s. %(explained)s",
            role=ROLES[role],
            explained=EXPLAINED[role],
        )
    ]


@mail.letter("people.new_ways")
def _new_ways(facts: dict[str, Any]) -> Letter:
    until = moment(datetime.fromisoformat(facts["until"]))
    return Letter(
        subject=_("Choose anew how you sign in"),
        paragraphs=[
            _(
                "%(by)s has seen to it that you can choose anew how you sign in. The link works once, "
                "until %(moment)s. When you use it, your earlier password, passkeys and codes end.",
                by=facts["by"] or _("Whoever runs the server"),
                moment=until,
            )
        ],
        action_label=_("Choose anew"),
        action_url=invitation_address(facts["token"]),
        after=[
            _("If you have not asked for this, tell another administrator. Until you use it nothing changes.")
        ],
    )


@mail.letter("people.let_in_again")
def _let_in_again(_facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("You are let in again"),
        paragraphs=[_("You can sign in at the organizers’ desk again, in the same way as before.")],
        action_label=_("Sign in"),
        action_url=i18n.absolute_url("/organisera/logga-in", lang=i18n.current_language()),
        after=[_("If you did not expect this, you need not do anything.")],
    )
