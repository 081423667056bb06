"""Form of a recipient's card: shape only."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField
from wtforms.validators import Optional

from app.core.edits import VersionField
from app.core.forms import (
    AddressField,
    DeskForm,
    LineField,
    Needed,
    NumberField,
    TextField,
    offered,
)
from app.core.i18n import lazy_gettext as _l
from app.recipients.models import RecipientKind

KINDS = {
    RecipientKind.AUTHORITY: _l("An authority: council, committee, agency"),
    RecipientKind.MUNICIPAL_COMPANY: _l("A company that a municipality owns"),
    RecipientKind.PRIVATE: _l("Private: a company, a landlord, an association"),
}
MANY = 10_000_000


class RecipientForm(DeskForm):
    """Who can meet demands, how it is reached, and what it asks for."""

    version = VersionField()
    name = LineField(_l("Name"), [Needed(_l("Write its name."))], most=160)
    kind = SelectField(_l("What it is"), choices=offered(KINDS), default=RecipientKind.AUTHORITY)
    contact = LineField(_l("Whom to turn to there"), most=160)
    email = AddressField(_l("E-mail"))
    address = TextField(_l("Postal address"), most=300)
    threshold = NumberField(_l("So many signatures"), [Optional()], least=1, most=MANY)
    threshold_note = LineField(_l("What happens then"), most=300)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then that a threshold has its number and its words."""
        is_good = bool(super().validate(extra_validators))
        if self.threshold.errors:
            return is_good
        if self.threshold.data and not self.threshold_note.data:
            self.threshold_note.errors = [_l("Write what happens there at so many signatures.")]
            return False
        if self.threshold_note.data and not self.threshold.data:
            self.threshold.errors = [_l("Write how many signatures are needed for that.")]
            return False
        return is_good
