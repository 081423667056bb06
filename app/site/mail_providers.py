"""Ordinary mailboxes: their servers, and how many mails they let out. Dated data, each with its source.

Providers change what they allow without telling: a number here is what their page said on the day beside it.
Where none is published we send cautiously.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.core.i18n import LazyString
from app.core.i18n import lazy_gettext as _l
from app.core.mail_way import Ceiling

HOUR, DAY = timedelta(hours=1), timedelta(days=1)

CAUTIOUS = Ceiling(100, HOUR)
"""Where a provider says nothing: fewer than any of those that we know let out."""
OTHER = "other"


@dataclass(frozen=True)
class Provider:
    """One provider of mailboxes."""

    name: str
    host: str
    port: int
    is_implicit: bool
    """TLS from the first byte; else after STARTTLS."""
    ceiling: Ceiling
    source: str = ""
    """The page that the number was read on; empty where it is our own caution."""
    read_on: date | None = None
    spf: str = ""
    """What the domain's SPF record has to include."""
    note: LazyString | str = ""


_READ = date(2026, 11, 22)

PROVIDERS: dict[str, Provider] = {
    "loopia": Provider(
        "Loopia",
        "mailcluster.loopia.se",
        587,
        False,
        Ceiling(200, HOUR),
        "https://support.loopia.com/wiki/email-messages-per-hour/",
        _READ,
        "spf.loopia.se",
    ),
    "simply": Provider(
        "Simply.com",
        "smtp.simply.com",
        587,
        False,
        # Their Swedish page says 300 in two hours, the English one in four; past it the mailbox is closed.
        Ceiling(300, timedelta(hours=4)),
        "https://www.simply.com/se/support/faq/mail/613/",
        _READ,
        "spf.simply.com",
        _l(
            "Simply closes a mailbox that sends more: 300 in two hours says one of their pages, four another."
        ),
    ),
    "one": Provider("One.com", "send.one.com", 465, True, CAUTIOUS, spf="_custspf.one.com"),
    "gmail": Provider(
        "Gmail",
        "smtp.gmail.com",
        465,
        True,
        Ceiling(500, DAY),
        "https://developer.nylas.com/docs/cookbook/email/gmail-smtp-settings/",
        _READ,
        "_spf.google.com",
        _l("Google wants an app password, made under “Security” in the Google account, not the usual one."),
    ),
    "workspace": Provider(
        "Google Workspace",
        "smtp.gmail.com",
        465,
        True,
        Ceiling(2000, DAY),
        "https://developer.nylas.com/docs/cookbook/email/gmail-smtp-settings/",
        _READ,
        "_spf.google.com",
        _l("Google wants an app password, made under “Security” in the Google account, not the usual one."),
    ),
    "microsoft": Provider(
        "Microsoft 365",
        "smtp.office365.com",
        587,
        False,
        # 30 a minute and 10,000 a day: what holds over a whole day is less than the minute would allow.
        Ceiling(400, HOUR),
        "https://learn.microsoft.com/en-us/defender-office-365/outbound-spam-sending-limits-troubleshoot",
        _READ,
        "spf.protection.outlook.com",
        _l("Microsoft stops letting programs in with a password; it may have to be allowed for the mailbox."),
    ),
}


def provider(name: str) -> Provider | None:
    """Give a provider by its name in the form; None for any other."""
    return PROVIDERS.get(name)
