"""What organizers press at the desk."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from app.petitions.models import Petition
from tests.clients import Client
from tests.filled_forms import forms_of

DESK = "/organisera/namninsamlingar"


def desk_of(petition: Petition) -> str:
    """Give the path of a petition's page at the desk."""
    return f"{DESK}/{petition.id}"


def press(client: Client, page: str, act: str, **typed: Any) -> TestResponse:
    """Load a page, fill in the form of one act on it and send it."""
    forms = forms_of(client.get(page).text, page)
    (form,) = [each for each in forms if each.action.partition("#")[0].endswith(f"/{act}")]
    return client.post(form.action, data=form.filled(typed))


def token_of(client: Client) -> str:
    """Give a good form token of someone signed in."""
    for form in forms_of(client.get("/organisera/").text, "/organisera/"):
        if form.fields.get("csrf_token"):
            return str(form.fields["csrf_token"])
    raise AssertionError("The desk has no form with a token.")


def send(client: Client, path: str, **typed: Any) -> TestResponse:
    """Send a form that no page offers, with a good token."""
    return client.post(path, data={**typed, "csrf_token": token_of(client)})
