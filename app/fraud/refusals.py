"""Why signatures cannot be let count, or taken out, in sentences for the organizer."""

from __future__ import annotations

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l


class DecisionRefused(DomainError):
    """Why nothing was decided."""


class NothingChosen(DecisionRefused):
    """A press without a tick."""

    message = _l("Nothing is ticked. Tick the signatures that you have looked at, then press again.")


class NothingLeft(DecisionRefused):
    """Somebody else was quicker, or the signers have taken their signatures back."""

    message = _l("Nothing was left to decide: somebody else was quicker, or they are gone.")


class EverythingChosen(DecisionRefused):
    """A rule without a condition."""

    message = _l("Say at least one thing about the signatures: otherwise all of them would be taken out.")


class NothingFound(DecisionRefused):
    """A rule that no signature fits."""

    message = _l("No signature fits this. Nothing was changed.")


class AlreadyEnded(DecisionRefused):
    """An invalidation that is not running any more, or is undone already."""

    message = _l("It had ended already. The page shows how it stands now.")


class NumberHandedOver(DecisionRefused):
    """The recipient and everyone else have been told a number."""

    message = _l(
        "The petition has been handed over, so nothing more can be let count: the recipient has been given "
        "the number. Signatures can still be taken out."
    )


class NamesGone(DecisionRefused):
    """A petition whose names have been removed."""

    message = _l("The names of this petition have been removed as promised. The count cannot be changed.")
