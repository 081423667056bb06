"""What is kept about a signer as files: JSON for programs, CSV for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.exports.csv_files import harmless
from app.signatures import own_words
from app.signatures.own_page import Own, everything_kept

LABELS = {
    "petition.title": _l("The petition"),
    "petition.address": _l("Its address here"),
    "petition.recipient": _l("Who it is for"),
    "name": _l("Name"),
    "email": _l("E-mail"),
    "new_email_not_confirmed": _l("New address, not confirmed yet"),
    "phone": _l("Phone"),
    "postcode": _l("Postcode"),
    "area": _l("Area"),
    "comment": _l("Comment"),
    "comment_state": _l("Whether the comment shows"),
    "answers.question": _l("Question"),
    "answers.answer": _l("Answer"),
    "show_name": _l("Your name is shown on the page"),
    "first_name_only": _l("Only your first name and area"),
    "name_hidden_by_an_organizer": _l("Your name was hidden by an organizer"),
    "contact_me": _l("You want to hear from us"),
    "state": _l("State"),
    "looked_at_because": _l("Why it is looked at"),
    "given_by": _l("Given"),
    "came_by": _l("Way here"),
    "signed_at": _l("Signed"),
    "confirmed_at": _l("Confirmed"),
    "number": _l("Your number"),
    "mails_to_confirm": _l("E-mails sent so that you could confirm"),
    "last_mail_at": _l("The latest of them"),
    "reminders": _l("Reminders"),
    "taken_out_because": _l("Why it was taken out of the count"),
    "agreed_to.version": _l("What you agreed to: version"),
    "agreed_to.language": _l("What you agreed to: language"),
    "agreed_to.sign": _l("What you agreed to: to sign"),
    "agreed_to.show_name": _l("What you could agree to: that your name is shown"),
    "agreed_to.contact_me": _l("What you could agree to: that we write to you"),
    "signed_text": _l("The text that you signed"),
    "signed_text.version": _l("The text that you signed: version"),
    "signed_text.language": _l("The text that you signed: language"),
    "signed_text.title": _l("The text that you signed: heading"),
    "signed_text.demand": _l("The text that you signed: demand"),
    "signed_text.body": _l("The text that you signed: the rest"),
    "removed_at_the_latest": _l("Removed at the latest"),
    "in_lists.at": _l("A list that you are in: written"),
    "in_lists.contents": _l("A list that you are in: what stands there"),
    "in_lists.signatures": _l("A list that you are in: signatures"),
    "in_lists.fetched": _l("A list that you are in: fetched by somebody"),
    "handed_over": _l("Handed over"),
    "handed_over.on": _l("Handed over: day"),
    "handed_over.to": _l("Handed over: to"),
    "derived": _l("Kept beside it"),
}
"""What is kept, in words, by its name in the JSON, without the numbers of what stands there several times."""

VALUES: dict[str, Mapping[Any, Any]] = {
    "state": own_words.STATES,
    "looked_at_because": own_words.HOLDS,
    "given_by": own_words.CHANNELS,
    "comment_state": own_words.COMMENTS,
    "in_lists.contents": own_words.RECEIVED,
    "agreed_to.language": own_words.LANGUAGES,
    "signed_text.language": own_words.LANGUAGES,
    "derived": own_words.DERIVED,
}
"""What stands for a value that only programs read."""


def as_json(owned: Iterable[Own]) -> str:
    """Write everything as JSON."""
    return json.dumps([everything_kept(own) for own in owned], ensure_ascii=False, indent=2) + "\n"


def as_csv(owned: Iterable[Own]) -> str:
    """Write everything as CSV, in the language in hand, a line for each thing that is kept.

    No cell is a formula to a spreadsheet.
    """
    buffer = io.StringIO()
    buffer.write("\ufeff")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Petition"), _("What"), _("Value")])
    for own in owned:
        for what, value in _flat(everything_kept(own)):
            writer.writerow([harmless(own.petition.title), harmless(what), harmless(value)])
    return buffer.getvalue()


def _flat(kept: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for path, value in _leaves(kept):
        name = ".".join(part for part in path if not part.isdigit())
        numbers = "".join(f" {part}" for part in path if part.isdigit())
        yield str(LABELS.get(name, name)) + numbers, _in_words(name, value)


def _in_words(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    words = VALUES.get(name, {}).get(value, value)
    return "" if words is None else str(words)


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*path, str(key)))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for number, inner in enumerate(value, start=1):
            yield from _leaves(inner, (*path, str(number)))
    else:
        yield path, value
