"""Two people who change the same thing: whoever saves second sees what stands, and loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from wtforms import Field, Form, IntegerField
from wtforms.widgets import HiddenInput

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l
from app.core.slugs import row_number


class ChangedMeanwhile(DomainError):
    """Somebody else saved first."""

    message = _l(
        "Somebody else changed this while you were writing. Your text is kept here: "
        "look at what stands now, then save again."
    )


class VersionField(IntegerField):
    """Which version of a thing the form was opened on; what cannot be read counts as an old one."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number, never with an error: nobody typed it."""
        text = valuelist[0] if valuelist else ""
        self.data = row_number(text) or 0

    def _value(self) -> str:
        return str(self.data or 0)


def standing(form: Form, stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    """List what stands now where it differs from what was typed: the field's label, and the words."""
    return [
        (str(form[name].label.text), _words(form[name], value))
        for name, value in stored.items()
        if not isinstance(form[name], VersionField) and (form[name].data or "") != (value or "")
    ]


def _words(field: Field, value: Any) -> str:
    if isinstance(value, time):
        return f"{value:%H.%M}"
    choices = {str(each.value): str(each.label) for each in getattr(field, "choices", None) or ()}
    return choices.get(str(value), "" if value is None else str(value))
