"""Form of whoever reports a shown name or comment."""

from __future__ import annotations

from typing import Any, Self

from wtforms import RadioField
from wtforms.form import BaseForm
from wtforms.validators import StopValidation

from app.core.forms import Needed, PublicForm, TextField, offered
from app.core.i18n import gettext as _
from app.core.i18n import lazy_gettext as _l
from app.signatures.models import ReportKind
from app.signatures.names import ShownSigners

EXCERPT = 120


class StillShown:
    """Ask for something that is on the page: what was a moment ago, and is not, is told as such."""

    def __call__(self, _form: BaseForm, field: Any) -> None:
        """Raise StopValidation when it is not there any more."""
        if field.data and field.data not in {str(value) for value, *_rest in field.iter_choices()}:
            field.errors = []
            raise StopValidation(_l("This is no longer shown on the page, so there is nothing to report."))


class ReportForm(PublicForm):
    """What should not be there, and why."""

    about = RadioField(
        _l("What should not stand there?"),
        [Needed(_l("Choose what you want to report.")), StillShown()],
        validate_choice=False,
    )
    why = TextField(_l("Why?"), [Needed(_l("Write why, in a few words."))], most=500)

    @classmethod
    def offering(cls, shown: ShownSigners, **kwargs: Any) -> Self:
        """Make the form with what is shown now."""
        form = cls(**kwargs)
        found = {
            f"{ReportKind.NAME}-{each.handle}": _("The name %(name)s", name=each.name) for each in shown.names
        }
        for each in shown.comments:
            label = (
                _("The comment “%(words)s” by %(name)s", words=_excerpt(each.words), name=each.name)
                if each.name
                else _("The comment “%(words)s”", words=_excerpt(each.words))
            )
            found[f"{ReportKind.COMMENT}-{each.handle}"] = label
        form.about.choices = offered(found)
        return form


def _excerpt(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= EXCERPT else line[:EXCERPT].rstrip() + "…"
