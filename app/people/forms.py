"""Forms about who is let in: shape only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import HiddenField, RadioField, SelectMultipleField, ValidationError
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.access import Role
from app.core.forms import AddressField, DayField, DeskForm, LineField, Needed, NoAddress, answer, offered
from app.core.i18n import lazy_gettext as _l
from app.people.rights import Rights

ALL, NAMED = "all", "named"
SCOPE = ("scope", "campaigns", "events")
"""The fields that say with what."""


class Beside(Optional):
    """Let a field be empty without calling it optional: another one says whether it matters."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {"either": True}


class NumbersField(SelectMultipleField):
    """Rows that are ticked, by number."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, coerce=int, choices=[], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the numbers; raises ValueError with a sentence."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_l("Choose one of those in the list.")) from None

    def pre_validate(self, form: Any) -> None:
        """See that each is in the list; raises ValidationError with a sentence."""
        there = {value for value, *_rest in self.iter_choices()}
        if not set(self.data or ()) <= there:
            raise ValidationError(_l("Choose one of those in the list."))


class RightsForm(DeskForm):
    """What somebody may do, with what, and until when."""

    was = HiddenField()
    role = RadioField(_l("What they may do"), [InputRequired(_l("Choose what they may do."))])
    scope = RadioField(
        _l("With which campaigns"),
        [Beside()],
        choices=offered({ALL: _l("All of them"), NAMED: _l("Only those that are ticked here")}),
        default=ALL,
    )
    campaigns = NumbersField(_l("Campaigns"), validators=[Beside()])
    events = NumbersField(_l("Activities"), validators=[Beside()])
    until = DayField(_l("Last day"), [Optional()])

    def offer(
        self, roles: Mapping[Role, Any], campaigns: Mapping[int, str], events: Mapping[int, str]
    ) -> None:
        """Offer these to choose from."""
        self.role.choices = offered({str(role): words for role, words in roles.items()})
        self.campaigns.choices = offered(campaigns)
        self.events.choices = offered(events)

    def leave_out_scope(self) -> None:
        """Ask for no campaigns and activities: roles are off."""
        for name in SCOPE:
            del self[name]

    @property
    def rights(self) -> Rights:
        """Give what was chosen."""
        role = Role(answer(self.role))
        if "scope" not in self:
            return Rights(role=role, until=self.until.data)
        is_named = self.scope.data == NAMED and role != Role.EVENT_ORGANIZER
        return Rights(
            role=role,
            campaigns=tuple(sorted(set(self.campaigns.data or ()))) if is_named else None,
            events=tuple(sorted(set(self.events.data or ()))),
            until=self.until.data,
        )


class InviteForm(RightsForm):
    """Whom to invite."""

    name = LineField(_l("Name"), [Needed(_l("Write the person’s name.")), NoAddress()], most=100)
    email = AddressField(_l("E-mail"), [Needed(_l("Write the person’s e-mail address."))])


def stored(rights: Rights) -> dict[str, Any]:
    """Give the values that a form shows for rights."""
    return {
        "was": rights.mark,
        "role": str(rights.role),
        "scope": ALL if rights.campaigns is None else NAMED,
        "campaigns": list(rights.campaigns or ()),
        "events": list(rights.events),
        "until": rights.until,
    }
