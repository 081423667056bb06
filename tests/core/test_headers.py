"""What every answer carries: the headers that protect, and no cookie before somebody acts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import text, update
from werkzeug.test import TestResponse

from app.core.db import db, transaction
from app.core.headers import SECURITY_HEADERS
from app.core.pages import kept_mark
from app.petitions.models import Petition
from app.signatures.models import Signature
from tests.clients import Client
from tests.core.doors import ALL, DESK, GATE, PUBLIC, SIGNED_LINKS, SIGNER
from tests.core.visitors import administrator, anybody, knock, organizer, token_of
from tests.factories import make_account, make_association, make_petition, make_signature
from tests.signatures.own_doors import own_link

HTTPS = pytest.mark.settings(base_url="https://samling.example", rate_limits=True)


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


def is_protected(answer: TestResponse) -> bool:
    policy = answer.headers["Content-Security-Policy"]
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == rules["base-uri"] == "'none'"
    assert rules["form-action"] == rules["script-src"] == rules["style-src"] == "'self'"
    assert "unsafe" not in policy
    assert "*" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer.headers["Permissions-Policy"]
    assert answer.headers["Cache-Control"]
    return all(len(answer.headers.getlist(name)) == 1 for name in SECURITY_HEADERS)


def broken_page(app: Flask) -> str:
    """Make a page that fails: its envelope has been altered."""
    address = own_link()
    with transaction():
        db.session.execute(update(Signature).values(sealed=b"\x01" + b"x" * 100))
    app.config["TESTING"] = False
    return address


STATUSES: dict[int, Callable[[Client, Flask], TestResponse]] = {
    200: lambda client, _: client.get("/"),
    303: lambda client, _: client.get("/organisera/"),
    307: lambda client, _: client.get("/", headers={"Host": "127.0.0.1"}),
    308: lambda client, _: client.get("/kampanjer"),
    400: lambda client, _: organizer(client.application).post("/organisera/logga-ut"),
    401: lambda client, _: client.post("/organisera/logga-ut"),
    403: lambda client, _: client.post("/organisera/logga-in", headers={"Sec-Fetch-Site": "cross-site"}),
    404: lambda client, _: client.get("/finns-inte"),
    405: lambda client, _: client.put("/trygghet"),
    410: lambda client, _: client.post("/organisera/logga-in/finns-inte"),
    413: lambda client, _: client.post("/organisera/logga-in", data={"email": "x" * 2_000_000}),
    421: lambda client, _: client.post("/", headers={"Host": "evil.example"}),
    422: lambda client, _: client.post("/organisera/logga-in", data={"email": "x"}),
    500: lambda client, app: client.get(broken_page(app)),
}


@pytest.mark.database("sqlite")
@pytest.mark.parametrize("status", STATUSES)
def test_every_kind_of_answer_is_protected(app: Flask, client: Client, status: int) -> None:
    answer = STATUSES[status](client, app)
    assert answer.status_code == status
    assert is_protected(answer)
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.database("sqlite")
def test_the_answer_while_the_database_is_away_is_protected_and_says_when_to_come_back(
    app: Flask, client: Client
) -> None:
    petition = make_petition()
    app.config["TESTING"] = False
    db.session.execute(text("ALTER TABLE petition RENAME TO petition_away"))
    db.session.commit()
    answer = client.post(f"/namninsamlingar/{petition.slug}", data=SIGNER)
    assert answer.status_code == 503
    assert is_protected(answer)
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.database("sqlite")
def test_every_page_and_file_is_protected(app: Flask) -> None:
    client = administrator(app)
    token = token_of(client)
    for door in ALL:
        assert is_protected(knock(client, door, door.way(), token=token, checked=False)), door.name


@HTTPS
@pytest.mark.database("sqlite")
def test_over_tls_browsers_are_told_to_stay_there(app: Flask, client: Client) -> None:
    for path in ("/", "/finns-inte", "/static/0/css/main.css", "/organisera/"):
        assert "max-age=63072000" in client.get(path).headers["Strict-Transport-Security"]


@pytest.mark.database("sqlite")
def test_no_visitor_gets_a_cookie_whatever_she_does(app: Flask) -> None:
    client = anybody(app)
    for door in PUBLIC + SIGNED_LINKS:
        if door.endpoint.startswith(("accounts.", "invitations.")):
            continue  # whoever signs in gets them
        for address in (door.way(), f"/en{door.way()}"):
            answer = knock(client, door, address, checked=False)
            assert answer.status_code == door.status, door.name
            assert "Set-Cookie" not in answer.headers, door.name
            assert "cookie" not in answer.headers.get("Vary", "").lower(), door.name
    for answer in (
        client.get("/finns-inte"),
        client.post(f"/namninsamlingar/{make_petition().slug}", data={}),
    ):
        assert not {"Set-Cookie", "Vary"} & set(answer.headers.keys())


@pytest.mark.database("sqlite")
def test_a_kept_page_is_the_same_for_everybody(app: Flask) -> None:
    make_signature(show_name=True)
    inside, outside = administrator(app), anybody(app)
    seen = set()
    for door in PUBLIC:
        if kept_mark(app.view_functions[door.endpoint]) is None:
            continue
        seen.add(door.endpoint)
        address = door.way()
        accepts = {"Accept-Language": "en", "User-Agent": "other", "Cookie": "samling=x"}
        first, second = inside.get(address), outside.get(address, headers=accepts)
        assert (first.data, first.status) == (second.data, second.status), door.name
        assert "Vary" not in first.headers, door.name
    assert {"site.front", "petitions.show", "campaigns.show", "static"} <= seen


@pytest.mark.database("sqlite")
def test_nothing_personal_is_stored_by_browsers_or_on_the_way(app: Flask) -> None:
    client = administrator(app)
    token = token_of(client)
    personal = [door for door in PUBLIC if kept_mark(app.view_functions[door.endpoint]) is None]
    for door in (*personal, *SIGNED_LINKS, *DESK, *GATE):
        answer = knock(client, door, door.way(), token=token, checked=False)
        if door.endpoint == "volunteers.calendar_feed":  # programs ask for it every hour: 304 saves them much
            assert answer.headers["Cache-Control"] == "private, no-cache"
            continue
        assert answer.headers["Cache-Control"] == "no-store", door.name
        assert "ETag" not in answer.headers, door.name


def cookies_of(app: Flask) -> list[str]:
    account = make_account()
    client = Client(app)
    client.sign_in(account)
    page = client.get("/organisera/kampanjer/ny")
    answer = client.submit("/organisera/kampanjer/ny", {"title": "En titel", "demand": "Ett krav"})
    return [*page.headers.getlist("Set-Cookie"), *answer.headers.getlist("Set-Cookie")]


@pytest.mark.database("sqlite")
def test_the_cookie_of_who_signs_in_is_for_this_server_alone(app: Flask) -> None:
    found = cookies_of(app)
    assert found
    for cookie in found:
        name, *flags = [part.strip() for part in cookie.split(";")]
        assert name.startswith("samling=")
        assert sorted(flags) == ["HttpOnly", "Path=/", "SameSite=Lax"]


@HTTPS
@pytest.mark.database("sqlite")
def test_over_tls_the_cookie_is_bound_to_this_host(app: Flask) -> None:
    found = cookies_of(app)
    assert found
    for cookie in found:
        name, *flags = [part.strip() for part in cookie.split(";")]
        assert name.startswith("__Host-samling=")
        assert sorted(flags) == ["HttpOnly", "Path=/", "SameSite=Lax", "Secure"]


@pytest.mark.database("sqlite")
def test_a_server_error_tells_nothing_of_itself(
    app: Flask, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    make_signature(name="Hjördis Hemlig", email="hemlig@example.org")
    answer = client.get(broken_page(app))
    assert answer.status_code == 500
    for word in ("Traceback", "SealBroken", "app/core", "Hemlig"):
        assert word not in answer.text
    assert "unforeseen error: KeyGone at" in caplog.text
    for word in ("Hemlig", "hemlig", "mina-underskrifter"):
        assert word not in caplog.text
    assert db.session.get_one(Petition, 1)
