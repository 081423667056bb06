"""Why a list does not leave, in sentences."""

from __future__ import annotations

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l


class ExportRefused(DomainError):
    """Why a list does not leave."""


class MoreThanPromised(ExportRefused):
    """The signers were told that less would be handed over."""

    message = _l("The signers were promised that less would be handed over. Choose a list with less in it.")


class NothingLeft(ExportRefused):
    """The people have been removed as promised."""

    message = _l(
        "The names have been removed as promised. Choose the number of signatures: it is all that is left."
    )


class NobodyYet(ExportRefused):
    """Nobody has signed online or at a stand."""

    message = _l("Nobody has signed yet, so the list would be empty. There is nothing to export.")


class TooManyOnPaper(ExportRefused):
    """A packet on paper of this size would be of no use to anybody."""

    message = _l(
        "More than %(most)s signatures do not go into a printed packet. Choose a spreadsheet instead."
    )


class TooManyLists(ExportRefused):
    """Files of one person fill the disk."""

    message = _l(
        "You have %(most)s lists that wait or lie ready. "
        "Stop one that waits, or come back tomorrow: each is removed after a day."
    )


class NotRunning(ExportRefused):
    """It has come to its end already."""

    message = _l("The export has come to its end already. Nothing was stopped.")
    status = 409


class NotReady(ExportRefused):
    """There is nothing to download: not yet, or no more."""

    message = _l("The file is not here: it is not ready yet, or it has been removed.")
    status = 409


class NotYours(ExportRefused):
    """Somebody else asked for it."""

    message = _l("Only the one who asked for the list can fetch it. You can ask for one of your own.")
    status = 403


class FileDamaged(ExportRefused):
    """It lay on the disk and is not what was written."""

    message = _l("The file has been damaged, so it was removed and nothing was sent. Ask for the list again.")
    status = 409
