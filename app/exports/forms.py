"""Forms of exports."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import Length

from app.core.forms import DeskForm, LineField, Needed, offered
from app.core.i18n import lazy_gettext as _l
from app.exports.lists import Format


class ExportForm(DeskForm):
    """What leaves, how it is written, and why."""

    preset = SelectField(_l("What the list contains"))
    form = SelectField(
        _l("Format"),
        choices=offered(
            {
                Format.EXCEL: _l("For Excel and other spreadsheets (CSV with semicolons)"),
                Format.RFC4180: _l("For other programs (CSV with commas)"),
            }
        ),
        default=Format.EXCEL,
    )
    reason = LineField(
        _l("Why do you need the list?"),
        [
            Needed(_l("Write why you need it: the reason is kept in the log.")),
            Length(min=5, message=_l("Write a few words more.")),
        ],
        most=300,
    )
