"""Forms of reading people in: shape only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField

from app.core.forms import DeskForm, Needed, offered
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.uploads import FileField
from app.volunteers.columns import COLUMNS, Column, Table
from app.volunteers.spreadsheets import MOST_BYTES, MOST_COLUMNS


class FileForm(DeskForm):
    """The file."""

    file = FileField(_l("Spreadsheet (XLSX or CSV)"), [Needed(_l("Choose a file."))], most=MOST_BYTES)


def columns_form(table: Table, *, is_sent: bool) -> DeskForm:
    """Make the form that says what each column is read as; what stands in it at first is the guess."""
    fields: dict[str, Any] = {}
    for number, heading in enumerate(table.headings[:MOST_COLUMNS]):
        label = heading or _("Column %(number)s", number=number + 1)
        fields[f"column_{number}"] = SelectField(
            label, choices=offered(COLUMNS), default=table.columns[number].value
        )
    kind = type("ColumnsForm", (DeskForm,), fields)
    made: DeskForm = kind() if is_sent else kind(formdata=None)
    return made


def chosen(form: DeskForm) -> Sequence[Column]:
    """Give what a valid form says, column by column."""
    return [Column(field.data) for field in form if field.name.startswith("column_")]


def is_chosen_twice(columns: Sequence[Column]) -> bool:
    """Say whether two columns are to be the same thing."""
    named = [column for column in columns if column]
    return len(set(named)) < len(named)
