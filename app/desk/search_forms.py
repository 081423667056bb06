"""The form of the desk's search."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, ValidationError

from app.core.addresses import MAX_LENGTH
from app.core.forms import NOT_RIGHT_YET, DeskForm, LineField, Needed
from app.core.i18n import lazy_gettext as _l

LEAST_LETTERS = 3


class SearchDeskForm(DeskForm):
    """What to look for: sent, never in the address, as it may be somebody's name."""

    errors_title = NOT_RIGHT_YET

    words = LineField(_l("Search for"), [Needed(_l("Write what you search for."))], most=MAX_LENGTH)
    people = HiddenField()
    """Whether people are looked for too, which is written down."""

    def validate_words(self, field: Any) -> None:
        """Refuse what would find everybody."""
        least = LEAST_LETTERS if self.people.data else 2
        if len(field.data) < least:
            raise ValidationError(
                _l("Write at least three letters of the name.")
                if self.people.data
                else _l("Write at least two letters.")
            )
