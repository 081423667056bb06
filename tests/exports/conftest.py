"""What the tests of exports begin with."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.petitions.models import Petition, Preset
from tests.clients import Client
from tests.core.visitors import token_of
from tests.factories import make_association, make_petition

REASON = "Överlämning till fullmäktige"
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
    """Take out a petition's list as an organizer does."""
    token = token_of(organizer)

    def take_out(petition: Petition, preset: str = "full", form: str = "excel", **more: str) -> TestResponse:
        prefix = more.pop("prefix", "")
        data = {"preset": preset, "form": form, "reason": REASON, "csrf_token": token, **more}
        return organizer.post(f"{prefix}/organisera/namninsamlingar/{petition.id}/exportera", data=data)

    return take_out


def rows_of(answer: TestResponse) -> list[list[str]]:
    """Read a list back as its receiver would."""
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/csv"
    text = answer.data.decode("utf-8-sig")
    separator = ";" if answer.data.startswith(b"\xef\xbb\xbf") else ","
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))


def mark_of(answer: TestResponse) -> str:
    """Read the mark in a file's name."""
    found = re.fullmatch(
        r'attachment; filename="torget-\d{4}-\d\d-\d\d-([0-9a-f]{8})\.csv"',
        answer.headers["Content-Disposition"],
    )
    assert found
    return found.group(1)
