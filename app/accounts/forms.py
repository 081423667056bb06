"""Forms of signing in."""

from __future__ import annotations

from app.core.forms import NOT_RIGHT_YET, AddressField, Needed, PublicForm
from app.core.i18n import lazy_gettext as _l


class AskForLinkForm(PublicForm):
    """Where to mail a link."""

    errors_title = NOT_RIGHT_YET

    email = AddressField(_l("Your e-mail address"), [Needed(_l("Write your e-mail address."))])


class PressForm(PublicForm):
    """A button alone: the address holds what is needed."""
