"""The logo and the picture of a campaign: chosen at the desk, shown to everyone, removed when replaced."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.pictures.models import Picture, PictureFile
from app.record.models import Act
from app.site.queries import get_association
from tests.clients import Client
from tests.factories import make_association, make_campaign
from tests.site.doors import drawn, token_of, version

pytestmark = pytest.mark.database("sqlite")

LOGO = "/organisera/installningar/utseende/logga"
ADDRESS = re.compile(r"/bild/[0-9a-f]{32}-\d+\.(?:webp|jpg|png)")


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    make_association()


def send(client: Client, path: str, raw: bytes, **fields: str) -> Any:
    given = {"csrf_token": token_of(client), **version(), **fields}
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}' for name, text in given.items()
    ]
    named = '--x\r\nContent-Disposition: form-data; name="picture"; filename="bild.svg.exe"\r\n\r\n'
    body = "\r\n".join([*parts, named]).encode() + raw + b"\r\n--x--\r\n"
    return client.post(path, data=body, content_type="multipart/form-data; boundary=x")


def test_a_logo_stands_on_every_page_and_its_files_may_be_kept_for_good(
    administrator: Client, client: Client
) -> None:
    assert send(administrator, LOGO, drawn(size=(600, 200))).status_code == 303
    page = client.get("/").text
    found = set(ADDRESS.findall(page))
    assert len(found) == 6, found
    assert 'width="384" height="128"' in page
    for address in found:
        answer = client.get(address)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("image/")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie" not in answer.headers
    assert ADDRESS.search(administrator.get("/organisera/").text)


def test_the_logo_before_is_gone_when_there_is_another(administrator: Client, client: Client) -> None:
    send(administrator, LOGO, drawn(size=(600, 200)))
    before = ADDRESS.findall(client.get("/").text)
    send(administrator, LOGO, drawn(size=(300, 300)))
    assert {client.get(each).status_code for each in before} == {404}
    assert db.session.scalar(select(func.count()).select_from(Picture)) == 1
    administrator.submit("/organisera/installningar/utseende", button="Ta bort loggan")
    assert db.session.scalar(select(func.count()).select_from(PictureFile)) == 0
    assert not ADDRESS.search(client.get("/").text)


def test_what_is_no_picture_is_answered_at_its_field(administrator: Client) -> None:
    answer = send(administrator, LOGO, b"<svg onload='x'>")
    assert answer.status_code == 422
    assert "SVG" in answer.text
    assert "picture-error" in answer.text
    assert get_association().logo is None
    large = send(administrator, LOGO, b"\xff\xd8" + b"x" * (8 * 1024 * 1024))
    assert large.status_code == 422
    assert "8 MB" in large.text


def test_a_page_that_takes_no_file_takes_no_more_than_others(administrator: Client) -> None:
    assert send(administrator, "/organisera/dolj/", b"x" * 1_100_000).status_code == 413
    assert send(administrator, LOGO, b"x" * (9 * 1024 * 1024)).status_code == 413


def test_a_campaigns_picture_is_on_its_poster_and_in_what_is_shared(
    organizer: Client, client: Client
) -> None:
    campaign = make_campaign()
    way = f"/organisera/kampanjer/{campaign.id}/bild/"
    without = send(organizer, way, drawn(size=(1200, 600)), words="")
    assert without.status_code == 422, "The words are asked for."
    assert send(organizer, way, drawn(size=(1200, 600)), words="Torget en <lördag>").status_code == 303
    page = client.get(f"/kampanjer/{campaign.slug}").text
    assert 'alt="Torget en &lt;lördag&gt;"' in page
    shared = re.search(r'property="og:image" content="(http://localhost:8000/bild/[^"]+\.jpg)"', page)
    assert shared
    assert client.get(shared[1].removeprefix("http://localhost:8000")).status_code == 200
    assert send(organizer, way, b"", words="Torget").status_code == 303, "Only the words can be changed."
    assert 'alt="Torget"' in client.get(f"/kampanjer/{campaign.slug}").text
    organizer.submit(way, button="Ta bort bilden")
    assert "/bild/" not in client.get(f"/kampanjer/{campaign.slug}").text
    kinds = db.session.scalars(select(Act.kind).where(Act.kind == "campaign.pictured")).all()
    assert len(kinds) == 3


@pytest.mark.parametrize("name", ["0-1.webp", "../etc/passwd", "f" * 32 + "-480.webp", "f" * 32 + "-0.jpg"])
def test_a_picture_that_is_not_there_is_not_found(client: Client, name: str) -> None:
    assert client.get(f"/bild/{name}").status_code == 404
