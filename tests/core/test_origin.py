"""Forms come from our own pages, desk forms with a token besides, and all of it under our own name."""

from __future__ import annotations

from itertools import product

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.core.origin import EXEMPT, exempt_from_origin, is_own_origin
from app.signatures.models import Signature
from tests.clients import Client
from tests.core.doors import ALL, DESK, SIGNER
from tests.core.visitors import administrator, anybody, everything, knock, organizer, token_of
from tests.factories import make_association, make_petition

BASE = "http://localhost:8000"
FOREIGN = (
    "https://evil.example",
    "http://localhost:8001",
    "https://localhost:8000",
    "http://localhost:8000.evil.example",
    "http://localhost:8000/",
    "http://127.0.0.1:8000",
    "null",
    "",
)

# Sec-Fetch-Site decides; where it is missing, Origin; what sends neither carries no visitor's cookie.
MATRIX = [
    *((site, origin, site in {"same-origin", "none"}) for site, origin in product(
        ("same-origin", "none", "same-site", "cross-site", "", "nonsense", "same-origin, cross-site"),
        (None, BASE, *FOREIGN[:2]),
    )),
    ("SAME-ORIGIN ", None, True),
    (None, None, True),
    (None, BASE, True),
    (None, BASE.upper(), True),
    *((None, origin, False) for origin in FOREIGN),
]  # fmt: skip


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(("site", "origin", "own"), MATRIX)
def test_a_form_is_taken_from_our_own_pages_alone(
    app: Flask, site: str | None, origin: str | None, own: bool
) -> None:
    assert is_own_origin(site, origin, BASE) is own
    petition = make_petition()
    sent = {
        name: value for name, value in (("Sec-Fetch-Site", site), ("Origin", origin)) if value is not None
    }
    answer = app.test_client().post(
        f"/namninsamlingar/{petition.slug}", base_url=BASE, data=SIGNER, headers=sent
    )
    db.session.rollback()
    assert answer.status_code == (303 if own else 403)
    assert db.session.scalar(select(func.count()).select_from(Signature)) == int(own)


@pytest.mark.database("sqlite")
def test_no_form_anywhere_is_taken_from_another_site(app: Flask) -> None:
    client = administrator(app)
    token = token_of(client)
    exempt = {name for name, view in app.view_functions.items() if getattr(view, EXEMPT, False)}
    assert exempt == {"petition_contact.stop"}  # the button of a mail program: its token is the authority
    for door in ALL:
        if door.method == "GET" or door.endpoint in exempt:
            continue
        address = door.way()
        before = everything(app)
        answer = knock(
            client, door, address, token=token, headers={"Sec-Fetch-Site": "cross-site"}, checked=False
        )
        assert answer.status_code == 403, door.name
        assert everything(app) == before, door.name


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("token", ["", "wrong", "another browser's"])
def test_no_desk_form_is_taken_without_the_browsers_own_token(app: Flask, token: str) -> None:
    client = administrator(app)
    given = token_of(organizer(app)) if token == "another browser's" else token
    for door in DESK:
        if door.method == "GET":
            continue
        address = door.way()
        before = everything(app)
        assert knock(client, door, address, token=given, checked=False).status_code == 400, door.name
        assert everything(app) == before, door.name


@pytest.mark.database("sqlite")
def test_a_token_may_come_in_no_other_way_than_in_the_form(app: Flask) -> None:
    client = organizer(app)
    token = token_of(client)
    path = f"/organisera/logga-ut?csrf_token={token}"
    assert client.post(path, checked=False).status_code == 400
    assert client.get("/organisera/").status_code == 200


@pytest.mark.database("sqlite")
def test_a_view_whose_token_is_its_authority_takes_it_from_anywhere(app: Flask) -> None:
    from app.core.access import signed_link

    @exempt_from_origin
    @signed_link("test")
    def view() -> str:
        return "done"

    app.add_url_rule("/test/avsluta", "test.stop", view, methods=["POST"])
    answer = anybody(app).post("/test/avsluta", headers={"Sec-Fetch-Site": "cross-site"}, checked=False)
    assert (answer.status_code, answer.text) == (200, "done")


def ask(app: Flask, host: str, path: str = "/", method: str = "GET", **headers: str) -> tuple[int, str]:
    answer = app.test_client().open(path, method=method, headers={**headers, "Host": host})
    return answer.status_code, answer.headers.get("Location", "")


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("host", ["127.0.0.1:8000", "127.0.0.1", "[::1]:8000", "localhost", "localhost:1"])
def test_a_reader_by_another_of_the_machines_names_is_sent_to_the_base_url(app: Flask, host: str) -> None:
    assert ask(app, host) == (307, f"{BASE}/")
    path = "/en/organisera/logga-in?next=/organisera/"
    assert ask(app, host, path) == (307, f"{BASE}{path}")
    assert ask(app, host, "/finns-inte") == (307, f"{BASE}/finns-inte")
    assert ask(app, host, "//evil.example/%2e%2e")[1].startswith(f"{BASE}/")
    assert ask(app, host, method="POST")[0] == 421


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost:8000.evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "localhost:8000@evil.example",
        "",
        "localhost:8000,evil.example",
        "[::1",
    ],
)
def test_under_another_name_nothing_is_answered(app: Flask, host: str) -> None:
    for path in ("/", "/en/trygghet", "/static/0/css/main.css", "/finns-inte"):
        for method in ("GET", "POST"):
            status, location = ask(app, host, path, method)
            assert status in {400, 421}, (path, status)
            assert location == ""


@pytest.mark.database("sqlite")
@pytest.mark.settings(base_url="https://samling.example", rate_limits=True)
def test_a_public_installation_sends_nobody_anywhere(app: Flask) -> None:
    for host in ("127.0.0.1", "localhost:8000", "www.samling.example", "samling.example:8443"):
        assert ask(app, host) == (421, "")
    answer = app.test_client().get("/", base_url="https://samling.example")
    assert answer.status_code == 200


@pytest.mark.database("sqlite")
def test_forged_forwarding_headers_change_no_address(app: Flask) -> None:
    petition = make_petition()
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "Forwarded": "host=evil.example",
        "X-Original-URL": "/organisera/",
        "X-Rewrite-URL": "/organisera/",
    }
    client: Client = anybody(app)
    for path in (f"/namninsamlingar/{petition.slug}", "/organisera/logga-in", "/finns-inte"):
        assert "evil.example" not in client.get(path, headers=forged).text


@pytest.mark.database("sqlite")
def test_the_health_of_the_program_is_told_under_every_name(app: Flask) -> None:
    """A load balancer asks by address."""
    assert ask(app, "10.0.0.7:8000", "/health/live")[0] == 200
    assert ask(app, "10.0.0.7:8000", "/health/ready")[0] == 200
    assert ask(app, "10.0.0.7:8000", "/health/../organisera/")[0] in {404, 421}
