"""Forms of the settings: shape only."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Field, PasswordField, RadioField, SelectField
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import HiddenInput

from app.core import addresses, palette, periods
from app.core.edits import OpenedField, VersionField
from app.core.forms import (
    NOT_RIGHT_YET,
    AddressField,
    DeskForm,
    LineField,
    Needed,
    NumberField,
    Phone,
    Plain,
    Sometimes,
    TextField,
    offered,
)
from app.core.i18n import lazy_gettext as _l
from app.core.uploads import FileField
from app.pictures.making import MOST_BYTES
from app.site import social_links
from app.site.mail_providers import OTHER, PROVIDERS


class AssociationForm(DeskForm):
    """Who runs this installation."""

    version = VersionField()
    opened = OpenedField()
    name = LineField(_l("The association's name"), [Needed(_l("Write the name."))], most=120)
    about = TextField(_l("Who you are"), most=8000)
    contact_email = AddressField(_l("E-mail that people can write to"), [Needed(_l("Write an address."))])
    phone = LineField(_l("Phone of the association"), [Phone()], most=40)
    sender = LineField(_l("Responsible sender"), [Needed(_l("Write who is responsible."))], most=200)
    links = TextField(_l("Where else you are found"), most=3000)
    has_english = BooleanField(_l("Show the public pages in English too"))

    def validate_links(self, field: Field) -> None:
        """Refuse a line that is no web address; say which."""
        try:
            social_links.read(field.data or "")
        except social_links.LinkRefused as refusal:
            raise ValidationError(str(refusal)) from None


class LooksForm(DeskForm):
    """The one colour that all others follow from."""

    version = VersionField()
    accent = LineField(_l("Colour"), [Needed(_l("Write a colour."))], most=20)
    picked = LineField(_l("Or pick one"), [Sometimes()], most=20)
    shown = LineField("", [Sometimes()], widget=HiddenInput(), most=20)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # The picker always sends something: it counts where it was moved and nothing else was typed.
        if self.picked.data and self.picked.data != self.shown.data and self.accent.data == self.shown.data:
            self.accent.data = self.picked.data

    def validate_accent(self, field: Field) -> None:
        """Refuse what is no colour; any colour will do."""
        try:
            palette.derive(field.data or "")
        except ValueError:
            raise ValidationError(
                _l("This is no colour. Write # and six figures 0–9 or a–f, such as #c4161c.")
            ) from None


class LogoForm(DeskForm):
    """A picture of the association."""

    version = VersionField()
    picture = FileField(_l("Logo"), most=MOST_BYTES)


class KeepingForm(DeskForm):
    """How long things are kept, in days."""

    version = VersionField()
    opened = OpenedField()
    for _name, _period in periods.PERIODS.items():
        locals()[_name] = NumberField(
            _period.label,
            [InputRequired(_l("Write a number of days."))],
            least=_period.least,
            most=_period.own,
        )
    del _name, _period


class MailForm(DeskForm):
    """The mailbox that mails leave from."""

    version = VersionField()
    provider = SelectField(_l("Where is the mailbox?"), choices=[])
    host = LineField(_l("Server for outgoing mail"), [Sometimes()], most=120)
    port = NumberField(_l("Port"), [Sometimes()], least=1, most=65535)
    tls = RadioField(
        _l("Encryption"),
        [Sometimes()],
        choices=offered(
            {
                "starttls": _l("After the first words (STARTTLS, mostly 587)"),
                "implicit": _l("From the start (TLS, mostly 465)"),
            }
        ),
        default="starttls",
    )
    count = NumberField(_l("Most mails in an hour"), [Sometimes()], least=1, most=100_000)
    user = LineField(_l("User name"), [Needed(_l("Write the user name of the mailbox."))], most=200)
    password = PasswordField(_l("Password"), [Sometimes(), Plain()])
    sender = AddressField(_l("Address that mails come from"), [Needed(_l("Write an address."))])

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        named = {name: each.name for name, each in PROVIDERS.items()}
        self.provider.choices = offered({"": _l("Choose"), **named, OTHER: _l("Somewhere else")})

    def validate_provider(self, field: Field) -> None:
        """Ask for one."""
        if not field.data:
            raise ValidationError(_l("Choose where the mailbox is."))

    def validate_host(self, field: Field) -> None:
        """Ask for a server where the provider is none that we know."""
        if self.provider.data == OTHER and not is_host(field.data or ""):
            raise ValidationError(_l("Write the server's name, like mail.example.org."))

    def validate_sender(self, field: Field) -> None:
        """Refuse an address that is not of the mailbox's domain: known providers send no other."""
        user = str(self.user.data or "")
        if self.provider.data in PROVIDERS and addresses.is_address(user):
            domain = user.rpartition("@")[2].lower()
            if (field.data or "").rpartition("@")[2].lower() != domain:
                raise ValidationError(
                    _l("Write an address that ends with @%(domain)s, as the mailbox does.")
                    % {"domain": domain}
                )


def is_host(text: str) -> bool:
    """Say whether a text is the name or address of a server."""
    return 0 < len(text) <= 120 and all(each.isascii() and (each.isalnum() or each in ".-") for each in text)


class CodeForm(DeskForm):
    """The code of the test mail."""

    errors_title = NOT_RIGHT_YET

    code = LineField(_l("The code in the mail"), [Needed(_l("Type the code."))], most=20)


class VersionOnlyForm(DeskForm):
    """A press that changes what somebody else may be changing."""

    version = VersionField()
