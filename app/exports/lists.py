"""The signature list as CSV: never more than was promised, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from enum import StrEnum

from app.core import clock, crypto
from app.core.i18n import gettext as _
from app.petitions import queries
from app.petitions.counting import AREA_DIGITS
from app.petitions.models import Petition, Preset
from app.petitions.queries import Confirmed
from app.signatures.words import CHANNELS

ORDER = tuple(Preset)
"""From least to most."""

FORMULA = re.compile(r"""(^|[;,\t\r\n])(?=[\s"']*[=+\-@＝＋－＠\t\r\n])""")
"""Where a spreadsheet could take something for the beginning of a formula (OWASP, CSV injection).

Full-width forms count too, and the place after a separator: a list with commas is cut at semicolons by a
spreadsheet that expects those, as a Swedish one does.
"""

FLUSH_AT = 32_768


class Format(StrEnum):
    """Ways to write the list."""

    EXCEL = "excel"
    RFC4180 = "rfc4180"


def allowed(petition: Petition) -> list[Preset]:
    """List the presets up to the one that was promised before anyone signed."""
    ceiling = ORDER.index(Preset(petition.preset))
    return list(ORDER[: ceiling + 1])


def harmless(text: str) -> str:
    """Give a cell that no spreadsheet takes for a formula."""
    return FORMULA.sub(r"\1'", text)


def initials(name: str) -> str:
    """Shorten a name to its initials: Åsa Maria Öberg becomes Å. M. Ö."""
    return " ".join(f"{part[0].upper()}." for part in name.split())


def header(preset: Preset) -> list[str]:
    """Name the columns of a preset."""
    columns = {
        Preset.COUNT: [_("Digitally"), _("On paper"), _("In all")],
        Preset.INITIALS: [_("Initials"), _("Start of the postcode")],
        Preset.NAME_TOWN: [_("Name"), _("Postcode")],
        Preset.FULL: [_("Name"), _("E-mail"), _("Postcode")],
    }[preset]
    return columns if preset == Preset.COUNT else [_("Number"), *columns, _("Date"), _("Channel")]


def row(
    number: int, signature: Confirmed, preset: Preset, *, scope: str, channels: Mapping[str, str]
) -> list[str]:
    """Write one signature as a preset shows it."""
    person = _person(scope, signature)
    shown = {
        Preset.INITIALS: lambda: [initials(person["name"]), signature.postcode[:AREA_DIGITS]],
        Preset.NAME_TOWN: lambda: [person["name"], signature.postcode],
        # At the stand nobody is asked for an address.
        Preset.FULL: lambda: [person["name"], person.get("email", ""), signature.postcode],
    }[preset]()
    signed_on = clock.local(signature.confirmed_at).date().isoformat()
    return [str(number), *map(harmless, shown), signed_on, channels[signature.channel]]


def _person(scope: str, signature: Confirmed) -> dict[str, str]:
    """Unseal a signer; a damaged row is a question mark in the list, not the end of it."""
    try:
        return crypto.unseal(scope, signature.uid, signature.sealed)
    except (crypto.SealBroken, crypto.KeyProblem):
        return {"name": "?", "email": "?"}


def write(petition: Petition, preset: Preset, form: Format) -> Iterator[bytes]:
    """Write the list piece by piece, in memory that does not grow with it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";" if form == Format.EXCEL else ",", lineterminator="\r\n")
    if form == Format.EXCEL:
        buffer.write("\ufeff")
    writer.writerow(map(harmless, header(preset)))
    if preset == Preset.COUNT:
        writer.writerow([petition.online_count, petition.paper_count, petition.total])
    else:
        channels = {str(channel): str(word) for channel, word in CHANNELS.items()}
        scope = petition.scope
        for number, signature in enumerate(queries.stream_confirmed(petition), start=1):
            writer.writerow(row(number, signature, preset, scope=scope, channels=channels))
            if buffer.tell() > FLUSH_AT:
                yield buffer.getvalue().encode()
                buffer.seek(0)
                buffer.truncate()
    yield buffer.getvalue().encode()
