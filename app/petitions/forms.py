"""Forms of petitions: shape only."""

from __future__ import annotations

import secrets
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    EmailField,
    HiddenField,
    IntegerField,
    SelectField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional, Regexp

from app.core import clock
from app.core.addresses import MAX_LENGTH
from app.core.forms import (
    Address,
    AtMost,
    DeskForm,
    LineField,
    Needed,
    NoAddress,
    Plain,
    Postcode,
    PublicForm,
    TextField,
    offered,
    postcode_digits,
    tidy,
)
from app.core.i18n import lazy_gettext as _l
from app.petitions.models import LATEST_PURGE, Preset


class SignForm(PublicForm):
    """What a supporter writes: as little as possible."""

    name = LineField(_l("Name"), [Needed(_l("Write your name.")), NoAddress()], most=100)
    email = EmailField(
        _l("E-mail"),
        [Needed(_l("Write your e-mail address.")), Plain(), AtMost(MAX_LENGTH), Address()],
        filters=[tidy],
    )
    postcode = LineField(
        _l("Postcode"), [Needed(_l("Write your postcode.")), Postcode()], most=20, filters=[postcode_digits]
    )
    consent_sign = BooleanField(
        _l("I sign"), [Needed(_l("Tick this box to sign: without your consent we may not keep your name."))]
    )
    show_name = BooleanField(_l("Show my name"))
    contact_me = BooleanField(_l("Contact me"))


class ConfirmForm(PublicForm):
    """A button alone: the address holds what is needed."""


class OwnPageForm(PublicForm):
    """Where to mail the link to one's own page."""

    email = EmailField(
        _l("The e-mail address you signed with"),
        [Needed(_l("Write your e-mail address.")), Plain(), AtMost(MAX_LENGTH), Address()],
        filters=[tidy],
    )


PRESETS = {
    Preset.COUNT: _l("Only the number of signatures"),
    Preset.INITIALS: _l("Initials and the first three digits of the postcode"),
    Preset.NAME_TOWN: _l("Name and postcode"),
    Preset.FULL: _l("Name, e-mail and postcode"),
}


class PetitionForm(DeskForm):
    """The text and the promises of a petition."""

    title = LineField(_l("Title"), [Needed(_l("Give it a title."))], most=120)
    demand = LineField(_l("The demand, in one sentence"), [Needed(_l("Write the demand."))], most=300)
    body = TextField(_l("Why you demand it"))
    recipient = LineField(_l("Recipient"), [Needed(_l("Write who receives the signatures."))], most=160)
    is_authority = BooleanField(
        _l("The recipient is an authority or a municipal company: there the list becomes a public document")
    )
    preset = SelectField(_l("What the recipient gets"), choices=offered(PRESETS), default=Preset.INITIALS)
    purge_on = DateField(_l("The names are removed on"), [Optional()])

    def validate_purge_on(self, field: Any) -> None:
        """Refuse a day that cannot be promised, while it is being written."""
        if field.data is not None and not clock.today() < field.data <= clock.today() + LATEST_PURGE:
            raise ValidationError(
                _l("Choose another day for removing the names: after today and within 21 months.")
            )


class PaperForm(DeskForm):
    """Signatures on paper, as a number."""

    once = HiddenField(default=lambda: secrets.token_hex(16), validators=[Regexp(r"[0-9a-f]{32}\Z")])
    """The form's own key, so that two presses count once."""
    collected_on = DateField(_l("Day"), [InputRequired(_l("Choose a day."))])
    place = LineField(_l("Place"), [Needed(_l("Write where they were collected."))], most=120)
    count = IntegerField(
        _l("Number of signatures"), [InputRequired(_l("Write how many, as a whole number."))]
    )
    counted_by = LineField(_l("Counted by"), [Needed(_l("Write who counted."))], most=100)

    def validate_count(self, field: Any) -> None:
        """Refuse numbers that no table can hold."""
        if field.data is not None and not -100_000 <= field.data <= 100_000:
            raise ValidationError(_l("That number is too large. Enter at most 100,000 at a time."))
