"""The log as a spreadsheet for the association, in memory that does not grow with it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from app.accounts.models import Account
from app.core import clock
from app.core.i18n import gettext as _
from app.desk import log
from app.desk.log import Chosen
from app.desk.log_lines import Line, lines_of
from app.exports.csv_files import harmless
from app.record import service as record
from app.record.chain import shown


def allow(account: Account, chosen: Chosen, *, reason: str) -> str:
    """Write down that a copy of the log leaves; return the mark that its file carries."""
    facts = {"count": log.count_chosen(account, chosen)}
    return record.write_down("log.exported", actor=account, facts=facts, words=reason).uid.hex()[:8]


def write(account: Account, chosen: Chosen) -> Iterator[bytes]:
    """Write the chosen acts piece by piece, the newest first, as a Swedish spreadsheet reads it."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    head = [_("When"), _("What"), _("Who"), _("About"), _("Details"), _("Words"), _("Link of the chain")]
    writer.writerow(map(harmless, map(str, head)))
    for acts in log.stream(account, chosen):
        for line in lines_of(acts, account):
            writer.writerow(map(harmless, _cells(line)))
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()


def _cells(line: Line) -> list[str]:
    return [
        f"{clock.local(line.act.done_at):%Y-%m-%d %H:%M:%S}",
        line.what,
        line.who or (_("Somebody who helps") if line.is_of_helper else _("The program, or the command line")),
        line.about[2] if line.about else "",
        " · ".join(line.details),
        line.words,
        shown(line.act.chain_hash),
    ]
