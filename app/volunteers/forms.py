"""Forms of people who help: shape only."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, Form, TelField
from wtforms.validators import Optional

from app.core import phones
from app.core.forms import (
    NOT_RIGHT_YET,
    AddressField,
    AtMost,
    LineField,
    Needed,
    NoAddress,
    Phone,
    Plain,
    PublicForm,
    answer,
    one_line,
)
from app.core.i18n import lazy_gettext as _l
from app.volunteers.service import Contact


class AskForm(PublicForm):
    """Where to mail the link to Mina pass."""

    errors_title = NOT_RIGHT_YET

    email = AddressField(_l("The e-mail you booked with"), [Needed(_l("Write your e-mail."))])


class OwnDetailsForm(PublicForm):
    """What somebody can correct about herself."""

    name = LineField(_l("Name"), [Needed(_l("Write your name.")), NoAddress()], most=100)
    phone = TelField(_l("Phone"), [Plain(), AtMost(40), Phone()], filters=[one_line])
    languages = LineField(_l("Languages you speak"), [Optional(), NoAddress()], most=100)
    may_be_asked = BooleanField(_l("You may ask me when hands are missing"))


class EraseForm(PublicForm):
    """Whether she means it."""

    errors_title = NOT_RIGHT_YET

    sure = BooleanField(
        _l("Yes, remove everything and cancel what I have booked"),
        [Needed(_l("Tick the box if you mean it. Nothing has been removed."))],
    )


def contact_of(form: Form, *, locale: str = "sv") -> Contact:
    """Give who a valid form with a name, a phone and an e-mail is about, and whether she may be asked."""
    asks = "may_be_asked" in form
    return Contact(
        name=answer(form["name"]),
        email=form["email"].data or "",
        phone=phones.e164(form["phone"].data or "") or "",
        may_be_asked=asks and bool(form["may_be_asked"].data),
        locale=locale,
    )


def details_of(person: dict[str, Any], *, may_be_asked: bool) -> dict[str, Any]:
    """Give what stands in the form of somebody's details at first."""
    return {
        "name": person["name"],
        "phone": phones.shown(person["phone"]) if person["phone"] else "",
        "languages": person["languages"],
        "may_be_asked": may_be_asked,
    }
