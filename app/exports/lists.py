"""The rows of a signature list: never more than was promised."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from app.core import clock, crypto
from app.core.i18n import gettext as _
from app.petitions import queries
from app.petitions.counting import AREA_DIGITS
from app.petitions.models import Petition, Preset
from app.petitions.queries import Confirmed
from app.signatures.words import CHANNELS

ORDER = tuple(Preset)
"""From least to most."""

Cell = int | str | date


class Format(StrEnum):
    """Ways to write the list."""

    EXCEL = "excel"
    RFC4180 = "rfc4180"
    XLSX = "xlsx"
    ODS = "ods"
    PDF = "pdf"


SUFFIXES = {Format.EXCEL: "csv", Format.RFC4180: "csv"}
"""Of the names of files, where it is not the format's own word."""


class Head(NamedTuple):
    """The head of a column, and how wide it is in a spreadsheet, in letters."""

    title: str
    width: int


@dataclass(frozen=True)
class Sheet:
    """What is written, apart from the rows."""

    title: str
    mark: str
    day: date
    association: str
    heads: list[Head]
    about: list[tuple[str, str]]
    """Where the list is from, in lines, for formats that have room for it."""
    language: str


def allowed(petition: Petition) -> list[Preset]:
    """List the presets up to the one that was promised before anyone signed."""
    ceiling = ORDER.index(Preset(petition.preset))
    return list(ORDER[: ceiling + 1])


def proposed(petition: Petition) -> Preset:
    """Propose what to hand over: to an authority no more than initials and area, for it becomes public."""
    if petition.purged_at:
        return Preset.COUNT
    ceiling = Preset(petition.preset)
    return min(ceiling, Preset.INITIALS, key=ORDER.index) if petition.is_authority else ceiling


def initials(name: str) -> str:
    """Shorten a name to its initials: Åsa Maria Öberg becomes Å. M. Ö."""
    return " ".join(f"{part[0].upper()}." for part in name.split())


def heads_of(preset: Preset) -> list[Head]:
    """Name the columns of a preset."""
    columns = {
        Preset.COUNT: [Head(_("Digitally"), 12), Head(_("On paper"), 12), Head(_("In all"), 12)],
        Preset.INITIALS: [Head(_("Initials"), 14), Head(_("Start of the postcode"), 20)],
        Preset.NAME_TOWN: [Head(_("Name"), 32), Head(_("Postcode"), 12)],
        Preset.FULL: [Head(_("Name"), 32), Head(_("E-mail"), 34), Head(_("Postcode"), 12)],
    }[preset]
    if preset != Preset.COUNT:
        columns = [Head(_("Number"), 10), *columns, Head(_("Date"), 12), Head(_("Channel"), 14)]
    return [*columns, Head(_("Mark"), 14)]


def rows_of(
    petition: Petition, preset: Preset, *, until: datetime, mark: str, note: Callable[[Confirmed], None]
) -> Iterator[list[Cell]]:
    """Give the rows one by one, in memory that does not grow with them; ``note`` is told of each."""
    if preset == Preset.COUNT:
        yield [petition.online_count, petition.paper_count, petition.total, mark]
        return
    channels = {str(channel): str(word) for channel, word in CHANNELS.items()}
    scope = petition.scope
    for number, signature in enumerate(queries.stream_confirmed(petition, until=until), start=1):
        note(signature)
        yield [number, *row_of(signature, preset, scope=scope, channels=channels), mark]


def row_of(signature: Confirmed, preset: Preset, *, scope: str, channels: Mapping[str, str]) -> list[Cell]:
    """Write one signature as a preset shows it, between its number and the mark."""
    person = _person(scope, signature)
    shown: list[Cell]
    if preset == Preset.INITIALS:
        shown = [initials(person["name"]), signature.postcode[:AREA_DIGITS]]
    elif preset == Preset.NAME_TOWN:
        shown = [person["name"], signature.postcode]
    else:  # at the stand nobody is asked for an address
        shown = [person["name"], person.get("email", ""), signature.postcode]
    return [*shown, clock.local(signature.confirmed_at).date(), channels[signature.channel]]


def _person(scope: str, signature: Confirmed) -> dict[str, str]:
    """Unseal a signer; a damaged row is a question mark in the list, not the end of it."""
    try:
        return crypto.unseal(scope, signature.uid, signature.sealed)
    except (crypto.SealBroken, crypto.KeyProblem):
        return {"name": "?", "email": "?"}
