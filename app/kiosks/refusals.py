"""Why a kiosk is not opened, or takes no signature, in sentences for the person."""

from __future__ import annotations

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l


class KioskRefused(DomainError):
    """Why something cannot be done with a kiosk."""


class KioskUnknown(KioskRefused):
    """The address belongs to no kiosk."""

    message = _l(
        "This link opens nothing. Ask an organizer for the right one, and use the paper list meanwhile."
    )
    status = 404


class EndsBeforeStart(KioskRefused):
    """Time goes one way."""

    message = _l("It must end after it starts, the same day.")


class EndsInThePast(KioskRefused):
    """Nobody can sign before now."""

    message = _l("That time is over already. Choose a later one.")


class OpenTooLong(KioskRefused):
    """A stand is taken down in the evening."""

    message = _l("A kiosk is open for at most 12 hours. Open another one later.")


class PetitionNotOpen(KioskRefused):
    """Only what can be signed has a kiosk."""

    message = _l("The petition is not open, so nobody can sign at a stand.")


class TooManyKiosks(KioskRefused):
    """Nobody looks after so many tablets."""

    message = _l("%(most)s kiosks are open for this petition already. End one of them first.")


class KioskOver(KioskRefused):
    """The stand is packed up, or the petition closed."""

    message = _l("This kiosk takes no signatures now, so yours was not counted. Use the paper list.")
    status = 410
