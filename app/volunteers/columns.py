"""Which column of somebody's spreadsheet holds what, and which are never read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.core import addresses, phones
from app.core.i18n import lazy_gettext as _l
from app.volunteers.spreadsheets import Sheet


class Column(StrEnum):
    """What a column is read as."""

    NAME = "name"
    GIVEN = "given"
    FAMILY = "family"
    EMAIL = "email"
    PHONE = "phone"
    LANGUAGES = "languages"
    MEMBER = "member"
    NOTHING = ""


COLUMNS = {
    Column.NOTHING: _l("Not read"),
    Column.NAME: _l("Name"),
    Column.GIVEN: _l("First name"),
    Column.FAMILY: _l("Last name"),
    Column.EMAIL: _l("E-mail"),
    Column.PHONE: _l("Phone"),
    Column.LANGUAGES: _l("Languages"),
    Column.MEMBER: _l("Member, yes or no"),
}

HEADINGS: dict[Column, str] = {
    Column.NAME: "namn name fullname fullstandigtnamn forochefternamn kontakt kontaktperson person",
    Column.GIVEN: "fornamn firstname givenname tilltalsnamn",
    Column.FAMILY: "efternamn lastname familyname surname",
    Column.EMAIL: "epost epostadress mejl mejladress mail mailadress email emailaddress epost1 emejl",
    Column.PHONE: (
        "telefon telefonnummer tel telnr telefonnr mobil mobilnummer mobilnr mobiltelefon phone "
        "phonenumber mobile mobilenumber mobilephone cell cellphone"
    ),
    Column.LANGUAGES: "sprak language languages",
    Column.MEMBER: "medlem member medlemskap armedlem",
}
"""As they are written in Swedish and English and by other programs, without signs and accents."""

PERSONAL = (
    "personnummer personnr persnr pnr personid personalnumber ssn socialsecuritynumber samordningsnummer"
)
LEFT_OUT = (
    "adress gatuadress gata address street streetaddress postadress postnr postnummer postkod zip zipcode "
    "postort ort stad city co fodelsedatum fodd birthdate dateofbirth alder age kon gender "
    "anteckning anteckningar kommentar kommentarer notering not note notes comment comments ovrigt"
)
"""Known, and no use for a shift: what is not needed is not kept (GDPR, article 5.1 c)."""


@dataclass
class Table:
    """A sheet whose columns have been looked at; what is never read is gone from it."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    columns: list[Column]
    has_headings: bool = True
    personal: int = 0
    """Columns of personal numbers that were dropped."""
    left_out: int = 0
    """Other columns that were dropped."""
    hidden: list[int] = field(default_factory=list)
    """Lines where something that looks like a personal number was dropped."""


def plain_heading(text: str) -> str:
    """Bring a heading to letters and digits alone: *E-post:* is epost, *För_namn* is fornamn."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in letters if sign.isascii() and sign.isalnum())


def look_over(sheet: Sheet) -> Table:
    """Find the headings and what each column holds; drop what is never read."""
    width = max(len(cells) for _, cells in sheet.rows)
    rows = [(line, cells + [""] * (width - len(cells))) for line, cells in sheet.rows]
    first = rows[0][1]
    has_headings = not any(addresses.is_address(cell) or is_personal_number(cell) for cell in first)
    headings = first if has_headings else [""] * width
    body = rows[1:] if has_headings else rows
    kept, table = [], Table([], [], [], has_headings)
    for number in range(width):
        heading, values = plain_heading(headings[number]), [cells[number] for _, cells in body]
        if heading in PERSONAL.split() or _is_mostly(is_personal_number, values):
            table.personal += 1
        elif heading in LEFT_OUT.split():
            table.left_out += 1
        elif heading or any(values):
            kept.append(number)
    table.headings = [headings[number] for number in kept]
    table.rows = [(line, _without_numbers(line, [cells[n] for n in kept], table)) for line, cells in body]
    table.columns = _guess(table)
    return table


def _without_numbers(line: int, cells: list[str], table: Table) -> list[str]:
    found = ["" if is_personal_number(cell) else cell for cell in cells]
    if found != cells:
        table.hidden.append(line)
    return found


def _guess(table: Table) -> list[Column]:
    found: list[Column] = []
    for number, heading in enumerate(table.headings):
        column = _by_heading(heading) or _by_values([cells[number] for _, cells in table.rows])
        # Two columns of phones: the first is it, the other can be chosen instead.
        found.append(Column.NOTHING if column in found else column)
    if Column.GIVEN in found or Column.FAMILY in found:
        return [Column.NOTHING if column == Column.NAME else column for column in found]
    if Column.NAME not in found and not table.has_headings and Column.NOTHING in found:
        found[found.index(Column.NOTHING)] = Column.NAME
    return found


def _by_heading(heading: str) -> Column:
    word = plain_heading(heading)
    return next((column for column, words in HEADINGS.items() if word in words.split()), Column.NOTHING)


def _by_values(values: Sequence[str]) -> Column:
    if _is_mostly(addresses.is_address, values):
        return Column.EMAIL
    return (
        Column.PHONE if _is_mostly(lambda value: phones.e164(value) is not None, values) else Column.NOTHING
    )


def _is_mostly(test: Callable[[str], object], values: Sequence[str]) -> bool:
    given = [value for value in values if value][:200]
    return len(given) > 1 and sum(bool(test(value)) for value in given) * 2 > len(given)


def is_personal_number(text: str) -> bool:
    """Say whether a text looks like a Swedish personal or coordination number, by form and check digit.

    Ten digits without a sign that begin with 0 are taken for a phone number.
    """
    found = re.fullmatch(r"(?:19|20)?(\d{2})(\d{2})(\d{2})([-+\s]?)(\d{4})", text.strip())
    if found is None or (text.strip().startswith("0") and not found[4]):
        return False
    month, day = int(found[2]), int(found[3]) % 60
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return False
    doubled = [
        int(digit) * (2 - place % 2) for place, digit in enumerate(found[1] + found[2] + found[3] + found[5])
    ]
    return sum(each // 10 + each % 10 for each in doubled) % 10 == 0
