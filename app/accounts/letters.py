"""What the mails to organizers say. No subject tells what the association is for."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from app.core import i18n, mail
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.mail import Letter
from app.core.templates import moment

WHAT = {
    "password": _l("The password was changed, and the other sessions ended."),
    "reset": _l("The password was changed after it had been forgotten, and every session ended."),
    "totp_on": _l("An app for one-time codes was set up."),
    "totp_off": _l("The app for one-time codes was removed."),
    "codes": _l("New recovery codes were made. The earlier ones no longer work."),
    "address": _l("The e-mail address was changed. Mails go to the new one from now on."),
    "factors_reset": _l(
        "All ways to sign in were removed, since somebody asked whoever runs the server or an "
        "administrator for it. Sign in with a link by e-mail and set them up anew."
    ),
}


def own_address() -> str:
    """Give the full address of the page about one's own sign-in."""
    return i18n.absolute_url("/organisera/konto", lang=i18n.current_language())


def browser_in_words(kind: dict[str, str]) -> str:
    """Say what kind of browser it is."""
    if kind["browser"] and kind["system"]:
        return str(_("%(browser)s on %(system)s", browser=kind["browser"], system=kind["system"]))
    return kind["browser"] or kind["system"] or _("a browser of a kind that is not known")


def _nothing_to_do() -> str:
    return str(_("If you did not ask for it, you need not do anything: without your help nobody comes in."))


@mail.letter("accounts.new_browser")
def _new_browser(facts: dict[str, Any]) -> Letter:
    told = moment(datetime.fromisoformat(facts["at"]))
    return Letter(
        subject=_("New sign-in to your account"),
        paragraphs=[
            _(
                "On %(moment)s somebody signed in to your account in a browser that you have not used "
                "before: %(browser)s.",
                moment=told,
                browser=browser_in_words(facts["seen"]),
            ),
            _("If it was you, you need not do anything."),
        ],
        action_label=_("See where you are signed in"),
        action_url=own_address(),
        after=[
            _(
                "If it was not you: open the page, end the other sessions and change your password. "
                "Tell another administrator of the association too."
            )
        ],
    )


@mail.letter("accounts.changed")
def _changed(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("Your sign-in was changed"),
        paragraphs=[
            str(WHAT[facts["what"]]),
            _("It happened on %(moment)s.", moment=moment(datetime.fromisoformat(facts["at"]))),
        ],
        action_label=_("See your sign-in"),
        action_url=own_address(),
        after=[_("If it was not you, tell another administrator or whoever runs the server at once.")],
    )


@mail.letter("accounts.code")
def _code(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("Your code to sign in"),
        paragraphs=[
            _(
                "Write the code on the page where you are signing in. "
                "It works for ten minutes, once, there alone."
            )
        ],
        code=(_("Code"), f"{facts['code'][:4]} {facts['code'][4:]}"),
        after=[
            _(
                "If you are not signing in, somebody else knows your password: sign in and change it. "
                "Never tell the code to anybody who calls or writes."
            )
        ],
    )


def _link(token: str) -> str:
    return i18n.absolute_url(f"/organisera/logga-in/mejl/{token}", lang=i18n.current_language())


def _with_code(facts: dict[str, Any], *, subject: str, first: str, label: str) -> Letter:
    return Letter(
        subject=subject,
        paragraphs=[
            first,
            _("The link works for ten minutes, once, in the browser where you asked for it."),
        ],
        action_label=label,
        action_url=_link(facts["token"]),
        code=(
            _("Reading this somewhere else? Write this code on the page where you asked"),
            f"{facts['code'][:4]} {facts['code'][4:]}",
        ),
        after=[_nothing_to_do()],
    )


@mail.letter("accounts.way_first")
def _way_first(facts: dict[str, Any]) -> Letter:
    return _with_code(
        facts,
        subject=_("Your link to sign in"),
        first=_(
            "Here is your link to the organizers' desk. "
            "You have no other way to sign in yet: choose one there."
        ),
        label=_("Sign in"),
    )


@mail.letter("accounts.way_reset")
def _way_reset(facts: dict[str, Any]) -> Letter:
    return _with_code(
        facts,
        subject=_("A new password"),
        first=_(
            "Somebody, we hope you, has asked for a new password for your account. You need a code of the "
            "app in your phone too, or one of your recovery codes. If you have a passkey, sign in with that "
            "instead and change the password there."
        ),
        label=_("Choose a new password"),
    )


@mail.letter("accounts.way_none")
def _way_none(_facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("A new password"),
        paragraphs=[
            _("Somebody, we hope you, has asked for a new password for your account."),
            _(
                "It has neither an app for codes, nor recovery codes, nor a passkey. So a mail is not "
                "enough: whoever came into your mailbox would come in here too."
            ),
            _(
                "Ask another administrator of the association, or whoever runs the server, to let you choose "
                "your sign-in anew. A mail then tells you how to go on."
            ),
        ],
        after=[_nothing_to_do()],
    )


@mail.letter("accounts.confirm_address")
def _confirm_address(facts: dict[str, Any]) -> Letter:
    return Letter(
        subject=_("Confirm your new address"),
        paragraphs=[
            _("Press the button on the page that opens, and you sign in with this address from then on.")
        ],
        action_label=_("Confirm the address"),
        action_url=i18n.absolute_url(
            f"/organisera/logga-in/ny-adress/{facts['token']}", lang=i18n.current_language()
        ),
        after=[_("The link works for an hour. If you did not ask for it, you need not do anything.")],
    )
