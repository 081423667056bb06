"""The packet for a registrar: cover letter, list and two receipts, as blocks of a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.core import phones
from app.core.i18n import absolute_url, ngettext, prefix_of
from app.core.i18n import gettext as _
from app.core.templates import day, number
from app.exports.lists import Cell, Sheet
from app.exports.tally import Tally, local_shares
from app.exports.typesetting import Block
from app.petitions.models import Petition, Preset
from app.signatures.models import Channel
from app.site.models import Association

WIDTHS = {
    Preset.INITIALS: (18, 40, 50, 32, 30),
    Preset.NAME_TOWN: (18, 70, 24, 28, 30),
    Preset.FULL: (16, 48, 48, 21, 21, 16),
}
"""Of the columns on paper, in millimetres."""


@dataclass(frozen=True)
class Packet:
    """What one part of a packet is made from."""

    petition: Petition
    association: Association
    sheet: Sheet
    preset: Preset
    tally: Tally
    part: int = 1
    parts: int = 1
    rows: Sequence[list[Cell]] = ()
    """Those of this part."""

    @property
    def online(self) -> int:
        """Count those who signed online or at a stand, as the list does: not those who sign meanwhile."""
        return self.tally.total or self.petition.online_count

    @property
    def total(self) -> int:
        """Count all, on paper too."""
        return self.online + self.petition.paper_count


def blocks_of(packet: Packet) -> list[Block]:
    """Make the blocks of one part."""
    return [*_letter(packet), *_list(packet), *_receipts(packet)]


def foot_of(packet: Packet) -> tuple[str, str]:
    """Give what stands at the foot of each page, at the left and at the right."""
    part = f" · {_part(packet)}" if packet.parts > 1 else ""
    left = f"{packet.sheet.mark}{part} · {packet.sheet.title}"
    return left, _("Page %(page)s of %(pages)s", page="%(page)s", pages="%(pages)s")


def _part(packet: Packet) -> str:
    return str(_("part %(part)s of %(parts)s", part=packet.part, parts=packet.parts))


def _letter(packet: Packet) -> list[Block]:
    petition, association = packet.petition, packet.association
    card = petition.card
    sender = [
        association.name,
        association.contact_email,
        association.phone and phones.shown(association.phone),
    ]
    to = [petition.recipient, *((card.contact, card.address, card.email) if card else ())]
    return [
        ["facts", [(_("From"), _lines(sender)), (_("To"), _lines(to)), (_("Date"), day(packet.sheet.day))]],
        ["heading", petition.title],
        ["paragraph", _opening(packet)],
        ["bold", petition.demand],
        ["subheading", _("What is handed over")],
        ["facts", _numbers(packet)],
        ["subheading", _("How the signatures were collected")],
        ["paragraph", _how(packet)],
        *_places(packet),
        ["subheading", _("What stands in the list, and why not more")],
        ["paragraph", f"{_why(packet)} {_handle_with_care(packet)}".strip()],
        ["subheading", _("Questions")],
        ["paragraph", _questions(packet)],
        ["fields", [_("For %(association)s: signature, name in print", association=association.name)]],
    ]


def _lines(of: Sequence[str | None]) -> str:
    return "\n".join(line for line in of if line)


def _opening(packet: Packet) -> str:
    total = packet.total
    said = ngettext(
        "%(association)s hands over %(count)s signature for this demand:",
        "%(association)s hands over %(count)s signatures for this demand:",
        total,
        association=packet.association.name,
        count=number(total),
    )
    return str(said)


def _numbers(packet: Packet) -> list[tuple[str, str]]:
    tally, paper = packet.tally, packet.petition.paper_count
    stands = tally.channels[Channel.KIOSK]
    lines = [(_("Signatures in all"), number(packet.total))]
    if packet.online > stands:
        lines.append((_("Online, confirmed by mail"), number(packet.online - stands)))
    if stands:
        lines.append((_("At our stands, on a tablet"), number(stands)))
    if paper:
        lines.append((_("On paper"), number(paper)))
    lines.append((_("Signed between"), _period(packet)))
    if packet.preset != Preset.COUNT:
        lines.append((_("In the list"), _in_list(packet)))
    return [*lines, (_("Mark of this packet"), packet.sheet.mark)]


def _period(packet: Packet) -> str:
    petition = packet.petition
    first, last = packet.tally.days or (petition.opened_at, petition.ended_at or packet.sheet.day)
    if first is None:
        return "–"
    return f"{day(first)} – {day(last)}" if day(first) != day(last) else day(first)


def _in_list(packet: Packet) -> str:
    if packet.parts == 1:
        return number(packet.tally.total)
    said = _(
        "%(all)s; in this part (%(part)s) numbers %(first)s to %(last)s",
        all=number(packet.tally.total),
        part=_part(packet),
        first=number(int(str(packet.rows[0][0]))),
        last=number(int(str(packet.rows[-1][0]))),
    )
    return str(said)


def _how(packet: Packet) -> str:
    petition, stands = packet.petition, packet.tally.channels[Channel.KIOSK]
    said = []
    if packet.online > stands:
        said.append(
            _(
                "Online: whoever signs gets a mail and counts only once she has confirmed it. "
                "One address counts for two people at the most."
            )
        )
    if stands:
        said.append(_("At our stands: people write their name and postcode themselves, on our tablet."))
    if petition.paper_count:
        said.append(
            _(
                "On paper: the sheets were counted by hand. Their number is part of the sum; the list holds "
                "those who signed online or at a stand."
            )
        )
    return " ".join(said) or "–"


def _places(packet: Packet) -> list[Block]:
    shares = local_shares(packet.petition, packet.tally)
    if not shares:
        return []
    said = [
        _(
            "%(area)s: %(count)s (%(percent)s%%)",
            area=each.area if not each.area.isdigit() else _("Postcodes %(digits)s…", digits=each.area),
            count=number(each.signed),
            percent=f"{each.percent:.0f}",
        )
        for each in shares
    ]
    return [
        ["subheading", _("Where those who signed live")],
        ["paragraph", "; ".join(said) + ". " + _("Areas with fewer than five are not named.")],
    ]


def _why(packet: Packet) -> str:
    promised = _("So the signers were told before they signed.")
    if packet.preset == Preset.COUNT:
        why = _("This packet holds no names, only how many have signed.")
    elif packet.preset == Preset.INITIALS:
        why = _(
            "The list holds initials, the first three digits of the postcode, the day and the way of signing."
        )
    elif packet.preset == Preset.NAME_TOWN:
        why = _("The list holds name, postcode, the day and the way of signing.")
    else:
        why = _("The list holds name, e-mail, postcode, the day and the way of signing.")
    return f"{why} {promised}"


def _handle_with_care(packet: Packet) -> str:
    said = _(
        "A signature can show what somebody thinks in a political matter, so no more leaves than is needed."
    )
    if packet.petition.is_authority:
        said += " " + _("What an authority receives can be asked for by anyone.")
    return str(said)


def _questions(packet: Packet) -> str:
    petition, association = packet.petition, packet.association
    page = absolute_url(prefix_of(packet.sheet.language) + f"/namninsamlingar/{petition.slug}")
    said = _(
        "Write to %(email)s. The petition is public at %(page)s. Its signatures can be vouched for until "
        "%(day)s, when the names are removed.",
        email=association.contact_email,
        page=page,
        day=day(petition.purge_on) if petition.purge_on else "–",
    )
    return str(said)


def _list(packet: Packet) -> list[Block]:
    if packet.preset == Preset.COUNT:
        return []
    heads = packet.sheet.heads[:-1]  # the mark stands at the foot of each page
    columns = [
        (head.title, width, place == 0)
        for place, (head, width) in enumerate(zip(heads, WIDTHS[packet.preset], strict=True))
    ]
    rows = [[_shown(cell) for cell in row[:-1]] for row in packet.rows]
    return [["new_page"], ["heading", _("List of signatures")], ["table", columns, rows, _size(packet)]]


def _size(packet: Packet) -> float:
    return 7.5 if packet.preset == Preset.FULL else 9.0


def _shown(cell: Cell) -> str:
    return number(cell) if isinstance(cell, int) else str(cell)


def _receipts(packet: Packet) -> list[Block]:
    copies = _("The recipient’s copy"), _("%(association)s’s copy", association=packet.association.name)
    return [block for copy in copies for block in _receipt(packet, copy)]


def _receipt(packet: Packet, copy: str) -> list[Block]:
    petition = packet.petition
    facts = [
        (_("Petition"), petition.title),
        (_("Handed over by"), packet.association.name),
        (_("Received by"), petition.recipient),
        (_("Signatures in all"), number(packet.total)),
        (_("Mark of this packet"), packet.sheet.mark),
    ]
    if packet.parts > 1:
        facts.append((_("Part"), _part(packet)))
    return [
        ["last_page"],
        ["heading", _("Receipt")],
        ["muted", copy],
        ["facts", facts],
        ["pages", _("Pages, this one among them")],
        [
            "fields",
            [
                _("Received on (date)"),
                *([_("Diary number")] if packet.petition.is_authority else []),
                _("Pages received"),
                _("Signature"),
                _("Name in print and office"),
            ],
        ],
    ]
