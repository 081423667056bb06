"""Forms of exports."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import Length

from app.core.forms import DeskForm, LineField, Needed
from app.core.i18n import lazy_gettext as _l
from app.exports.lists import Format


class ExportForm(DeskForm):
    """What leaves, how it is written, and why."""

    preset = SelectField(_l("What the list holds"))
    form = SelectField(
        _l("Format"),
        choices=[
            (Format.EXCEL, _l("For Excel and other spreadsheets (semicolons)")),
            (Format.RFC4180, _l("For other programs (RFC 4180, commas)")),
        ],
        default=Format.EXCEL,
    )
    reason = LineField(
        _l("Why is the list taken out?"),
        [
            Needed(_l("Write why: it is kept in the log.")),
            Length(min=5, message=_l("Write a few words more.")),
        ],
        most=300,
    )
