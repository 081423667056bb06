"""Why a passkey is refused, in sentences for whoever showed it."""

from __future__ import annotations

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l


class PasskeyRefused(DomainError):
    """Why a passkey is refused."""


class AnswerUnusable(PasskeyRefused):
    """Altered, cut off, for another question, or no answer at all; which of them is not told."""

    message = _l("The answer of the passkey could not be used. Try again.")
    status = 400


class KeyOfAnotherSite(PasskeyRefused):
    """Signed for another address than ours."""

    message = _l(
        "That passkey was used at another address than this site's. Open %(address)s yourself and try again."
    )


class OwnerNotChecked(PasskeyRefused):
    """Touched, but without finger, face or code."""

    message = _l(
        "The passkey did not ask for your finger, your face or a code. Turn on a screen lock or a code for "
        "it, and try again."
    )


class KeyUnknown(PasskeyRefused):
    """Never seen, removed, or of an account that is let in no more; which of them is not told."""

    message = _l("This passkey is not known here. Sign in in another way.")
    status = 403


class KeyDoubted(PasskeyRefused):
    """Its counter went back, now or earlier."""

    message = _l(
        "This passkey may have been copied, so it lets nobody in any more. We have sent you an e-mail. "
        "Sign in in another way, remove the passkey and add a new one."
    )
    status = 403

    def __init__(self, passkey_id: int) -> None:
        super().__init__()
        self.passkey_id = passkey_id


class KeyTaken(PasskeyRefused):
    """Registered already, here or with another account."""

    message = _l("This passkey has been added already.")
    status = 409


class TooManyKeys(PasskeyRefused):
    """More than anybody keeps track of."""

    message = _l("You have twenty passkeys. Remove one that you no longer use, and try again.")
    status = 409


class TooManyTries(PasskeyRefused):
    """A flood from one network."""

    message = _l("There have been very many attempts from your network. Wait ten minutes.")
    status = 429


class ProofNeeded(PasskeyRefused):
    """Her ways in change only after a fresh proof."""

    message = _l("Show once more that it is you, then go on.")
    status = 403

    def __init__(self, goto: str) -> None:
        super().__init__()
        self.goto = goto


class AnswerWrong(PasskeyRefused):
    """A field is missing or cannot be used; the sentence is its form's."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__()
        self.field, self.sentence = field, sentence

    def __str__(self) -> str:
        return self.sentence
