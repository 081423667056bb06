"""Forms of the page after signing: the code, and another address."""

from __future__ import annotations

import re
from typing import Any

from wtforms import ValidationError

from app.core.forms import NOT_RIGHT_YET, AddressField, LineField, Needed, PublicForm
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.petitions.slips import AsksForSlips, MeantField
from app.signatures.codes import ALPHABET, tidy_code


class CodeForm(PublicForm):
    """The code in the mail, typed by hand."""

    errors_title = NOT_RIGHT_YET

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
                _(
                    "This is not a code from the e-mail. It has eight letters and digits, like 3K7F-9PQX, "
                    "and never a vowel, a zero or a one."
                )
            )


class AddressForm(AsksForSlips, PublicForm):
    """The address that should have been written."""

    email = AddressField(_l("The right e-mail address"), [Needed(_l("Write your e-mail address."))])
    meant = MeantField()


class ResendForm(PublicForm):
    """A button alone."""

    errors_title = NOT_RIGHT_YET
