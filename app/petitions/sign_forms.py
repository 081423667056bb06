"""The form that a supporter fills in: as little as possible, and what a petition asks for besides."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from wtforms import BooleanField, Field, Form, RadioField, SelectField, StringField, TelField
from wtforms.validators import Optional, StopValidation

from app.core.forms import (
    AddressField,
    AtMost,
    LineField,
    Needed,
    NoAddress,
    Phone,
    Plain,
    Postcode,
    PublicForm,
    TextField,
    offered,
    one_line,
    postcode_digits,
)
from app.core.i18n import lazy_gettext as _l
from app.petitions.consent import NEWEST, Read, read_from
from app.petitions.models import AskFor, QuestionKind
from app.petitions.slips import AsksForSlips, MeantField

COMMENT_LENGTH = 500
ANSWER_LENGTH = 200
TOO_MANY_DIGITS = 5
"""In a name: so many stand in a phone number or a postcode."""
YES, NO = "yes", "no"


@dataclass(frozen=True)
class AskedQuestion:
    """A question of a petition's own, as the form asks it."""

    id: int
    kind: str
    label: str
    is_required: bool

    @property
    def field(self) -> str:
        """Name its field."""
        return f"q{self.id}"


@dataclass(frozen=True)
class Asked:
    """What a petition asks for besides name, e-mail and postcode."""

    phone: str = AskFor.NOTHING
    comment: bool = False
    areas: tuple[tuple[int, str], ...] = ()
    """Ids and names, in the organizers' order."""
    questions: tuple[AskedQuestion, ...] = ()


NOTHING_MORE = Asked()


class PersonName:
    """Refuse what is no name: markup, no letter at all, or digits as of a phone number."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise StopValidation when it is none; letters of every script pass."""
        kinds = Counter(unicodedata.category(character)[0] for character in field.data)
        if {"<", ">"} & set(field.data):
            raise StopValidation(_l("Write your name without the signs < and >."))
        if not kinds["L"] or kinds["N"] >= TOO_MANY_DIGITS:
            raise StopValidation(_l("Write your name with letters."))


class SignForm(AsksForSlips, PublicForm):
    """What every petition asks for."""

    name = LineField(_l("Name"), [Needed(_l("Write your name.")), PersonName(), NoAddress()], most=100)
    email = AddressField(_l("E-mail"), [Needed(_l("Write your e-mail address."))])
    meant = MeantField()
    postcode = LineField(
        _l("Postcode"), [Needed(_l("Write your postcode.")), Postcode()], most=20, filters=[postcode_digits]
    )
    consent_sign = BooleanField(
        _l("I sign"), [Needed(_l("Tick this box to sign: without your consent we may not keep your name."))]
    )
    show_name = BooleanField(_l("Show my name"))
    first_name_only = BooleanField(_l("Show only my first name"))
    contact_me = BooleanField(_l("Contact me"))
    proof = StringField(validators=[Optional()])
    """Work that a browser with JavaScript has done; see fraud.weighing."""
    subject = StringField(validators=[Optional()])
    """What only programs fill in."""

    asked: Asked = NOTHING_MORE

    @property
    def areas_and_questions(self) -> list[Any]:
        """List the fields that this petition adds before the consents."""
        names = ["area", "phone", *(each.field for each in self.asked.questions), "comment"]
        return [self[name] for name in names if name in self]

    def show_texts(self, texts: Read) -> None:
        """Carry which texts stand at the tick; a tick given to other ones is taken off."""
        if self.consent_sign.raw_data and read_from(self.consent_sign.raw_data[0]) not in (texts, NEWEST):
            self.consent_sign.data = False
        self.consent_sign.render_kw = {"value": str(texts)}

    def answers(self) -> dict[str, str]:
        """Give the answers to the petition's own questions by their ids; those not answered are left out."""
        given = {str(each.id): self[each.field].data for each in self.asked.questions}
        return {key: value for key, value in given.items() if value}


@lru_cache(maxsize=64)
def form_for(asked: Asked) -> type[SignForm]:
    """Give the form of a petition that asks for something more; the plain one costs nothing extra."""
    if asked == NOTHING_MORE:
        return SignForm
    fields: dict[str, Any] = {"asked": asked}
    if asked.areas:
        choices = offered({"": _l("Choose")} | {str(number): name for number, name in asked.areas})
        fields["area"] = SelectField(
            _l("Where you live"), [Needed(_l("Choose where you live."))], choices=choices
        )
    if asked.phone != AskFor.NOTHING:
        needed = [Needed(_l("Write your phone number."))] if asked.phone == AskFor.REQUIRED else [Optional()]
        fields["phone"] = TelField(_l("Phone"), [*needed, Plain(), AtMost(40), Phone()], filters=[one_line])
    for question in asked.questions:
        fields[question.field] = _question(question)
    if asked.comment:
        fields["comment"] = TextField(_l("Why you sign"), [Optional()], most=COMMENT_LENGTH)
    return type("SignFormOfAPetition", (SignForm,), fields)


def _question(question: AskedQuestion) -> Any:
    if question.kind == QuestionKind.YES_NO:
        first = Needed(_l("Answer yes or no.")) if question.is_required else Optional()
        return RadioField(question.label, [first], choices=offered({YES: _l("Yes"), NO: _l("No")}))
    first = Needed(_l("Write an answer.")) if question.is_required else Optional()
    return LineField(question.label, [first], most=ANSWER_LENGTH)
