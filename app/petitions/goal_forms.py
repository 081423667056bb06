"""The form of a petition's own goals: shape only."""

from __future__ import annotations

import re
from typing import Any

from wtforms import Field
from wtforms.widgets import TextInput

from app.core.forms import DeskForm, LineField, NumberField, Sometimes
from app.core.i18n import lazy_gettext as _l
from app.core.templates import number
from app.petitions.goals import HIGHEST, MOST_STEPS


class GroupedField(NumberField):
    """A whole number, shown as numbers are written here: 10 000; read with or without the spaces."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; raises ValueError with a sentence."""
        super().process_formdata([re.sub(r"\s|,(?=\d{3}(?!\d))", "", each) for each in valuelist])

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else number(self.data)


NUMBERS = range(1, MOST_STEPS + 1)


class GoalsForm(DeskForm):
    """Steps with what happens there; rows that are left empty are no steps."""

    @property
    def rows(self) -> list[tuple[Field, Field]]:
        """Give the fields, row by row."""
        return [(self[f"count_{number}"], self[f"words_{number}"]) for number in NUMBERS]

    @property
    def steps(self) -> list[tuple[int, str]]:
        """Give the steps that were typed, the lowest first."""
        typed = [(count.data, words.data or "") for count, words in self.rows if count.data is not None]
        return sorted(typed)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each row, and that no words stand without their number."""
        is_good = bool(super().validate(extra_validators))
        for count, words in self.rows:
            if words.data and count.data is None and not count.errors:
                count.errors = [str(_l("Write the number of signatures that these words belong to."))]
                is_good = False
        return is_good


for _number in NUMBERS:
    _label = _l("Step %(number)s", number=_number)
    setattr(GoalsForm, f"count_{_number}", GroupedField(_label, [Sometimes()], least=1, most=HIGHEST))
    setattr(
        GoalsForm,
        f"words_{_number}",
        LineField(_l("What happens at step %(number)s", number=_number), [Sometimes()], most=160),
    )
