"""Who stands in a table: each line a person that can be added, or a reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select

from app.core import addresses, phones
from app.core.db import db
from app.core.forms import one_line
from app.core.i18n import lazy_gettext as _l
from app.volunteers.columns import Column, Table
from app.volunteers.models import Volunteer
from app.volunteers.service import Contact

LONGEST_NAME = 100
TOGETHER = 500
YES = frozenset(("ja", "j", "yes", "y", "x", "1", "true", "sant", "medlem", "member", "aktiv"))


class Fault(StrEnum):
    """Why a line gives nobody."""

    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    ODD_NAME = "odd_name"
    NO_WAY = "no_way"
    BAD_EMAIL = "bad_email"
    BAD_PHONE = "bad_phone"
    TWICE = "twice"


FAULTS = {
    Fault.NO_NAME: _l("There is no name."),
    Fault.LONG_NAME: _l("The name is longer than 100 characters."),
    Fault.ODD_NAME: _l("The name is not a name: it has a web address or odd characters."),
    Fault.NO_WAY: _l("There is neither an e-mail nor a phone."),
    Fault.BAD_EMAIL: _l("The e-mail does not look like one, and there is no phone."),
    Fault.BAD_PHONE: _l("The phone number cannot be called, and there is no e-mail."),
    Fault.TWICE: _l("The same person stands further up."),
}


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be added."""

    line: int
    contact: Contact
    languages: str
    is_member: bool
    lacks: str = ""
    """email or phone: what stood there was none, and the other is used."""


@dataclass(frozen=True)
class Found:
    """What a table gives."""

    people: list[Candidate]
    known: list[Candidate]
    """Those whom the register has already; nothing of theirs is changed."""
    faults: list[tuple[int, Fault]]

    @property
    def lacking(self) -> list[Candidate]:
        """List those of whom one of two ways to reach them cannot be used."""
        return [each for each in self.people if each.lacks]


def find_people(table: Table) -> Found:
    """Read each line by the columns chosen, and look up who is known already."""
    people: dict[bytes, Candidate] = {}
    faults: list[tuple[int, Fault]] = []
    for line, cells in table.rows:
        read = _read(line, cells, table.columns)
        if isinstance(read, Fault):
            faults.append((line, read))
            continue
        identity = read.contact.identity
        assert identity is not None
        if identity in people:
            faults.append((line, Fault.TWICE))
        else:
            people[identity] = read
    there = _known(list(people))
    return Found(
        people=[each for identity, each in people.items() if identity not in there],
        known=[each for identity, each in people.items() if identity in there],
        faults=faults,
    )


def _known(identities: Sequence[bytes]) -> set[bytes]:
    found: set[bytes] = set()
    for place in range(0, len(identities), TOGETHER):
        some = identities[place : place + TOGETHER]
        rows = db.session.scalars(select(Volunteer.identity).where(Volunteer.identity.in_(some)))
        found.update(identity for identity in rows if identity is not None)
    return found


def _read(line: int, cells: Sequence[str], columns: Sequence[Column]) -> Candidate | Fault:
    told = {column: one_line(cell) for column, cell in zip(columns, cells, strict=True) if column}
    name = told.get(Column.NAME) or " ".join(filter(None, (told.get(Column.GIVEN), told.get(Column.FAMILY))))
    if fault := _name_fault(name):
        return fault
    email, phone = told.get(Column.EMAIL, ""), told.get(Column.PHONE, "")
    is_email, number = addresses.is_address(email), phones.e164(phone) if phone else None
    if not is_email and number is None:
        return Fault.BAD_EMAIL if email else Fault.BAD_PHONE if phone else Fault.NO_WAY
    lacks = "email" if email and not is_email else "phone" if phone and number is None else ""
    return Candidate(
        line=line,
        contact=Contact(name=name, email=email if is_email else "", phone=number or ""),
        languages=_printable(told.get(Column.LANGUAGES, ""))[:100],
        is_member=told.get(Column.MEMBER, "").casefold() in YES,
        lacks=lacks,
    )


def _name_fault(name: str) -> Fault | None:
    if not name:
        return Fault.NO_NAME
    if len(name) > LONGEST_NAME:
        return Fault.LONG_NAME
    is_odd = name != _printable(name) or "//" in name or "www." in name.casefold() or "@" in name
    return Fault.ODD_NAME if is_odd else None


def _printable(text: str) -> str:
    return "".join(sign for sign in text if sign.isprintable() and sign != "\ufffd")
