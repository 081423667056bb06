"""Why an organizer's act on a petition is refused, in sentences for her."""

from __future__ import annotations

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l


class PetitionRefused(DomainError):
    """Why an organizer's act on a petition is refused."""


class TitleJustTaken(PetitionRefused):
    """Two people saved the same title at once."""

    message = _l("Somebody saved the same title at this very moment. Press save again.")


class ReadAgain(PetitionRefused):
    """What was read is not what would be opened."""

    message = _l("Somebody has changed the petition since you read it. Read it again, then open it.")


class AlreadySigned(PetitionRefused):
    """What people have begun to sign does not change."""

    message = _l(
        "Somebody has signed, so title, demand and promises stay as they are. "
        "The reasons below them can be changed, and the old ones stay readable."
    )


class TextIsFixed(PetitionRefused):
    """What has been handed over is not rewritten."""

    message = _l("The petition has been handed over, so its text stays as it was.")


class NothingChanged(PetitionRefused):
    """A new wording has to be another one."""

    message = _l("The text is the same as before, so there is nothing to save.")


class AlreadyOpened(PetitionRefused):
    """What is done to drafts cannot be done any more."""

    message = _l("The petition has been opened already.")


class NotADraft(PetitionRefused):
    """Only a draft is given to somebody to read."""

    message = _l("Only a draft can be given to somebody else to read.")


class NotInReview(PetitionRefused):
    """Only what is being read is sent back."""

    message = _l("Nobody is reading the petition any more, so it cannot be sent back.")


class NotOpen(PetitionRefused):
    """Only an open petition can be closed."""

    message = _l("The petition is not open, so there is nothing to close.")


class NotClosed(PetitionRefused):
    """Handing over and opening again begin with a closed petition."""

    message = _l("This can only be done with a petition that is closed and not yet handed over.")


class NotHandedOver(PetitionRefused):
    """An answer comes after the hand-over."""

    message = _l("First write down that the petition has been handed over: an answer comes after that.")


class NotOver(PetitionRefused):
    """What still runs is not put away."""

    message = _l("Only a petition that is closed can be put away in the archive.")


class NotArchived(PetitionRefused):
    """Only what is in the archive comes out of it."""

    message = _l("The petition is not in the archive.")


class NotAnotherOrganizer(PetitionRefused):
    """Two pairs of eyes are asked for."""

    message = _l(
        "You asked somebody else to read it first, so somebody else has to open it. "
        "If nobody can, take it back to a draft."
    )


class NoteNeeded(PetitionRefused):
    """Whoever gets it back wants to know why."""

    message = _l("Write what should be changed.")


class NeedsPurgeDate(PetitionRefused):
    """Nobody signs before it is decided when the names go."""

    message = _l("First choose the day when the names are removed: everyone who signs is told it.")


class PurgeDateOutOfRange(PetitionRefused):
    """The purge date is over or too far away."""

    message = _l("Choose another day for removing the names: after today and within 21 months.")


class PurgeLater(PetitionRefused):
    """Signers were told a latest day."""

    message = _l("The names are removed on %(day)s at the latest. The day can be moved earlier, never later.")


class ContactLater(PetitionRefused):
    """Who asked to be told how it goes was told a latest day."""

    message = _l(
        "Those who want to be told how it goes are forgotten on %(day)s at the latest. "
        "The day can be moved earlier, never later."
    )


class ContactAfterPurge(PetitionRefused):
    """Without names nobody can be told."""

    message = _l("Nobody can be mailed after the names are removed: choose that day or an earlier one.")


class ContactPassed(PetitionRefused):
    """Who asks to be told how it goes is promised some time."""

    message = _l(
        "Choose another day for forgetting who wants to be told how it goes: after today and the day the "
        "petition opens, and not after the names are removed."
    )


class CampaignNotPublished(PetitionRefused):
    """A petition lives on its campaign's page."""

    message = _l("Publish the campaign first: the petition is shown on its page.")


class OpensInThePast(PetitionRefused):
    """A time to open at lies ahead."""

    message = _l("That time has passed. Choose a later one, or open the petition now.")


class ClosesInThePast(PetitionRefused):
    """A time to close at lies ahead."""

    message = _l("That time has passed. Choose a later one, or close the petition now.")


class ClosesBeforeOpening(PetitionRefused):
    """Time goes one way."""

    message = _l("The petition must close after it opens.")


class ClosesAfterPurge(PetitionRefused):
    """Nobody signs what is purged."""

    message = _l(
        "The names are removed on %(day)s at the latest, so the petition must close before that day."
    )


class ClosingHasPassed(PetitionRefused):
    """The planned closing is over before the petition is opened."""

    message = _l("The time when it should close has passed. Choose a later one, or none.")


class HandedOverTooLate(PetitionRefused):
    """What has happened lies behind."""

    message = _l("The day is in the future. Choose today or an earlier day.")


class HandedOverTooEarly(PetitionRefused):
    """A petition is handed over after it has been opened."""

    message = _l("The petition was opened on %(day)s. Choose that day or a later one.")


class AnsweredTooEarly(PetitionRefused):
    """An answer comes after the hand-over."""

    message = _l("The petition was handed over on %(day)s. Choose that day or a later one.")


class NamesAreGone(PetitionRefused):
    """What was promised has been done."""

    message = _l("The names have been removed as promised, so this can no longer be done.")


class PaperOnDraft(PetitionRefused):
    """A draft has no paper to count."""

    message = _l("Signatures on paper can be entered once the petition is open.")


class PaperAfterHandOver(PetitionRefused):
    """What has been handed over is a number that stands."""

    message = _l("The petition has been handed over, so no more signatures on paper can be counted.")


class PaperIsZero(PetitionRefused):
    """Zero signatures are no entry."""

    message = _l("Write how many they are. With a minus before the number they are taken off.")


class PaperOutOfRange(PetitionRefused):
    """No more can be taken off than there are."""

    message = _l("There are %(count)s on paper: at most so many can be taken off.")


class PaperBeforePetition(PetitionRefused):
    """A wrong year: nobody collected for a petition that did not exist, or was not thought of."""

    message = _l("Check the year: the petition was made on %(day)s.")


class PaperLongAgo(PetitionRefused):
    """A year written with two figures is two thousand years ago."""

    message = _l("The day is more than two years ago. Write it as year-month-day, like 2026-11-28.")


class PaperInFuture(PetitionRefused):
    """Signatures cannot have been collected tomorrow."""

    message = _l("The day is in the future. Choose today or an earlier day.")
