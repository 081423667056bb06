"""Forms of what a petition asks for and of its languages: shape only."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, ValidationError
from wtforms.validators import Length

from app.core.forms import DeskForm, LineField, Needed, Sometimes, TextField, offered, one_line
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.petitions.models import AskFor, QuestionKind

AREA_LENGTH = 80

PHONES = {
    AskFor.NOTHING: _l("Do not ask"),
    AskFor.OPTIONAL: _l("Ask, but it may be left empty"),
    AskFor.REQUIRED: _l("Required to sign"),
}
KINDS = {QuestionKind.YES_NO: _l("Yes or no"), QuestionKind.SHORT: _l("A short answer")}


class ContentsForm(DeskForm):
    """What the form asks: the organizers' own places, a phone number, a comment, one more question."""

    areas = TextField(_l("Areas, one a line"), most=6000)
    was = HiddenField(validators=[Length(max=1000)])
    ask_phone = RadioField(
        _l("Phone number"),
        [Needed(_l("Choose one of those in the list."))],
        choices=offered(PHONES),
        default=AskFor.NOTHING,
    )
    ask_comment = BooleanField(_l("Room for a comment"))
    label = LineField(_l("The question"), [Sometimes()], most=200)
    kind = RadioField(
        _l("How it is answered"),
        [Sometimes()],
        choices=offered(KINDS),
        default=QuestionKind.YES_NO,
        validate_choice=False,
    )
    is_required = BooleanField(_l("It has to be answered to sign"))

    def validate_areas(self, field: Any) -> None:
        """Refuse a line that no list has room for."""
        for name in self.names:
            if len(name) > AREA_LENGTH:
                raise ValidationError(
                    _("“%(start)s…” is longer than 80 characters. Write one area a line.", start=name[:30])
                )

    def validate_kind(self, field: Any) -> None:
        """Ask how a question is answered, where one is written."""
        if self.label.data and field.data not in set(QuestionKind):
            raise ValidationError(_l("Choose one of those in the list."))

    @property
    def names(self) -> list[str]:
        """Give the areas as they were written, without empty lines."""
        lines = (self.areas.data or "").splitlines()
        return [name for name in map(one_line, lines) if name]


class TranslationForm(DeskForm):
    """The demand in a language."""

    title = LineField(_l("Title"), [Needed(_l("Give it a title."))], most=120)
    demand = LineField(_l("The demand, in one sentence"), [Needed(_l("Write the demand."))], most=300)
    body = TextField(_l("Why you demand it"))
    was = HiddenField(validators=[Length(max=40)])
