"""Forms of the page after signing: the code, and another address."""

from __future__ import annotations

import re
from typing import Any

from wtforms import EmailField, RadioField, ValidationError
from wtforms.validators import Optional

from app.core import addresses
from app.core.forms import Address, AtMost, LineField, Needed, Plain, PublicForm, offered, tidy
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.petitions.sign_forms import CHANGE, KEEP
from app.signatures.codes import ALPHABET, tidy_code


class CodeForm(PublicForm):
    """The code in the mail, typed by hand."""

    code = LineField(
        _l("The code in the e-mail"),
        [Needed(_l("Write the code that stands in the e-mail."))],
        most=40,
        filters=[tidy_code],
    )

    def validate_code(self, field: Any) -> None:
        """Refuse what no code looks like: that costs no try."""
        if not re.fullmatch(f"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", field.data or ""):
            raise ValidationError(
                _("The code has eight characters. These occur: %(alphabet)s.", alphabet=" ".join(ALPHABET))
            )


class AddressForm(PublicForm):
    """The address that should have been written."""

    email = EmailField(
        _l("The right e-mail address"),
        [Needed(_l("Write your e-mail address.")), Plain(), AtMost(addresses.MAX_LENGTH), Address()],
        filters=[tidy],
    )
    meant = RadioField(
        _l("Which address is right?"),
        [Optional()],
        choices=offered({KEEP: KEEP, CHANGE: CHANGE}),
        validate_choice=False,  # where the form does not ask, no answer is wrong
    )
    suggestion: str | None = None
    """The address that was probably meant, when the form should ask."""

    def finds_slip(self) -> bool:
        """Look for a slip as signing does; True when the person should be asked about it, once."""
        written, answered = self.email.data or "", self.meant.data
        meant = addresses.suggest(written)
        if meant is None:
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


class ResendForm(PublicForm):
    """A button alone."""
