"""The form of a text: shape only."""

from __future__ import annotations

from app.core.edits import VersionField
from app.core.forms import DeskForm, Needed, TextField
from app.core.i18n import lazy_gettext as _l


class LegalForm(DeskForm):
    """The text as Markdown."""

    version = VersionField()
    body = TextField(_l("Text"), [Needed(_l("Write the text, or go back to the draft."))], most=60_000)
