"""The walk from an empty installation to a petition, as a browser without JavaScript takes it."""

from __future__ import annotations

from app.core.db import transaction
from app.site import opening
from tests.clients import Client

ASSOCIATION = {"name": "Rågsveds hyresgäster", "contact_email": "kontakt@example.org", "sender": ""}
PERSON = {"name": "Alva Provström", "email": "alva@example.org"}
PETITION = {
    "title": "Köp tillbaka centrum",
    "demand": "Staden ska köpa tillbaka Rågsveds centrum.",
    "recipient": "Stockholms kommunfullmäktige",
    "is_authority": "y",
    "body": "Därför.",
}


def set_up_link() -> str:
    """Make the link that opens an empty installation."""
    with transaction(public=False):
        return f"/kom-igang/{opening.make_link()}"


def set_up(client: Client) -> None:
    """Take the first two pages."""
    link = set_up_link()
    assert client.submit(link, ASSOCIATION).location == f"{link}/du"
    assert client.submit(f"{link}/du", PERSON).location == "/organisera/kom-igang/inloggning"
