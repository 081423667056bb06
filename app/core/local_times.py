"""Times that people type, by the clock on the wall in Sweden."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from app.core import clock
from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l


class TimeRefused(DomainError):
    """Why a day and a time are no moment."""


class NoSuchHour(TimeRefused):
    """The hour that is skipped when summer time begins."""

    message = _l("That night the clock goes from 02.00 to 03.00: there is no such time. Choose another.")


class HourComesTwice(TimeRefused):
    """The hour that is repeated when summer time ends."""

    message = _l("That night the hour from 02.00 to 03.00 comes twice. Choose a time before or after it.")


def local_moment(day: date, at: time) -> datetime:
    """Give the moment of a Swedish day and time; raises NoSuchHour, HourComesTwice."""
    moment = datetime.combine(day, at, tzinfo=clock.STOCKHOLM)
    if moment.astimezone(UTC).astimezone(clock.STOCKHOLM).replace(fold=0) != moment:
        raise NoSuchHour
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        raise HourComesTwice
    return moment.astimezone(UTC)
