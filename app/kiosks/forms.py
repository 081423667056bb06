"""Forms of kiosks: shape only."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import Any

from wtforms import HiddenField
from wtforms.validators import InputRequired

from app.core.forms import ClockField, DeskForm, LineField, Needed
from app.core.i18n import lazy_gettext as _l
from app.petitions.sign_forms import Asked, SignForm, form_for

LEFT_OUT = (
    "email",
    "meant",
    "show_name",
    "first_name_only",
    "contact_me",
    "proof",
    "subject",
    "phone",
    "comment",
)
"""Asks that need a mailbox or time of one's own; a name is never shown from a tablet of others."""


class KioskForm(DeskForm):
    """Where a tablet takes signatures today, and for how long."""

    place = LineField(_l("Place"), [Needed(_l("Write where the tablet is."))], most=120)
    starts = ClockField(_l("From"), [InputRequired(_l("Write when it starts."))])
    ends = ClockField(_l("To"), [InputRequired(_l("Write when it ends."))])


@lru_cache(maxsize=64)
def stand_form_for(asked: Asked) -> type[SignForm]:
    """Give the form at a stand: name and postcode, and the petition's own areas and questions."""
    fields: dict[str, Any] = dict.fromkeys(LEFT_OUT)
    fields["once"] = HiddenField(default=lambda: secrets.token_hex(16))
    return type("StandForm", (form_for(asked),), fields)
