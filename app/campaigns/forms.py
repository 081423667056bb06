"""Forms of campaigns: shape only."""

from __future__ import annotations

from wtforms import DateField
from wtforms.validators import InputRequired

from app.core.forms import DeskForm, LineField, Needed, TextField
from app.core.i18n import lazy_gettext as _l
from app.core.uploads import FileField
from app.pictures.making import MOST_BYTES


class CampaignForm(DeskForm):
    """The text of a campaign."""

    title = LineField(_l("Title"), [Needed(_l("Give it a title."))], most=120)
    demand = LineField(_l("The demand, in one sentence"), [Needed(_l("Write the demand."))], most=300)
    story = TextField(_l("The story"))
    outcome = TextField(_l("How it ended"))


class PictureForm(DeskForm):
    """A picture, and what it shows."""

    picture = FileField(_l("Picture"), most=MOST_BYTES)
    words = LineField(
        _l("What the picture shows"), [Needed(_l("Say in a few words what it shows."))], most=200
    )


class TimelineForm(DeskForm):
    """Something that has happened."""

    happened_on = DateField(_l("Day"), [InputRequired(_l("Choose a day."))])
    title = LineField(_l("What happened"), [Needed(_l("Write what happened."))], most=120)
    body = TextField(_l("More about it"), most=4000)
