"""Form bases, shared filters and validators. Forms check shape only, never the database."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import unquote_to_bytes

from flask import Flask, abort, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import DateField, EmailField, Field, Form, IntegerField, StringField, TextAreaField, TimeField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.form import BaseForm
from wtforms.validators import DataRequired, Length, Optional, StopValidation, ValidationError

from app.core import addresses, phones
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.core.i18n import ngettext

# Embeddings and overrides turn the reading order of what stands after them: only of use for tricks.
_INVISIBLE = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0x200B, 0x2060])
_BLANK_LETTERS = "\u115f\u1160\u3164\uffa0"


class OwnWords:
    """What WTForms says by itself, in our words: its own name the fault and no way out."""

    SENTENCES = MappingProxyType(
        {
            "Not a valid choice.": _l("Choose one of those in the list."),
            "Not a valid date value.": _l("Write the day as year-month-day, like 2026-11-28."),
            "Not a valid integer value.": _l("Write a whole number, like 12."),
        }
    )

    def gettext(self, string: str) -> str:
        """Give the sentence in the language in hand."""
        return str(self.SENTENCES.get(string, string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """Give the sentence for a number of things."""
        return self.gettext(singular if n == 1 else plural)


class FormMeta(FlaskForm.Meta):  # type: ignore[misc]
    """What all our forms share."""

    csrf = False

    def wrap_formdata(self, _form: Form, formdata: Any) -> MultiDict[str, str] | None:
        """Read the fields that were sent: no files, no JSON. NUL, which no page can show again, is U+FFFD."""
        if formdata is None or not request.form:
            return None
        sent = request.form.items(multi=True)
        return MultiDict((name, value.replace("\0", "\ufffd")) for name, value in sent)

    def get_translations(self, _form: Form) -> OwnWords:
        """Give the words of the fields' own errors."""
        return OwnWords()


NOT_RIGHT_YET = _l("Something is not right yet")
"""Over the errors of a form that saves nothing: a code, a search, a look."""


class PublicForm(FlaskForm):  # type: ignore[misc]
    """A form on a page that is the same for everyone: no token, no session; see core.origin."""

    Meta = FormMeta
    errors_title = _l("Nothing was saved yet")


class DeskForm(FlaskForm):  # type: ignore[misc]
    """A form for someone signed in: it carries a token, which the guard of core.access checks."""

    Meta = FormMeta
    errors_title = PublicForm.errors_title


def init_app(app: Flask) -> None:
    """Refuse form bytes that are no text, before any form reads them."""

    @app.before_request
    def check_text() -> None:
        # Werkzeug would hand what it cannot decode on as percent signs and digits.
        if request.mimetype == "application/x-www-form-urlencoded":
            try:
                unquote_to_bytes(request.get_data()).decode()
            except UnicodeDecodeError:
                abort(400)


def answer(field: Field) -> Any:
    """Give what a field holds once its form has been found valid."""
    return field.data


def tidy(value: Any) -> Any:
    """Trim a text and bring it to one spelling (NFC), without invisible direction marks.

    A text with nothing to see becomes empty.
    """
    if not isinstance(value, str):
        return value
    text = unicodedata.normalize("NFC", value.translate(_INVISIBLE)).strip()
    return text if any(map(_can_be_seen, text)) else ""


def _can_be_seen(character: str) -> bool:
    # Letters, numbers, punctuation and symbols; and what Plain refuses, so that it is not taken for nothing.
    return unicodedata.category(character) not in {"Cf", "Mn", "Me", "Zs"} and character not in _BLANK_LETTERS


def one_line(value: Any) -> Any:
    """Tidy a text and fold its white space into single spaces."""
    value = tidy(value)
    return re.sub(r"[\s\u00a0]+", " ", value) if isinstance(value, str) else value


def offered(labels: Mapping[Any, Any]) -> list[Any]:
    """List what a select offers, from the values and their labels."""
    return [SelectChoice(value, label) for value, label in labels.items()]


class Needed(DataRequired):
    """Ask for an answer, in the form's own words."""

    def __init__(self, message: Any = None) -> None:
        super().__init__(message or _l("Fill this in."))


class Sometimes(Optional):
    """Let a field be empty that other answers or another button may need: no "(optional)" stands at it."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {"either": True}


class AtMost(Length):
    """Limit the length of a text, told in characters."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most)

    def __call__(self, form: BaseForm, field: Field) -> None:
        """Raise ValidationError with both numbers."""
        length = len(field.data or "")
        if length > self.max:
            raise ValidationError(
                ngettext(
                    "This is %(length)s characters; at most %(num)s character fits.",
                    "This is %(length)s characters; at most %(num)s characters fit.",
                    self.max,
                    length=length,
                )
            )


class Plain:
    """Refuse control characters: they break lists, mails and databases."""

    def __init__(self, *, lines: bool = False) -> None:
        self.allowed = "\n\r\t" if lines else ""

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise StopValidation when the text holds a control character, a lone surrogate or U+FFFD."""
        for character in field.data or "":
            is_wrong = unicodedata.category(character) in {"Cc", "Cs"} or character == "\ufffd"
            if is_wrong and character not in self.allowed:
                raise StopValidation(
                    _l("There is a character here that cannot be used. Write it again by hand.")
                )


class NoAddress:
    """Refuse a web address where a name is asked for: the usual form of advertising."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise ValidationError when the text holds the beginning of a web address."""
        if re.search(r"https?:|www\.|//", field.data or "", re.IGNORECASE):
            raise ValidationError(_l("Write a name here, not a web address."))


class Address:
    """Ask for the shape of an e-mail address."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise ValidationError when it is none."""
        if not addresses.is_address(field.data or ""):
            raise ValidationError(
                _l("This does not look like an e-mail address. It should be like name@example.com.")
            )


class Postcode:
    """Ask for a Swedish postcode: five digits, the first not 0, spaces and SE- allowed."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise ValidationError when it is none."""
        if not re.fullmatch(r"[1-9][0-9]{4}", field.data or ""):
            raise ValidationError(_l("Write the postcode with five digits, like 124 65."))


class Phone:
    """Ask for a phone number that can be called; an empty one passes."""

    def __call__(self, _form: Form, field: Field) -> None:
        """Raise ValidationError when it is none."""
        if field.data and phones.e164(field.data) is None:
            raise ValidationError(_l("Write a phone number that can be called, like 070-123 45 67."))


def postcode_digits(value: Any) -> Any:
    """Fold the ways to write a postcode into five digits; leave what is none as it was typed."""
    if not isinstance(value, str):
        return value
    digits = re.sub(r"^(?:SE|S)-?", "", re.sub(r"\s+", "", tidy(value)), flags=re.IGNORECASE)
    return digits if re.fullmatch(r"[0-9]{5}", digits) else value.strip()


class LineField(StringField):
    """One line of text."""

    def __init__(self, label: Any, validators: Any = (), *, most: int = 200, **kwargs: Any) -> None:
        filters = (one_line, *kwargs.pop("filters", ()))
        super().__init__(label, [*validators, Plain(), AtMost(most)], filters=filters, **kwargs)


class AddressField(EmailField):
    """An e-mail address, checked as `Address` does; left empty it passes where nothing else is said."""

    def __init__(self, label: Any, validators: Any = (), **kwargs: Any) -> None:
        asked = [*(validators or [Optional()]), Plain(), AtMost(addresses.MAX_LENGTH), Address()]
        super().__init__(label, asked, filters=(tidy,), **kwargs)


class TextField(TextAreaField):
    """Several lines of text."""

    def __init__(self, label: Any, validators: Any = (), *, most: int = 20_000, **kwargs: Any) -> None:
        super().__init__(label, [*validators, Plain(lines=True), AtMost(most)], filters=(tidy,), **kwargs)


class NumberField(IntegerField):
    """A whole number within bounds."""

    def __init__(self, label: Any, validators: Any = (), *, least: int, most: int, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(label, validators, **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the number; raises ValueError with a sentence."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Write a whole number, with digits.")) from None
        if self.data is not None and not self.least <= self.data <= self.most:
            raise ValueError(
                _("Write a number from %(least)s to %(most)s.", least=self.least, most=self.most)
            )


class DayField(DateField):
    """A day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day; raises ValueError with a sentence."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Write the day like 2026-11-28.")) from None


class ClockField(TimeField):
    """A time of day, with a colon or a full stop."""

    def __init__(self, label: Any, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, validators, format=["%H:%M", "%H.%M", "%H:%M:%S"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the time; raises ValueError with a sentence."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Write the time like 16:30.")) from None
