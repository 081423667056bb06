"""Organizers' forms of people who help: shape only."""

from __future__ import annotations

from wtforms import BooleanField, EmailField
from wtforms.validators import Optional

from app.core.addresses import MAX_LENGTH
from app.core.edits import VersionField
from app.core.forms import Address, AtMost, DeskForm, LineField, Needed, Phone, Plain, tidy
from app.core.i18n import lazy_gettext as _l


class DetailsForm(DeskForm):
    """Who somebody is and how she is reached."""

    version = VersionField()
    name = LineField(_l("Name"), [Needed(_l("Write a name."))], most=100)
    phone = LineField(_l("Phone"), [Phone()], most=40)
    email = EmailField(_l("E-mail"), [Optional(), Plain(), AtMost(MAX_LENGTH), Address()], filters=[tidy])
    languages = LineField(_l("Languages"), most=100)
    may_be_asked = BooleanField(_l("May be asked when hands are missing"))
