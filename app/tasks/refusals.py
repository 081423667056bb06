"""Why acts on tasks are refused."""

from __future__ import annotations

from app.core.errors import DomainError
from app.core.i18n import lazy_gettext as _l


class TaskRefused(DomainError):
    """Why an act on a task is refused."""


class NotOpen(TaskRefused):
    """A task that cannot be taken."""

    message = _l("This task is not open any more. Choose another one.")


class NotSoManyLeft(TaskRefused):
    """More is asked for than is left."""

    message = _l("There is not that much left to take: somebody was before you. Choose fewer.")


class WrongNumber(TaskRefused):
    """At least one."""

    message = _l("Choose at least one.")


class NotYours(TaskRefused):
    """The claim has ended already."""

    message = _l("This has been given back or finished already.")


class WantedUnderTaken(TaskRefused):
    """Nobody loses a task by a number."""

    message = _l("%(taken)s are taken already, so at least as many must be wanted.")


class WrongStep(TaskRefused):
    """The task cannot go there from where it is."""

    message = _l("The task cannot take that step from where it is now.")


class TakenThisMoment(TaskRefused):
    """Somebody took it between the look at who is concerned and the act."""

    message = _l("Somebody took this task at this very moment. Look who it is, and press again.")
