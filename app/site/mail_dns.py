"""What the sender's domain says about its mail in DNS: SPF, DKIM, DMARC. Looked up by a press alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.core.domain_texts import NoAnswer, domain_texts
from app.core.i18n import gettext as _
from app.site.mail_providers import provider

SELECTORS = (
    "default",
    "dkim",
    "mail",
    "google",
    "selector1",
    "selector2",
    "s1",
    "s2",
    "k1",
    "loopia",
    "simply",
)
"""Names that providers often give their DKIM key; which one is used stands only in the mails themselves."""


class Verdict(StrEnum):
    """What was found."""

    GOOD = "good"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """One of the three, in words."""

    name: str
    verdict: Verdict
    sentence: str


def look_up(sender: str, provider_name: str) -> list[Finding]:
    """Ask the name servers about the domain of an address; what does not answer is told as unknown."""
    domain = sender.rpartition("@")[2].lower().rstrip(".")
    if "." not in domain:
        sentence = _("%(domain)s is no domain on the internet.", domain=domain)
        return [Finding(name, Verdict.UNKNOWN, sentence) for name in ("SPF", "DKIM", "DMARC")]
    known = provider(provider_name)
    wanted = known.spf if known else ""
    return [
        _looked("SPF", lambda: _spf(domain, wanted)),
        _looked("DKIM", lambda: _dkim(domain)),
        _looked("DMARC", lambda: _dmarc(domain)),
    ]


def _looked(name: str, look: object) -> Finding:
    assert callable(look)
    try:
        verdict, sentence = look()
    except NoAnswer:
        verdict, sentence = Verdict.UNKNOWN, _("The name servers did not answer. Try again later.")
    return Finding(name, verdict, sentence)


def _spf(domain: str, wanted: str) -> tuple[Verdict, str]:
    found = [text for text in domain_texts(domain) if text.lower().startswith("v=spf1")]
    if not found and not wanted:
        return Verdict.MISSING, _(
            "The domain does not say who may send for it. Ask whoever the mailbox is with "
            "which SPF record the domain needs."
        )
    if not found:
        asked = f"v=spf1 include:{wanted} ~all"
        return Verdict.MISSING, _(
            "The domain does not say who may send for it. Ask the web hotel to add this TXT record: "
            "%(record)s",
            record=asked,
        )
    if len(found) > 1:
        return Verdict.MISSING, _(
            "There are two SPF records, so neither counts. Ask the web hotel to make them one."
        )
    if wanted and wanted not in found[0].lower():
        return Verdict.MISSING, _(
            "The domain's SPF record does not name your mailbox's servers. "
            "Ask the web hotel to change it to: %(record)s",
            record=f"{found[0][:6]} include:{wanted}{found[0][6:]}",
        )
    return Verdict.GOOD, _("The domain says who may send for it.")


def _dkim(domain: str) -> tuple[Verdict, str]:
    for selector in SELECTORS:
        if any("p=" in text for text in domain_texts(f"{selector}._domainkey.{domain}")):
            return Verdict.GOOD, _("There is a key that mails are signed with (%(name)s).", name=selector)
    return Verdict.UNKNOWN, _(
        "No key was found under the usual names. Ask the web hotel to switch on DKIM for the domain; "
        "if it is on already you need not do anything."
    )


def _dmarc(domain: str) -> tuple[Verdict, str]:
    parts = domain.split(".")
    for name in dict.fromkeys((domain, ".".join(parts[-2:]))):
        if any(text.lower().startswith("v=dmarc1") for text in domain_texts(f"_dmarc.{name}")):
            return Verdict.GOOD, _("The domain says what to do with mails that are not from you.")
    return Verdict.MISSING, _(
        "The domain does not say what to do with mails that only pretend to be from you. "
        "Ask the web hotel to add a TXT record named %(name)s: %(record)s",
        name=f"_dmarc.{domain}",
        record="v=DMARC1; p=none",
    )
