"""Forms of exports."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import Length

from app.core.forms import DeskForm, LineField, Needed, offered
from app.core.i18n import lazy_gettext as _l
from app.exports.lists import Format

FORMATS = {
    Format.XLSX: _l("Excel (XLSX)"),
    Format.ODS: _l("LibreOffice (ODS)"),
    Format.PDF: _l("To print and hand over: cover letter, list and receipt (PDF)"),
    Format.EXCEL: _l("Plain text for a Swedish Excel (CSV with semicolons)"),
    Format.RFC4180: _l("Plain text for other programs (CSV with commas)"),
}


class ExportForm(DeskForm):
    """What leaves, how it is written, and why."""

    preset = SelectField(_l("What the list contains"))
    form = SelectField(_l("Format"), choices=offered(FORMATS), default=Format.XLSX)
    reason = LineField(
        _l("Why do you need the list?"),
        [
            Needed(_l("Write why you need it: the reason is kept in the log.")),
            Length(min=5, message=_l("Write a few words more.")),
        ],
        most=300,
    )
