"""Why a signature is refused, in sentences for the person."""

from __future__ import annotations

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l


class SigningRefused(DomainError):
    """Why a petition cannot be signed."""


class PetitionClosed(SigningRefused):
    """The petition takes no signatures."""

    message = _l("This petition is closed and takes no more signatures. Yours was not counted.")
    status = 410


class WordsChanged(SigningRefused):
    """What was read is not what stands: put right before anybody had signed."""

    message = _l("The petition was corrected while you had it open. Read it again, then sign.")
    status = 409


class TooManyAtOnce(SigningRefused):
    """A flood from one network."""

    message = _l("Very many people are signing from your network right now. Wait a minute and press again.")
    status = 429


class LinkUnknown(SigningRefused):
    """The link's token belongs to nothing."""

    message = _l(
        "This link does not work. Perhaps it was cut off in the e-mail: then copy the whole link. "
        "Perhaps the signature has been removed, or its address has been changed since."
    )
    status = 404
    way_on = ("own_signatures.ask", _l("My signatures"))


class LinkExpired(SigningRefused):
    """The link's time is out."""

    message = _l(
        "This link is too old. To get a new one, go to the petition and sign again, "
        "or choose “See or remove my signature” there."
    )
    status = 410
