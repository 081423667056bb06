"""How much of a task is taken and left: the numbers, and the sentences that tell them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core import clock
from app.core.i18n import gettext as _
from app.tasks.models import Task, TaskState

MOST_DOTS = 12


@dataclass(frozen=True)
class Need:
    """What a task wants still."""

    taken: int
    wanted: int
    unit: str
    deadline: date | None
    is_open: bool

    @classmethod
    def of(cls, task: Task) -> Need:
        """Read it off a task."""
        return cls(task.taken, task.wanted, task.unit, task.deadline, task.state == TaskState.OPEN)

    @property
    def left(self) -> int:
        """Count what nobody has taken."""
        return self.wanted - self.taken

    @property
    def can_be_taken(self) -> bool:
        """Say whether there is something left to take."""
        return self.is_open and self.left > 0

    @property
    def has_dots(self) -> bool:
        """Say whether so much can be told in dots."""
        return 1 < self.wanted <= MOST_DOTS

    @property
    def is_late(self) -> bool:
        """Say whether the last day is over."""
        return self.deadline is not None and self.deadline < clock.today()

    @property
    def name(self) -> str:
        """Give the name that the style sheet knows."""
        if not self.is_open:
            return "over"
        return "short" if self.left else "full"

    @property
    def words(self) -> str:
        """Say how much is taken and what is left: 3 of 10 banners, 7 left to take."""
        if not self.is_open:
            return str(_("This is done."))
        if not self.left:
            return str(_("Everything is taken."))
        if self.wanted == 1:
            return str(_("Nobody has taken it yet."))
        numbers = {"taken": self.taken, "wanted": self.wanted}
        if self.unit:
            numbers |= {"left": self.left}
            return str(
                _("%(taken)s of %(wanted)s %(unit)s, %(left)s left to take", unit=self.unit, **numbers)
            )
        return str(_("%(taken)s of %(wanted)s, needs %(missing)s more", missing=self.left, **numbers))


@dataclass(frozen=True)
class Row:
    """A task as a line of a list."""

    task: Task
    need: Need


def rows(tasks: Iterable[Task]) -> list[Row]:
    """Give tasks as lines, in their order."""
    return [Row(task, Need.of(task)) for task in tasks]
