"""Forms of petitions: shape only."""

from __future__ import annotations

import re
import secrets
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional, Regexp
from wtforms.widgets import TextInput

from app.core import clock
from app.core.edits import VersionField
from app.core.forms import (
    DeskForm,
    LineField,
    Needed,
    Sometimes,
    TextField,
    offered,
)
from app.core.i18n import lazy_gettext as _l
from app.petitions.models import LATEST_PURGE, Preset
from app.petitions.refusals import ContactPassed
from app.petitions.service import SUITS

PRESETS = {
    Preset.COUNT: _l("Only the number of signatures"),
    Preset.INITIALS: _l("Initials and the first three digits of the postcode"),
    Preset.NAME_TOWN: _l("Name and postcode"),
    Preset.FULL: _l("Name, e-mail and postcode"),
}


SUITING = _l("What suits the recipient: initials to an authority, to others only the number")


class PetitionForm(DeskForm):
    """The text and the promises of a petition."""

    version = VersionField()
    title = LineField(_l("Title"), [Needed(_l("Give it a title."))], most=120)
    demand = LineField(_l("The demand, in one sentence"), [Needed(_l("Write the demand."))], most=300)
    body = TextField(_l("Why you demand it"))
    card = SelectField(_l("Recipient"), coerce=int, default=0)
    recipient = LineField(_l("Name of another recipient"), [Sometimes()], most=160)
    is_authority = BooleanField(
        _l("The recipient is an authority or a municipal company: there the list becomes a public document")
    )
    preset = SelectField(
        _l("What the recipient gets"), choices=offered({SUITS: SUITING, **PRESETS}), default=SUITS
    )
    purge_on = DateField(_l("The names are removed on"), [Optional()])
    contact_until = DateField(_l("On this day we forget who wants to be told how it goes"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then that there is one recipient, not none and not two."""
        is_good = bool(super().validate(extra_validators))
        if self.recipient.errors or self.card.errors:
            return is_good
        if not self.card.data and not self.recipient.data:
            self.recipient.errors = [_l("Write who receives the signatures.")]
            return False
        if self.card.data and self.recipient.data:
            self.recipient.errors = [_l("Choose from the list or write a name here, not both.")]
            return False
        return is_good

    def validate_contact_until(self, field: Any) -> None:
        """Refuse a day that has passed, while it is being written."""
        if field.data is not None and field.data <= clock.today():
            raise ValidationError(ContactPassed.message)

    def validate_purge_on(self, field: Any) -> None:
        """Refuse a day that cannot be promised, while it is being written."""
        if field.data is not None and not clock.today() < field.data <= clock.today() + LATEST_PURGE:
            raise ValidationError(
                _l("Choose another day for removing the names: after today and within 21 months.")
            )


class SignedField(IntegerField):
    """A whole number that may be less than zero, with a minus of any kind and spaces between thousands.

    Written as text: a number's box knows one minus only, and a phone's number keys have none.
    """

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; raises ValueError."""
        super().process_formdata([re.sub(r"\s", "", re.sub("[−–—]", "-", each)) for each in valuelist])


class PaperForm(DeskForm):
    """Signatures on paper, as a number."""

    once = HiddenField(default=lambda: secrets.token_hex(16), validators=[Regexp(r"[0-9a-f]{32}\Z")])
    """The form's own key, so that two presses count once."""
    collected_on = DateField(_l("Day"), [InputRequired(_l("Choose a day."))])
    place = LineField(_l("Place"), [Needed(_l("Write where they were collected."))], most=120)
    count = SignedField(_l("Number of signatures"), [InputRequired(_l("Write how many, as a whole number."))])
    counted_by = LineField(_l("Counted by"), [Needed(_l("Write who counted."))], most=100)

    def validate_count(self, field: Any) -> None:
        """Refuse numbers that no table can hold."""
        if field.data is not None and not -100_000 <= field.data <= 100_000:
            raise ValidationError(_l("That number is too large. Enter at most 100,000 at a time."))
