"""How long things are kept: the program's own periods, and those that the association has made shorter.

A period can only be made shorter than the program's own, since that is what this page of the code, the
documentation and the safety page have told everybody; and not shorter than what it is kept for needs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import current_app

from app.core.i18n import LazyString, ngettext
from app.core.i18n import lazy_gettext as _l


@dataclass(frozen=True)
class Period:
    """One period, in days."""

    own: int
    """The program's own, which is the longest there is."""
    least: int
    label: LazyString
    why: LazyString
    """What it cannot be shorter for."""


PERIODS: Mapping[str, Period] = {
    "volunteers": Period(
        365,
        30,
        _l("Those who help, and shift leaders"),
        _l("Counted from the last shift or task. At least 30 days, so that people can be reached."),
    ),
    "unconfirmed": Period(
        14,
        8,
        _l("Signatures that nobody confirmed"),
        _l("At least 8 days: the link to confirm works for seven."),
    ),
    "networks": Period(
        30,
        2,
        _l("Coded marks of networks and mail domains"),
        _l("Kept against cheating. At least 2 days, so that a flood over a night is seen."),
    ),
    "mails": Period(
        14,
        2,
        _l("Bare rows of mails that have left"),
        _l("What a mail said is wiped when it leaves. At least 2 days: they are counted."),
    ),
    "record": Period(
        3653,  # as long as anybody can claim damages for what was done (preskriptionslagen 1981:130, 2 §)
        730,
        _l("The log of who did what"),
        _l("At least 730 days, two years: a signer sees there where her name went."),
    ),
}
"""The names are those in Association.keeping."""


def lasting(name: str) -> timedelta:
    """Give a period as it is now."""
    return timedelta(days=days(name))


def days(name: str) -> int:
    """Give a period in days as it is now, whatever is stored: never longer than our own, nor too short."""
    period = PERIODS[name]
    read: Callable[[], Mapping[str, int]] | None = current_app.extensions.get("samling.keeping")
    chosen = read().get(name) if read else None
    return period.own if not chosen else max(period.least, min(period.own, chosen))


def words(name: str) -> str:
    """Say a period as it is now: 14 days, or 12 months."""
    return say(days(name))


def say(number: int) -> str:
    """Say a number of days: a whole number of years in months."""
    if number % 365 == 0:
        months = number // 365 * 12
        return str(ngettext("%(num)s month", "%(num)s months", months))
    return str(ngettext("%(num)s day", "%(num)s days", number))
