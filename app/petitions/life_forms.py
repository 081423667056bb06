"""Organizers' forms of a petition's life: shape only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from wtforms import Field, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from app.core import clock
from app.core.edits import VersionField
from app.core.forms import ClockField, DayField, DeskForm, LineField, Needed, TextField
from app.core.i18n import lazy_gettext as _l

FAR = timedelta(days=3 * 366)
"""Nobody plans further ahead: such a day is a slip of the pen."""


def _within_reach(_form: Any, field: Field) -> None:
    if field.data is not None and abs(field.data - clock.today()) > FAR:
        raise ValidationError(_l("Check the year: that is more than three years away."))


class PlanForm(DeskForm):
    """When a petition closes by itself, and, before it has been opened, when it opens."""

    opens_day = DayField(_l("It opens on"), [Optional(), _within_reach])
    opens_clock = ClockField(_l("Opens at this time"), [Optional()])
    closes_day = DayField(_l("It closes on"), [Optional(), _within_reach])
    closes_clock = ClockField(_l("Closes at this time"), [Optional()])

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each field, then that no day is without its time."""
        is_good = bool(super().validate(extra_validators))
        for day, at in ((self.opens_day, self.opens_clock), (self.closes_day, self.closes_clock)):
            is_good = _are_paired(day, at) and is_good
        return is_good


def _are_paired(day: Field, at: Field) -> bool:
    if day.errors or at.errors or bool(day.data) == (at.data is not None):
        return True
    if at.data is None:
        at.errors = [_l("Write the time, or leave the day empty too.")]
    else:
        day.errors = [_l("Write the day, or leave the time empty too.")]
    return False


class SendBackForm(DeskForm):
    """What should be changed."""

    note = TextField(_l("What should be changed"), most=1000)


class RewordForm(DeskForm):
    """The reasons in new words, and why."""

    version = VersionField()
    body = TextField(_l("Why you demand it"))
    reason = LineField(
        _l("Why you change it"), [Needed(_l("Write why: everyone who reads the petition sees it."))], most=300
    )


class PromiseForm(DeskForm):
    """Days that people were told, moved earlier."""

    purge_on = DayField(_l("The names are removed on"), [InputRequired(_l("Choose a day."))])
    contact_until = DayField(_l("On this day we forget who wants to be told how it goes"), [Optional()])


class HandOverForm(DeskForm):
    """When the list was handed over, and under which number."""

    handed_over_on = DayField(_l("Day"), [InputRequired(_l("Choose a day.")), _within_reach])
    diary_number = LineField(_l("The recipient’s case number (diarienummer)"), most=60)
    note = TextField(_l("To whom and how"), most=1000)
    purge = SelectField(_l("When the names are removed"))


class AnswerForm(DeskForm):
    """What the recipient answered."""

    answered_on = DayField(_l("Day"), [InputRequired(_l("Choose a day.")), _within_reach])
    answer = TextField(_l("The answer"), [Needed(_l("Write what the recipient answered."))])


SOONER, AS_TOLD = "sooner", "told"
"""Whether the names go three months after the hand-over, or when signers were told."""
