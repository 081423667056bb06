"""What is kept about a signer as files: JSON for programs, CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.core.i18n import gettext as _
from app.exports.lists import harmless
from app.signatures.own_page import Own, everything_kept


def as_json(owned: Iterable[Own]) -> str:
    """Write everything as JSON."""
    return json.dumps([everything_kept(own) for own in owned], ensure_ascii=False, indent=2) + "\n"


def as_csv(owned: Iterable[Own]) -> str:
    """Write everything as CSV, a line for each thing that is kept; no cell is a formula to a spreadsheet."""
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Petition"), _("What"), _("Value")])
    for own in owned:
        for what, value in _flat(everything_kept(own)):
            writer.writerow([harmless(own.petition.title), harmless(what), harmless(value)])
    return buffer.getvalue()


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, inner in enumerate(value, start=1):
            yield from _flat(inner, f"{path}.{number}")
    else:
        yield path, "" if value is None else str(value)
