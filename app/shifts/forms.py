"""Public forms of shifts: shape only."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, Form, SelectMultipleField, TelField
from wtforms.validators import Optional, StopValidation

from app.core.forms import (
    AddressField,
    AtMost,
    LineField,
    Needed,
    NoAddress,
    Phone,
    Plain,
    PublicForm,
    one_line,
)
from app.core.i18n import lazy_gettext as _l


class Reachable:
    """Ask for a phone number or an e-mail: either will do."""

    def __init__(self) -> None:
        self.field_flags = {"either": True}

    def __call__(self, form: Form, field: Field) -> None:
        """Raise StopValidation when neither is written."""
        if not (form["phone"].data or form["email"].data):
            field.errors = []
            raise StopValidation(_l("Write a phone number or an e-mail, so that we can reach you."))


class Either(Optional):
    """Let a field be empty, since another one does instead."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {"either": True}


class BookingForm(PublicForm):
    """Who comes, how to reach her, and which shifts."""

    slot = SelectMultipleField(
        _l("Shifts"), [Needed(_l("Choose at least one shift."))], choices=[], validate_choice=False
    )
    name = LineField(_l("Name"), [Needed(_l("Write your name.")), NoAddress()], most=100)
    phone = TelField(_l("Phone"), [Reachable(), Either(), Plain(), AtMost(40), Phone()], filters=[one_line])
    email = AddressField(_l("E-mail"), [Either()])
    consent_keep = BooleanField(
        _l("I agree"),
        [Needed(_l("Tick this box to book: without your consent we may not keep how to reach you."))],
    )
    may_be_asked = BooleanField(_l("Ask me when hands are missing."))


def ticked(form: BookingForm) -> list[str]:
    """Give the values of the shifts that a form holds."""
    values: list[Any] = form.slot.data or []
    return [str(value) for value in values]
