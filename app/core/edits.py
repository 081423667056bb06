"""Two people who change the same thing: whoever saves second sees what stands, and loses nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import time
from typing import Any

from wtforms import Field, Form, IntegerField, StringField
from wtforms.widgets import HiddenInput

from app.core.errors import DomainError
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.slugs import row_number

_SHORT = 120
"""Longer words stand beside the form alone."""


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


class OpenedField(StringField):
    """What each field held when the form was opened, as digests: what nobody sees, nobody has to type."""

    widget = HiddenInput()


def opened(stored: Mapping[str, Any]) -> str:
    """Write down what a form was opened on, for its OpenedField."""
    return " ".join(f"{name}:{_digest(value)}" for name, value in stored.items() if name != "version")


def _digest(value: Any) -> str:
    text = "" if value in (None, False) else str(value)
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def take_theirs(form: Form, stored: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Put what stands now into each field that was not changed; list where both changed it, as standing does.

    Each of those gets a sentence of its own with what stands. The form has an OpenedField named ``opened``.
    """
    before = dict(each.partition(":")[::2] for each in str(form["opened"].data or "").split())
    both = {}
    for name, value in stored.items():
        if name == "version" or before.get(name) == _digest(value):
            continue  # nobody else has changed it
        if before.get(name) == _digest(form[name].data):
            form[name].data, form[name].raw_data = value, None
        else:
            both[name] = value
    now = standing(form, both)
    for name, value in both.items():
        if _digest(form[name].data) != _digest(value):
            words = _words(form[name], value) or _("(empty)")
            is_long = len(words) > _SHORT
            form[name].errors = [
                _("Somebody else changed this too.") if is_long else _("Now it says: %(words)s", words=words)
            ]
    form["opened"].data = opened(stored)
    return now


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
