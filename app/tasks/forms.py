"""Public forms of tasks: shape only."""

from __future__ import annotations

from wtforms import BooleanField

from app.core.forms import (
    AddressField,
    LineField,
    Needed,
    NoAddress,
    NumberField,
    Phone,
    PublicForm,
    TextField,
)
from app.core.i18n import lazy_gettext as _l
from app.shifts.forms import Either, Reachable

MANY = 32_767
"""As much of one task as there can be."""
NOTE_LENGTH = 500


class TakeForm(PublicForm):
    """Who takes how much, and how to reach her."""

    units = NumberField(
        _l("How many do you take?"), [Needed(_l("Write how many."))], least=1, most=MANY, default=1
    )
    name = LineField(_l("Name"), [Needed(_l("Write your name.")), NoAddress()], most=100)
    phone = LineField(_l("Phone"), [Reachable(), Either(), Phone()], most=40)
    email = AddressField(_l("E-mail"), [Either()])
    consent_keep = BooleanField(
        _l("I agree"),
        [Needed(_l("Tick this box to take it: without your consent we may not keep how to reach you."))],
    )
    may_be_asked = BooleanField(_l("Ask me when hands are missing."))


class DoneForm(PublicForm):
    """A word about what was done, for the organizers."""

    note = TextField(_l("A word to the organizers"), most=NOTE_LENGTH)


def note_form(claim: str, *, is_sent: bool = False) -> DoneForm:
    """Make the form that says a claim is done, with ids of its own: several stand on one page."""
    form = DoneForm() if is_sent else DoneForm(formdata=None)
    form.note.id = f"note-{claim}"
    return form
