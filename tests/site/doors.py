"""The doors of the settings and of what follows from them, as rows of the table in `tests.core.doors`."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from PIL import Image

from app.campaigns import service as campaigns
from app.core.db import transaction
from app.pictures import service as pictures
from app.pictures.queries import url_of
from app.site.queries import get_association
from tests.clients import Client
from tests.factories import make_campaign
from tests.shifts.doors import Row

SETTINGS = "/organisera/installningar"
NOBODY = {
    "provider": "other",
    "host": "127.0.0.1",
    "port": "1",
    "user": "info",
    "password": "hemligt",
    "sender": "info@example.org",
}
"""A mail server that is not there."""


def drawn(form: str = "PNG", size: tuple[int, int] = (400, 400), mode: str = "RGB") -> bytes:
    """Draw a picture of two colours."""
    image = Image.new(mode, size, "#c4161c")
    image.paste("#1a1411", (0, 0, size[0] // 2, size[1] // 2))
    into = BytesIO()
    image.save(into, form)
    return into.getvalue()


def chosen(_address: str = "") -> dict[str, Any]:
    """Choose a picture in a form, and say what it shows."""
    return {"picture": (BytesIO(drawn()), "x.png"), "words": "Två färger", **version()}


def version(_address: str = "") -> dict[str, Any]:
    """Name the version of the settings that the form was opened on."""
    return {"version": str(get_association().version)}


def named(_address: str = "") -> dict[str, Any]:
    """Fill in the form about the association."""
    told = {"name": "Föreningen", "contact_email": "info@example.org", "sender": "Föreningen, Rågsved"}
    return told | version()


def kept(_address: str = "") -> dict[str, Any]:
    """Fill in the periods of keeping."""
    days = {"volunteers": "365", "unconfirmed": "14", "networks": "30", "mails": "14", "record": "3653"}
    return days | version()


def picture() -> str:
    """Make a picture and give its address."""
    made = pictures.prepare_picture(drawn())
    with transaction():
        return url_of(pictures.make_picture(made), 400)


def pictured(rest: str = "") -> str:
    """Make a campaign with a picture, and give the way to where it is chosen."""
    campaign, made = make_campaign(), pictures.prepare_picture(drawn())
    with transaction():
        campaigns.show_picture(campaign, made, words="Två färger", actor=None)
    return f"/organisera/kampanjer/{campaign.id}/bild/{rest}"


def token_of(client: Client) -> str:
    """Give the token that a desk form carries."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/organisera/dolj/").text)
    assert found
    return found[1]


PUBLIC: tuple[Row, ...] = (("pictures.show", "GET", picture, 200, {}),)

DESK: tuple[Row, ...] = (
    ("settings_manage.index", "GET", lambda: f"{SETTINGS}/", 200, {}),
    ("settings_manage.association", "GET", lambda: f"{SETTINGS}/foreningen", 200, {}),
    ("settings_manage.association", "POST", lambda: f"{SETTINGS}/foreningen", 303, named),
    ("settings_manage.looks", "GET", lambda: f"{SETTINGS}/utseende", 200, {}),
    (
        "settings_manage.looks",
        "POST",
        lambda: f"{SETTINGS}/utseende",
        303,
        lambda _address: {"accent": "#123456", **version()},
    ),
    ("settings_manage.logo", "POST", lambda: f"{SETTINGS}/utseende/logga", 303, chosen),
    ("settings_manage.remove_logo", "POST", lambda: f"{SETTINGS}/utseende/logga/ta-bort", 303, version),
    ("settings_manage.keeping", "GET", lambda: f"{SETTINGS}/lagringstider", 200, {}),
    ("settings_manage.keeping", "POST", lambda: f"{SETTINGS}/lagringstider", 303, kept),
    ("mail_manage.index", "GET", lambda: f"{SETTINGS}/e-post/", 200, {}),
    ("mail_manage.index", "POST", lambda: f"{SETTINGS}/e-post/", 422, NOBODY),
    ("mail_manage.code", "POST", lambda: f"{SETTINGS}/e-post/kod", 422, {"code": "123456"}),
    ("mail_manage.check", "POST", lambda: f"{SETTINGS}/e-post/kontroll", 200, {}),
    ("mail_manage.stop", "POST", lambda: f"{SETTINGS}/e-post/sluta", 303, version),
    ("hiding_manage.index", "GET", lambda: "/organisera/dolj/", 200, {}),
    ("hiding_manage.hide", "POST", lambda: "/organisera/dolj/", 303, {}),
    ("hiding_manage.show", "POST", lambda: "/organisera/dolj/visa", 303, {}),
    ("campaign_pictures.edit", "GET", pictured, 200, {}),
    ("campaign_pictures.edit", "POST", pictured, 303, chosen),
    ("campaign_pictures.remove", "POST", lambda: pictured("ta-bort"), 303, {}),
)
