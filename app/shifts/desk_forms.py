"""Organizers' forms of events and shifts: shape only."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from wtforms import BooleanField, Field, HiddenField, RadioField, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from app.core import clock
from app.core.edits import VersionField
from app.core.forms import (
    AddressField,
    ClockField,
    DayField,
    DeskForm,
    LineField,
    Needed,
    NumberField,
    Phone,
    TextField,
    answer,
    offered,
)
from app.core.i18n import lazy_gettext as _l
from app.shifts.forms import Either
from app.shifts.models import EventKind, Visibility
from app.shifts.service import NumbersOutOfOrder, Room
from app.shifts.words import KINDS, VISIBILITIES

MANY = 999
"""As many hands as one role can have room for."""
FAR = timedelta(days=3 * 365)
"""Nobody plans further ahead: such a day is a slip of the pen."""
FURTHER_ROLES = (2, 3)


class EventForm(DeskForm):
    """What is done, where, and who leads it."""

    version = VersionField()
    title = LineField(_l("Name"), [Needed(_l("Give it a name."))], most=120)
    kind = SelectField(_l("Kind"), choices=offered(KINDS), default=EventKind.FLYERING)
    campaign = SelectField(_l("Campaign"), coerce=int, default=0)
    visibility = RadioField(
        _l("Who finds it"),
        [InputRequired(_l("Choose who finds it."))],
        choices=offered(VISIBILITIES),
        default=Visibility.PUBLIC,
    )
    place = LineField(_l("Place"), [Needed(_l("Write where."))], most=120)
    map_query = LineField(_l("Where on the map"), most=200)
    body = TextField(_l("What one does there"), most=8000)
    meeting_point = LineField(_l("Meeting point"), most=200)
    bring = LineField(_l("What to bring"), most=300)
    leader_name = LineField(_l("Shift leader’s name"), most=100)
    leader_phone = LineField(_l("Shift leader’s phone"), [Phone()], most=40)


def _within_reach(_form: Any, field: Field) -> None:
    if field.data is not None and abs(field.data - clock.today()) > FAR:
        raise ValidationError(_l("Check the year: that is more than three years away."))


class TimeForm(DeskForm):
    """A Swedish day, from and to."""

    day = DayField(_l("Day"), [InputRequired(_l("Write which day.")), _within_reach])
    starts = ClockField(_l("From"), [InputRequired(_l("Write when it starts."))])
    ends = ClockField(_l("To"), [InputRequired(_l("Write when it ends."))])
    last_day = DayField(_l("Day when it ends"), [Optional(), _within_reach])


class ChangeTimeForm(TimeForm):
    """A shift's time, on the version that was looked at."""

    version = VersionField()


class NumbersForm(DeskForm):
    """How many hands one role has room for."""

    role = LineField(_l("Role"), most=60)
    least = NumberField(
        _l("At least"), [InputRequired(_l("Write a number; 0 is fine."))], least=0, most=MANY, default=1
    )
    wanted = NumberField(
        _l("Wanted"), [InputRequired(_l("Write how many you want."))], least=0, most=MANY, default=3
    )
    most = NumberField(
        _l("At most"), [InputRequired(_l("Write how many there is room for."))], least=1, most=MANY, default=4
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Check each number, then their order."""
        is_good = bool(super().validate(extra_validators))
        return _are_in_order(self.least, self.wanted, self.most) and is_good

    @property
    def room(self) -> Room:
        """Give what was typed."""
        return Room(
            role=answer(self.role),
            least=answer(self.least),
            wanted=answer(self.wanted),
            most=answer(self.most),
        )


def _are_in_order(least: Field, wanted: Field, most: Field) -> bool:
    """Check numbers that are each right by themselves; a wrong one has its own sentence."""
    if any(field.errors or field.data is None for field in (least, wanted, most)):
        return True
    if least.data <= wanted.data <= most.data:
        return True
    wanted.errors = [str(NumbersOutOfOrder())]
    return False


class RoomForm(NumbersForm):
    """A role's numbers, with what stood when the form was opened."""

    was = HiddenField()

    @staticmethod
    def packed(room: Room) -> str:
        """Write a room so that it comes back with the form."""
        return f"{room.least} {room.wanted} {room.most} {room.role}"

    @property
    def looked_at(self) -> Room | None:
        """Give the room that stood when the form was opened; None when that cannot be read."""
        found = re.fullmatch(r"([0-9]{1,3}) ([0-9]{1,3}) ([0-9]{1,3}) (.*)", self.was.data or "", re.ASCII)
        if found is None:
            return None
        return Room(role=found[4], least=int(found[1]), wanted=int(found[2]), most=int(found[3]))


def _further(number: int) -> tuple[Any, ...]:
    labels = {
        2: (_l("Role 2"), _l("Role 2: at least"), _l("Role 2: wanted"), _l("Role 2: at most")),
        3: (_l("Role 3"), _l("Role 3: at least"), _l("Role 3: wanted"), _l("Role 3: at most")),
    }
    role, *numbers = labels[number]
    least = (0, 0, 1)
    fields = [
        NumberField(label, [Either()], least=lowest, most=MANY)
        for label, lowest in zip(numbers, least, strict=True)
    ]
    return LineField(role, [Either()], most=60), *fields


class NewShiftForm(TimeForm, NumbersForm):
    """A time with one role; further ones where they are named."""

    role_2, least_2, wanted_2, most_2 = _further(2)
    role_3, least_3, wanted_3, most_3 = _further(3)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check the first role, then that each further one that is begun is whole."""
        is_good = super().validate(extra_validators)
        for row in self.further:
            if row[0].data or any(field.raw_data and field.raw_data[0] for field in row[1:]):
                is_good = _is_whole(*row) and is_good
        return is_good

    @property
    def further(self) -> list[list[Field]]:
        """Give the fields of the roles after the first, row by row."""
        return [
            [self[f"{name}_{number}"] for name in ("role", "least", "wanted", "most")]
            for number in FURTHER_ROLES
        ]

    @property
    def rooms(self) -> list[Room]:
        """Give the roles that were typed."""
        rows = [[field.data for field in row] for row in self.further]
        further = [Room(role=row[0], least=row[1], wanted=row[2], most=row[3]) for row in rows if row[0]]
        return [self.room, *further]


def _is_whole(role: Field, *numbers: Field) -> bool:
    if not role.data:
        role.errors = [str(_l("Name the role, so that it can be told from the first."))]
    for field in numbers:
        if field.data is None and not field.errors:
            field.errors = [str(_l("Write a number."))]
    is_good = not (role.errors or any(field.errors for field in numbers))
    return _are_in_order(*numbers) and is_good


class CopyForm(DeskForm):
    """The day that a shift is copied to."""

    day = DayField(_l("Day"), [InputRequired(_l("Write which day.")), _within_reach])


class PersonForm(DeskForm):
    """Somebody whom an organizer writes in: by name only, if need be."""

    slot = SelectField(_l("Role"), coerce=int)
    name = LineField(_l("Name"), [Needed(_l("Write a name."))], most=100)
    phone = LineField(_l("Phone"), [Phone()], most=40)
    email = AddressField(_l("E-mail"))
    make_room = BooleanField(_l("Make room for one more if it is full"))


class MoveForm(DeskForm):
    """Where somebody is moved."""

    slot = RadioField(_l("To"), [InputRequired(_l("Choose a place to move to."))], coerce=int)
    make_room = BooleanField(_l("Make room for one more if it is full"))


class CompanionForm(DeskForm):
    """Which one of those who come along with somebody; there is a button for it."""

    number = NumberField("", [InputRequired()], least=1, most=99)
    make_room = BooleanField(_l("Make room for one more"))
