"""A refusal is said at the field of the form in hand where it is mended, else on top."""

from __future__ import annotations

import pytest
from flask import Flask

from app.core.errors import DomainError
from app.core.forms import DeskForm
from app.petitions import at_field, refusals
from app.petitions.forms import PetitionForm
from app.petitions.life_forms import PlanForm, PromiseForm

pytestmark = pytest.mark.database("sqlite")

LATE = refusals.ClosesAfterPurge(day="1 maj")


@pytest.mark.parametrize(
    ("form", "refusal", "field"),
    [
        (PlanForm, LATE, "closes_day"),
        (PetitionForm, LATE, "purge_on"),
        (PromiseForm, refusals.PurgeDateOutOfRange(), "purge_on"),
        (PromiseForm, refusals.ContactLater(day="1 maj"), "contact_until"),
        (PlanForm, refusals.PurgeDateOutOfRange(), ""),
        (PetitionForm, refusals.TitleJustTaken(), ""),
    ],
)
def test_it_is_said_where_it_is_mended(
    app: Flask, form: type[DeskForm], refusal: DomainError, field: str
) -> None:
    with app.test_request_context():
        shown = form()
        at_field.say(shown, refusal)
        assert shown.errors == {field: [str(refusal)]}


def test_an_obstacle_leads_to_the_field_where_it_is_mended_best() -> None:
    found = [at_field.field_of(each) for each in (LATE, refusals.NeedsPurgeDate(), refusals.TitleJustTaken())]
    assert found == ["closes_day", "purge_on", ""]
