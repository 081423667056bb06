"""How many hands a shift has and needs: the numbers, and the sentence that tells them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.i18n import gettext as _
from app.shifts.models import Shift, Slot


@dataclass(frozen=True)
class Hands:
    """The hands of one or more slots together."""

    taken: int
    wanted: int
    most: int
    lacking: int
    """Without these it cannot go ahead."""
    missing: int
    """Wanted still, the lacking among them."""

    @property
    def is_full(self) -> bool:
        """Say whether nobody more can be booked."""
        return self.taken >= self.most

    @property
    def kind(self) -> str:
        """Give the kind of tag: short, waiting, running or full."""
        if self.lacking:
            return "short"
        if self.missing:
            return "waiting"
        return "full" if self.is_full else "running"

    @property
    def words(self) -> str:
        """Say it: 2 of 4, needs 2 more."""
        if self.lacking:
            words = _("%(taken)s of %(wanted)s, cannot go ahead without %(lacking)s more", **vars(self))
        elif self.missing:
            words = _("%(taken)s of %(wanted)s, needs %(missing)s more", **vars(self))
        elif self.is_full:
            words = _("%(taken)s of %(most)s, full", **vars(self))
        else:
            left = self.most - self.taken
            words = _("%(taken)s of %(most)s, room for %(left)s more", left=left, **vars(self))
        return str(words)


def of_slots(slots: Iterable[Slot]) -> Hands:
    """Add up the hands of slots: too many in one role fill no other."""
    slots = list(slots)
    return Hands(
        taken=sum(slot.taken for slot in slots),
        wanted=sum(slot.wanted for slot in slots),
        most=sum(slot.most for slot in slots),
        lacking=sum(max(slot.least - slot.taken, 0) for slot in slots),
        missing=sum(slot.missing for slot in slots),
    )


def of_shift(shift: Shift) -> Hands:
    """Add up the hands of a shift over its roles."""
    return of_slots(shift.slots)
