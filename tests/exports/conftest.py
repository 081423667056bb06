"""What the tests of exports begin with."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.exports import background
from app.petitions.models import Petition, Preset
from tests.clients import Client
from tests.core.visitors import token_of
from tests.exports.making import REASON, csv_rows
from tests.factories import make_association, make_petition

Export = Callable[..., TestResponse]


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


@pytest.fixture
def petition(app: Flask) -> Petition:
    """Make a petition that promises everything to its recipient."""
    return make_petition(preset=Preset.FULL, slug="torget")


@pytest.fixture
def export(organizer: Client) -> Export:
    """Take out a petition's list as an organizer does: asked for, written, fetched."""
    token = token_of(organizer)

    def take_out(petition: Petition, preset: str = "full", form: str = "excel", **more: str) -> TestResponse:
        prefix = more.pop("prefix", "")
        data = {"preset": preset, "form": form, "reason": REASON, "csrf_token": token, "do": "begin", **more}
        answer = organizer.post(f"{prefix}/organisera/namninsamlingar/{petition.id}/exportera", data=data)
        if answer.status_code != 303:
            return answer
        background.work_on_exports()
        return organizer.post(f"{answer.location}/hamta/1", data={"csrf_token": token})

    return take_out


def rows_of(answer: TestResponse) -> list[list[str]]:
    """Read a list back as its receiver would."""
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/csv"
    return csv_rows(answer.data)


def mark_of(answer: TestResponse) -> str:
    """Read the mark in a file's name."""
    found = re.fullmatch(
        r'attachment; filename="torget-\d{4}-\d\d-\d\d-([a-z]{4}-[a-z]{4})\.csv"',
        answer.headers["Content-Disposition"],
    )
    assert found
    return found.group(1)


__all__ = ["REASON", "Export", "mark_of", "rows_of"]
