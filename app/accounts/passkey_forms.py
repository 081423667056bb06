"""Forms about passkeys."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField

from app.accounts.forms import SecretField
from app.core.forms import DeskForm, LineField, Needed
from app.core.i18n import lazy_gettext as _l


class PasskeyForm(DeskForm):
    """What its owner calls a passkey."""

    name = LineField(_l("What do you call it?"), [Needed(_l("Give it a name, like “My phone”."))], most=60)


class NewPasskeyForm(PasskeyForm):
    """A new passkey; the password is asked where there is nothing better to show."""

    current = SecretField(_l("Your password now"), [Needed(_l("Write the password that you have now."))])

    def __init__(self, *, asks_current: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not asks_current:
            del self.current


class RemovePasskeyForm(DeskForm):
    """Whether the last way in is meant to go."""

    is_meant = BooleanField(
        _l("I know that only a link by e-mail lets me in afterwards"),
        [Needed(_l("Tick the box if you mean it. Otherwise set up another way first."))],
    )
