"""Where one goes on to after signing in: the page that was asked for, on this site and no other."""

from __future__ import annotations

import pytest
from flask import Flask

from app.accounts.entry_views import local_path
from tests.accounts.people import EMAIL, PASSWORD, STEP, app_code, make_alva
from tests.clients import Client
from tests.factories import make_association

TRICKS = [
    "https://evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/ /evil.example",
    "http:evil.example",
    "http:/evil.example",
    "https:///evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    ".evil.example",
    "/\x00/evil.example",
    "/organisera/\r\nSet-Cookie: a=b",
    "//evil.example/%2e%2e",
    "/\x0b/evil.example",
    "",
]


@pytest.mark.parametrize("target", TRICKS)
def test_another_sites_address_is_no_place_to_go_on_to(target: str) -> None:
    assert local_path(target) == ""


@pytest.mark.parametrize(
    "target", ["/organisera/", "/en/organisera/logg", "/organisera/kampanjer/1?a=b#c", "/å"]
)
def test_a_place_on_this_site_is(target: str) -> None:
    assert local_path(target) == target


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/%2f/evil.example",
        "/%5cevil.example",
        "/%09/evil.example",
        "/\u2028/evil.example",
        "/organisera/\x7f",
    ],
)
def test_nobody_is_led_off_the_site_by_signing_in(app: Flask, target: str) -> None:
    make_association()
    account, client = make_alva(has_totp=True), Client(app)
    page = client.get("/organisera/logga-in", query_string={"next": target}, checked=False)
    assert page.status_code == 200
    typed = {"email": EMAIL, "password": PASSWORD}
    client.post("/organisera/logga-in", query_string={"next": target}, data=typed)
    done = client.post(STEP, data={"code": app_code(account)})
    assert done.status_code == 303
    assert done.location.startswith("/")
    assert not done.location.startswith(("//", "/\\"))
    assert not any(ord(character) < 33 for character in done.location)
