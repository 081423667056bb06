"""Forms of signing in."""

from __future__ import annotations

from wtforms import EmailField

from app.core.addresses import MAX_LENGTH
from app.core.forms import Address, AtMost, Needed, Plain, PublicForm, tidy
from app.core.i18n import lazy_gettext as _l


class AskForLinkForm(PublicForm):
    """Where to mail a link."""

    email = EmailField(
        _l("Your e-mail address"),
        [Needed(_l("Write your e-mail address.")), Plain(), AtMost(MAX_LENGTH), Address()],
        filters=[tidy],
    )


class PressForm(PublicForm):
    """A button alone: the address holds what is needed."""
