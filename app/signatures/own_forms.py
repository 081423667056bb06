"""Forms of a signer's own page: shape only."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from wtforms import BooleanField, RadioField
from wtforms.validators import Optional

from app.core import phones
from app.core.forms import (
    NOT_RIGHT_YET,
    AddressField,
    LineField,
    Needed,
    Postcode,
    PublicForm,
    offered,
    postcode_digits,
)
from app.core.i18n import lazy_gettext as _l
from app.petitions.sign_forms import Asked, SignForm, form_for
from app.signatures.own_page import Own


class AskForm(PublicForm):
    """Where to mail the link to one's own page."""

    errors_title = NOT_RIGHT_YET

    email = AddressField(_l("The e-mail address you signed with"), [Needed(_l("Write your e-mail address."))])


class CodeForm(PublicForm):
    """The receipt of somebody who signed at a stand."""

    errors_title = NOT_RIGHT_YET

    code = LineField(_l("The code on your receipt"), [Needed(_l("Write the code on your receipt."))], most=40)
    postcode = LineField(
        _l("Postcode"), [Needed(_l("Write your postcode.")), Postcode()], most=20, filters=[postcode_digits]
    )


class Shown(StrEnum):
    """How a name stands on the page."""

    WHOLE = "whole"
    FIRST = "first"
    NOT = "not"


class ChoiceForm(PublicForm):
    """What others see, and whether she hears from us."""

    shown = RadioField(
        _l("What others see"),
        [Needed(_l("Choose one of the three."))],
        choices=offered(
            {
                Shown.NOT: _l("Nothing: I am only counted"),
                Shown.FIRST: _l("My first name, and my area if I have chosen one"),
                Shown.WHOLE: _l("My whole name"),
            }
        ),
    )
    contact_me = BooleanField(_l("Tell me how it goes"))


class MailboxForm(PublicForm):
    """Another address."""

    email = AddressField(_l("New e-mail address"), [Needed(_l("Write your e-mail address."))])


class EraseForm(PublicForm):
    """Whether she means it."""

    errors_title = NOT_RIGHT_YET

    sure = BooleanField(
        _l("Yes, remove everything on this page"),
        [Needed(_l("Tick the box if you mean it. Nothing has been removed."))],
    )


class RemoveForm(EraseForm):
    """Whether she means it, of one signature."""

    sure = BooleanField(
        _l("Yes, remove this signature"),
        [Needed(_l("Tick the box if you mean it. Nothing has been removed."))],
    )


CORRECTED = "name", "postcode", "area", "phone", "comment"


def correct_form(asked: Asked, **kwargs: Any) -> SignForm:
    """Make the form that corrects what was typed: as signing, less address and consents.

    What a petition asks for besides name and postcode may be taken away again.
    """
    form = form_for(asked)(**kwargs)
    wanted = {*CORRECTED, *(question.field for question in asked.questions)}
    for name in [field.short_name for field in form]:
        if name not in wanted:
            del form[name]
    for field in form.areas_and_questions:
        field.validators = [Optional(), *(each for each in field.validators if not isinstance(each, Needed))]
        field.flags.required = False
    return form


def typed_of(own: Own) -> dict[str, Any]:
    """Give what stands in the form of corrections at first."""
    person, row = own.person, own.row
    answers = {f"q{key}": value for key, value in (person.get("answers") or {}).items()}
    return {
        "name": person["name"],
        "postcode": row.postcode,
        "area": str(row.area_id or ""),
        "phone": phones.shown(person["phone"]) if person.get("phone") else "",
        "comment": person.get("comment", ""),
        **answers,
    }


def choice_of(own: Own) -> dict[str, Any]:
    """Give what is chosen at first."""
    row = own.row
    shown = Shown.NOT if not row.show_name else Shown.FIRST if row.first_name_only else Shown.WHOLE
    return {"shown": shown, "contact_me": row.contact_me}
