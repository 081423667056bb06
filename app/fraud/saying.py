"""What an invalidation was made by, in words for organizers."""

from __future__ import annotations

from app.core import clock
from app.core.db import db
from app.core.i18n import gettext as _
from app.fraud.choosing import Conditions
from app.fraud.forms import HOLD_NAMES
from app.fraud.invalidating import CHOSEN
from app.fraud.models import Invalidation
from app.petitions.models import Area
from app.signatures.models import Channel, Hold
from app.signatures.words import CHANNELS


def say_conditions(made: Invalidation) -> list[tuple[str, str]]:
    """List label and value of each condition."""
    if CHOSEN in made.conditions:
        return [(str(_("Which")), str(_("Ticked one by one")))]
    said = Conditions.from_json(made.conditions)
    area = db.session.get(Area, said.area) if said.area else None
    found = [
        (_("Signed from"), f"{clock.local(said.since):%Y-%m-%d %H:%M}" if said.since else ""),
        (_("Signed before"), f"{clock.local(said.until):%Y-%m-%d %H:%M}" if said.until else ""),
        (_("Given"), CHANNELS[Channel(said.channel)] if said.channel else ""),
        (_("Came by"), said.source),
        (_("From the network"), said.network[:6]),
        (_("Mail address at the domain"), said.domain[:6]),
        (_("Held for"), HOLD_NAMES[Hold(said.hold)] if said.hold else ""),
        (_("Area"), area.name if area else ""),
        (_("Postcode begins with"), said.postcode),
    ]
    shown = [(str(label), str(value)) for label, value in found if value]
    return shown or [(str(_("Which")), str(_("By a network or domain that is forgotten since")))]
