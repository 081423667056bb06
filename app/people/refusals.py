"""Why somebody is not invited, or keeps the rights that she has."""

from __future__ import annotations

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l


class RightsRefused(DomainError):
    """Why rights stay as they are."""


class LastAdministrator(RightsRefused):
    """Without an administrator nobody can let others in."""

    message = _l(
        "This is the only administrator without a last day. Make somebody else an administrator first: "
        "without one nobody can let others in."
    )


class NotYours(RightsRefused):
    """The right to change this was taken away while the page was open."""

    message = _l("You may not change this any more, so nothing was saved.")
    status = 403


class RightsChanged(RightsRefused):
    """Somebody else was first."""

    message = _l(
        "Somebody else changed these rights while you were looking at them. Load the page again, "
        "see what holds now, and choose again."
    )


class RolesAreOff(RightsRefused):
    """A small association has organizers and administrators only."""

    message = _l("Roles are not in use. Turn them on under People first.")


class AdministratorHasAll(RightsRefused):
    """What an administrator may do concerns everything."""

    message = _l("An administrator works with all campaigns.")


class NeedsCampaign(RightsRefused):
    """With named campaigns there has to be one."""

    message = _l("Choose at least one campaign.")


class NeedsEvent(RightsRefused):
    """Who is let in for activities needs one."""

    message = _l("Choose at least one activity.")


class NeedsEnd(RightsRefused):
    """Who is let in for activities is let in until a day."""

    message = _l("Write the last day. On the day after it the right ends by itself.")


class EndsInThePast(RightsRefused):
    """Nobody is let in until yesterday."""

    message = _l("That day has passed. Choose today or a later day.")


class LeftAlready(RightsRefused):
    """It takes somebody who is let in."""

    message = _l("This person is not let in any more, so nothing was changed.")


class InvitationRefused(DomainError):
    """Why nobody is invited, or an invitation opens nothing."""


class HasAccount(InvitationRefused):
    """An address has one account."""

    message = _l(
        "Somebody with this address is let in already: %(name)s. "
        "Under People you change what they may do, or send a new invitation if they are locked out."
    )


class HadAccount(InvitationRefused):
    """Who was let in before keeps her account."""

    message = _l("%(name)s has this address and was let in before. Under People you let them in again.")


class InvitationUsed(InvitationRefused):
    """Each lets in once."""

    message = _l("This invitation has been used. Sign in as you chose to then.")
    status = 410
    way_on = ("accounts.sign_in", _l("Sign in"))


class InvitationExpired(InvitationRefused):
    """Each lets in for seven days."""

    message = _l("This invitation was good for seven days, and they have passed. Ask for a new one.")
    status = 410


class InvitationWithdrawn(InvitationRefused):
    """It was taken back, or a newer one took its place."""

    message = _l(
        "This invitation holds no more: it was taken back, or there is a newer one in your mailbox. "
        "Ask whoever invited you."
    )
    status = 410


class InvitationUnknown(InvitationRefused):
    """There is none such."""

    message = _l("This link leads to no invitation. Look whether all of it was copied from the mail.")
    status = 404


class InvitationOver(InvitationRefused):
    """Used or taken back in the meantime."""

    message = _l("That invitation has been used or taken back already.")
