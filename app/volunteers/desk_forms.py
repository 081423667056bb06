"""Organizers' forms of people who help: shape only."""

from __future__ import annotations

from wtforms import BooleanField

from app.core.edits import VersionField
from app.core.forms import AddressField, DeskForm, LineField, Needed, Phone
from app.core.i18n import lazy_gettext as _l


class DetailsForm(DeskForm):
    """Who somebody is and how she is reached."""

    version = VersionField()
    name = LineField(_l("Name"), [Needed(_l("Write a name."))], most=100)
    phone = LineField(_l("Phone"), [Phone()], most=40)
    email = AddressField(_l("E-mail"))
    languages = LineField(_l("Languages"), most=100)
    may_be_asked = BooleanField(_l("May be asked when hands are missing"))
