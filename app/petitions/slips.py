"""A slip in an e-mail's domain, asked about once: gmial.com is seldom what somebody means."""

from __future__ import annotations

from typing import Any

from wtforms import Form, RadioField
from wtforms.validators import Optional

from app.core import addresses
from app.core.forms import AddressField, offered
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l

KEEP, CHANGE = "keep", "change"


class MeantField(RadioField):
    """Which address is right; shown after a likely slip only, and pressing again keeps what was written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            _l("Which address is right?"),
            [Optional()],
            choices=offered({KEEP: KEEP, CHANGE: CHANGE}),
            validate_choice=False,  # where the form does not ask, no answer is wrong
            **kwargs,
        )
        self.type = RadioField.__name__  # by which templates know how a field is shown


class AsksForSlips(Form):
    """A form with ``email`` and ``meant``; each form places the two itself, since their order is shown."""

    email: AddressField
    meant: MeantField
    suggestion: str | None = None
    """The address that was probably meant, when the form should ask."""

    def finds_slip(self) -> bool:
        """Look for a slip; True when the person should be asked about it, once."""
        written, answered = self.email.data or "", self.meant.data
        meant = addresses.suggest(written)
        # Not beside other mistakes: whoever mends those and presses would have answered without reading.
        if meant is None or self.email.errors or (self.errors and not answered):
            return False
        if answered == CHANGE:
            self.email.data = meant
            return False
        self.suggestion, self.meant.choices = meant, offered({KEEP: written, CHANGE: meant})
        if answered == KEEP:
            return False
        self.meant.data = KEEP
        self.meant.flags.either = True  # there is always one of the two
        self.meant.errors = [
            _(
                "Did you mean %(meant)s instead of %(written)s? "
                "If you wrote it right, just press the button again.",
                meant=meant,
                written=written,
            )
        ]
        return True
