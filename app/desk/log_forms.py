"""Forms of the log: which acts are listed, and why a copy leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import Form, SelectField, ValidationError
from wtforms.validators import Length, Optional

from app.core.forms import DayField, DeskForm, LineField, Needed, OwnWords, offered
from app.core.i18n import lazy_gettext as _l
from app.core.templates import in_words
from app.desk.log import PROGRAM, Chosen
from app.record.words import GROUPS

ANY = {"": _l("All")}


class ChooseActsForm(Form):
    """Which acts are listed. It stands in the address, so nothing personal can be chosen by it."""

    class Meta:
        """Say what is wrong in our own words."""

        def get_translations(self, _form: Form) -> OwnWords:
            """Give the words of the fields' own errors."""
            return OwnWords()

    group = SelectField(
        _l("What"),
        choices=offered({**ANY, **{name: label for name, (label, _kinds) in GROUPS.items()}}),
        default="",
        name="vad",
    )
    who = SelectField(_l("Who"), default="", name="vem")
    campaign = SelectField(_l("Campaign"), default="", name="kampanj")
    petition = SelectField(_l("Petition"), default="", name="insamling")
    since = DayField(_l("From the day"), [Optional()], name="fran")
    until = DayField(_l("To the day"), [Optional()], name="till")

    def offer(
        self, people: Mapping[int, str], campaigns: Mapping[int, str], petitions: Mapping[int, str]
    ) -> None:
        """Say what there is to choose from."""
        self.who.choices = offered({**ANY, PROGRAM: _l("The program, or the command line"), **_named(people)})
        self.campaign.choices = offered({**ANY, **_named(campaigns)})
        self.petition.choices = offered({**ANY, **_named(petitions)})

    @property
    def query(self) -> dict[str, str]:
        """Give what was chosen as it stands in the address."""
        return {field.name: str(field.data) for field in self if field.data}

    def in_words(self) -> list[tuple[str, str]]:
        """List what was chosen as people say it."""
        found = []
        for field in self:
            if field.data:
                choices = {str(each.value): str(each.label) for each in getattr(field, "choices", None) or ()}
                found.append((str(field.label.text), choices.get(str(field.data)) or in_words(field.data)))
        return found

    def validate_until(self, field: Any) -> None:
        """Refuse days in the wrong order."""
        if self.since.data and field.data and field.data < self.since.data:
            raise ValidationError(_l("This day is before the first one."))

    def chosen(self) -> Chosen:
        """Give what was chosen, once it has been found valid."""
        return Chosen(
            group=self.group.data or "",
            who=self.who.data or "",
            campaign=int(self.campaign.data or 0),
            petition=int(self.petition.data or 0),
            since=self.since.data,
            until=self.until.data,
        )


def _named(names: Mapping[int, str]) -> dict[str, str]:
    return {str(number): name for number, name in names.items()}


class CopyLogForm(DeskForm):
    """Why a copy of the log leaves."""

    reason = LineField(
        _l("Why do you need the copy?"),
        [
            Needed(_l("Write why you need it: the reason is kept in the log.")),
            Length(min=5, message=_l("Write a few words more.")),
        ],
        most=300,
    )
