"""Organizers' forms of tasks: shape only."""

from __future__ import annotations

from datetime import date, timedelta

from wtforms import Field, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from app.core import clock
from app.core.edits import VersionField
from app.core.forms import (
    AddressField,
    DayField,
    DeskForm,
    LineField,
    Needed,
    NumberField,
    Phone,
    TextField,
)
from app.core.i18n import lazy_gettext as _l
from app.tasks.forms import MANY

FAR = timedelta(days=3 * 365)


class TaskForm(DeskForm):
    """What is to be done, by when, by how many."""

    version = VersionField()
    title = LineField(_l("What is to be done"), [Needed(_l("Write what is to be done."))], most=120)
    body = TextField(_l("How it is done"), most=8000)
    wanted = NumberField(
        _l("How many"), [InputRequired(_l("Write how many."))], least=1, most=MANY, default=1
    )
    unit = LineField(_l("Of what"), most=40)
    deadline = DayField(_l("Last day"), [Optional()])
    place = LineField(_l("Place"), most=120)
    materials = LineField(_l("Materials"), most=300)
    checklist = TextField(_l("Checklist"), most=2000)
    campaign = SelectField(_l("Campaign"), coerce=int, default=0)
    before: date | None = None
    """The last day as it is stored: one that has passed may stay."""

    def validate_deadline(self, field: Field) -> None:
        """Refuse a day that has passed or that is years away."""
        if field.data is None or field.data == self.before:
            return
        if field.data < clock.today():
            raise ValidationError(_l("That day has passed already. Choose one to come, or none."))
        if field.data - clock.today() > FAR:
            raise ValidationError(_l("Check the year: that is more than three years away."))


class HelperForm(DeskForm):
    """Somebody whom an organizer writes in: by name only, if need be."""

    name = LineField(_l("Name"), [Needed(_l("Write a name."))], most=100)
    units = NumberField(_l("How many"), [InputRequired(_l("Write how many."))], least=1, most=MANY, default=1)
    phone = LineField(_l("Phone"), [Phone()], most=40)
    email = AddressField(_l("E-mail"))
