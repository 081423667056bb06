"""Phone numbers: read as people in Sweden write them, kept in E.164, shown nationally."""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

REGION = "SE"
WRITTEN = re.compile(r"(?i)(?:tel[.:]?\s*)?[+\uff0b]?[\d()\s./\u2010-\u2015-]+")
"""How people write numbers: digits of any script, and what stands between them."""


def e164(text: str) -> str | None:
    """Give a number as +46701234567 (E.164), or None when it is none that can be called."""
    if WRITTEN.fullmatch(text.strip()) is None:  # the library would pass over letters and doubled signs
        return None
    try:
        number = phonenumbers.parse(text, REGION)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def shown(number: str) -> str:
    """Write a number for people: nationally when Swedish, else internationally."""
    try:
        parsed = phonenumbers.parse(number, None)
    except NumberParseException:
        return number
    swedish = phonenumbers.region_code_for_number(parsed) == REGION
    form = PhoneNumberFormat.NATIONAL if swedish else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, form)
