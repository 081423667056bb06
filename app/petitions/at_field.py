"""At which field of the desk's forms a refusal is said: one table for all of them."""

from __future__ import annotations

from app.core.errors import DomainError
from app.core.forms import DeskForm
from app.petitions import contents, refusals

FIELDS: dict[type[DomainError], tuple[str, ...]] = {
    refusals.NoteNeeded: ("note",),
    refusals.NothingChanged: ("body",),
    refusals.OpensInThePast: ("opens_day",),
    refusals.ClosesInThePast: ("closes_day",),
    refusals.ClosesBeforeOpening: ("closes_day",),
    refusals.ClosingHasPassed: ("closes_day",),
    refusals.ClosesAfterPurge: ("closes_day", "purge_on"),
    refusals.NeedsPurgeDate: ("purge_on",),
    refusals.PurgeDateOutOfRange: ("purge_on",),
    refusals.PurgeLater: ("purge_on",),
    refusals.PaperInFuture: ("collected_on",),
    refusals.PaperLongAgo: ("collected_on",),
    refusals.PaperBeforePetition: ("collected_on",),
    refusals.PaperIsZero: ("count",),
    refusals.PaperOutOfRange: ("count",),
    refusals.ContactLater: ("contact_until",),
    refusals.ContactAfterPurge: ("contact_until",),
    refusals.ContactPassed: ("contact_until",),
    contents.TooManyAreas: ("areas",),
    contents.ListChanged: ("areas",),
    contents.OnlyOptionalNow: ("ask_phone",),
    contents.TooManyQuestions: ("label",),
    contents.QuestionOnlyOptional: ("label",),
}
"""Where it is mended best stands first; a form without that field says it at the next."""


def say(form: DeskForm, refusal: DomainError) -> None:
    """Put a sentence at the field that it is about, or on top of a form that has none of them."""
    name = next((name for name in FIELDS.get(type(refusal), ()) if name in form), "")
    if name:
        form[name].errors = [str(refusal)]
    else:
        form.form_errors = [str(refusal)]


def field_of(refusal: DomainError) -> str:
    """Name the field where what a refusal says is mended best; empty for one that is about no field."""
    return FIELDS.get(type(refusal), ("",))[0]
