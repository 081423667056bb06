"""Forms of the desk's register: which signatures, why they are shown, whom to search for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from wtforms import BooleanField, Form, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import Optional

from app.core.addresses import MAX_LENGTH, is_address
from app.core.forms import NOT_RIGHT_YET, DayField, DeskForm, LineField, Needed, OwnWords, offered
from app.core.i18n import lazy_gettext as _l
from app.core.templates import in_words
from app.petitions.models import Area
from app.signatures.models import Channel
from app.signatures.register import Chosen
from app.signatures.searching import By
from app.signatures.words import CHANNELS, STATES

LEAST_LETTERS = 3
ANY = {"": _l("All")}


class FilterForm(Form):
    """Which signatures are listed. It stands in the address, so nothing personal can be chosen by it."""

    class Meta:
        """Say what is wrong in our own words."""

        def get_translations(self, _form: Form) -> OwnWords:
            """Give the words of the fields' own errors."""
            return OwnWords()

    state = SelectField(_l("State"), choices=offered({**ANY, **STATES}), default="", name="lage")
    channel = SelectField(_l("Given"), choices=offered({**ANY, **CHANNELS}), default="", name="hur")
    area = SelectField(_l("Area"), default="", name="omrade")
    source = SelectField(_l("Way here"), default="", name="vag")
    is_held = BooleanField(_l("Only those with something odd"), name="udda")
    since = DayField(_l("Signed from"), [Optional()], name="fran")
    until = DayField(_l("Signed until"), [Optional()], name="till")

    area_names: Mapping[int, str] = MappingProxyType({})

    def offer(self, areas: Sequence[Area], sources: Sequence[str]) -> None:
        """Say which areas and sources the petition has."""
        self.area_names = {area.id: area.name for area in areas}
        self.area.choices = offered({**ANY, **{str(area.id): area.name for area in areas}})
        self.source.choices = offered({**ANY, **{source: _way(source) for source in sources}})

    @property
    def query(self) -> dict[str, str]:
        """Give what was chosen as it stands in the address."""
        data = {field.name: field.data for field in self if field.data}
        return {name: "y" if value is True else str(value) for name, value in data.items()}

    def in_words(self) -> list[tuple[str, str]]:
        """List what was chosen as people say it; words are empty where the label says it all."""
        found = []
        for field in self:
            if field.data:
                choices = {str(each.value): str(each.label) for each in getattr(field, "choices", None) or ()}
                words = "" if field.data is True else choices.get(str(field.data)) or in_words(field.data)
                found.append((str(field.label.text), words))
        return found

    def validate_until(self, field: Any) -> None:
        """Refuse days in the wrong order."""
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError(_l("This day is before the first one."))

    def chosen(self) -> Chosen:
        """Give what was chosen, once it has been found valid."""
        return Chosen(
            state=self.state.data or "",
            channel=self.channel.data or "",
            area=int(self.area.data or 0),
            source=self.source.data or "",
            is_held=bool(self.is_held.data),
            since=self.since.data,
            until=self.until.data,
        )


def _way(source: str) -> str:
    """Say a way here in words; what an organizer named is called just that."""
    return str(CHANNELS[Channel.KIOSK]) if source == Channel.KIOSK else source


class ShowForm(DeskForm):
    """Why names are shown, for whoever wants to say it."""

    errors_title = NOT_RIGHT_YET

    reason = LineField(_l("Why you look"), [Optional()], most=300)


BY = {
    By.EMAIL: _l("The whole e-mail address"),
    By.NAME: _l("The whole name"),
    By.PART: _l("A part of the name"),
    By.RECEIPT: _l("The code of a receipt from the stand"),
}


class SearchForm(DeskForm):
    """Whom to search for."""

    errors_title = NOT_RIGHT_YET

    by = RadioField(
        _l("What you know"), [Needed(_l("Choose what you know."))], choices=offered(BY), default=By.EMAIL
    )
    words = LineField(_l("Search for"), [Needed(_l("Write what you search for."))], most=MAX_LENGTH)
    before = HiddenField()

    def validate_words(self, field: Any) -> None:
        """Refuse what cannot find anything, or would find everybody."""
        if self.by.data == By.EMAIL and not is_address(field.data):
            raise ValidationError(
                _l("Write the whole e-mail address, like name@example.com, or search by name.")
            )
        if self.by.data == By.PART and len(field.data) < LEAST_LETTERS:
            raise ValidationError(_l("Write at least three letters of the name."))
