"""Forms of signing in and of one's own account."""

from __future__ import annotations

from typing import Any

from wtforms import PasswordField
from wtforms.validators import Length

from app.core.forms import NOT_RIGHT_YET, AddressField, DeskForm, LineField, Needed, PublicForm
from app.core.i18n import lazy_gettext as _l

PROOF_FIELD = "proof_code"
MOST_TYPED = 1_000


class SecretField(PasswordField):
    """A password: nothing is trimmed, and a page never shows it again."""

    def __init__(self, label: Any, validators: Any = (), **kwargs: Any) -> None:
        too_long = Length(max=MOST_TYPED, message=_l("This is too long."))
        super().__init__(label, [*validators, too_long], **kwargs)


class SignInForm(PublicForm):
    """Address and password."""

    errors_title = NOT_RIGHT_YET

    email = AddressField(_l("Your e-mail address"), [Needed(_l("Write your e-mail address."))])
    password = SecretField(_l("Password"), [Needed(_l("Write your password."))])


class AskForLinkForm(PublicForm):
    """Where to mail a link."""

    errors_title = NOT_RIGHT_YET

    email = AddressField(_l("Your e-mail address"), [Needed(_l("Write your e-mail address."))])


class CodeForm(PublicForm):
    """A code of an app, a mail or the paper."""

    errors_title = NOT_RIGHT_YET

    code = LineField(_l("Code"), [Needed(_l("Write the code."))], most=40)


class PressForm(PublicForm):
    """A button alone: the address holds what is needed."""


class ForgottenForm(PublicForm):
    """A new password with a code beside it."""

    errors_title = NOT_RIGHT_YET

    password = SecretField(_l("New password"), [Needed(_l("Write a new password."))])
    again = SecretField(_l("The new password once more"), [Needed(_l("Write it once more."))])
    code = LineField(_l("Code"), [Needed(_l("Write the code."))], most=40)


class ProofForm(DeskForm):
    """A code that shows who is there; its field is named so that it stands in no other form."""

    errors_title = NOT_RIGHT_YET

    code = LineField(_l("Code"), [Needed(_l("Write the code."))], most=40, name=PROOF_FIELD)


class _OwnForm(DeskForm):
    """A change of one's own account: the password is asked where there is nothing better to show."""

    current = SecretField(_l("Your password now"), [Needed(_l("Write the password that you have now."))])

    def __init__(self, *, asks_current: bool, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        if not asks_current:
            del self.current


class PasswordForm(_OwnForm):
    """A new password."""

    password = SecretField(_l("New password"), [Needed(_l("Write a new password."))])
    again = SecretField(_l("The new password once more"), [Needed(_l("Write it once more."))])


class TotpForm(_OwnForm):
    """The first code of an app."""

    code = LineField(
        _l("Code that the app shows"), [Needed(_l("Write the code that the app shows."))], most=40
    )


class OwnNameForm(DeskForm):
    """One's own name."""

    name = LineField(_l("Your name"), [Needed(_l("Write your name."))], most=100)


class OwnAddressForm(_OwnForm):
    """A new address of one's own."""

    email = AddressField(_l("New e-mail address"), [Needed(_l("Write the new e-mail address."))])
