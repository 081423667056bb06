"""What kinds of events and degrees of openness are called."""

from __future__ import annotations

from app.core.i18n import LazyString
from app.core.i18n import lazy_gettext as _l
from app.shifts.models import EventKind, Visibility

KINDS: dict[str, LazyString] = {
    EventKind.FLYERING: _l("Flyering"),
    EventKind.STAND: _l("Stand"),
    EventKind.DOORS: _l("Stairwells and doors"),
    EventKind.NEWSPAPER: _l("Newspaper sale"),
    EventKind.MEETING: _l("Meeting"),
    EventKind.OTHER: _l("Something else"),
}

VISIBILITIES: dict[str, LazyString] = {
    Visibility.PUBLIC: _l("Public"),
    Visibility.LINK: _l("By link"),
    Visibility.MEMBERS: _l("Members"),
}
