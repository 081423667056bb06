"""Bad input is answered by a sentence in the page's language, keeps what was typed and stores nothing."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app.campaigns.models import CampaignState
from app.core.errors import EXPLANATIONS, ForeignForm
from app.petitions.models import Petition, PetitionState
from app.signatures import refusals
from tests.budgets import snapshot
from tests.clients import Client
from tests.factories import make_campaign, make_petition
from tests.petitions.signers import TYPED, address_of, kept, names, problem_with, said, sign, signatures

pytestmark = pytest.mark.database("sqlite")

TWO_LANGUAGES = pytest.mark.parametrize("language", ["sv", "en"])

WRONG: dict[str, list[Any]] = {
    "name": [
        *("", "   ", None),
        *("Läs på https://spam.example", "www.spam.example", "//spam.example", "HTTP://SPAM.EXAMPLE"),
        *("Å" * 101, "Å" * 5000),
        *("<b>x</b>", "Åsa <asa>", "070-123 45 67", "Åsa 0701234567", "12345", "?!", "٠١٢٣٤ Åsa"),
        *("As\0a", "As\x07a", "As\x1ba", "As\x7fa", "As\u0090a", "As\ufffda"),
        *("\u200b\u2060", "\u00ad", "\u3164", "\u200d", "\u115f\u1160", "\u0301", "\u200e"),  # nothing to see
    ],
    "email": [
        *("", None, "asa", "asa@", "asa@example", "@example.org", "asa@@example.org", "asa@example..org"),
        *("asa example@example.org", "asa@example.org, bo@example.org", "Åsa <asa@example.org>"),
        *("asa@[127.0.0.1]", '"å s"@example.org', "asa@-example.org", "asa@exa_mple.org", ".asa@example.org"),
        *("a" * 300 + "@example.org", "asa@" + "a" * 64 + ".org"),
        *("asa@example.org\r\nBcc: alla@example.org", "asa@example.org\0", "asa\x7f@example.org"),
    ],
    "postcode": [
        *(
            "",
            None,
            "1246",
            "124655",
            "02465",
            "Rågsved",
            "１２４６５",
            "124-65",
            "1246O",
            "12465\0",
            "-12465",
        ),
    ],
    "consent_sign": [None, "false", ""],
}


def check_refusal(answer: TestResponse, field: str, value: Any) -> None:
    """Fail unless a page names the mistake, ties it to its field and keeps the rest."""
    assert answer.status_code == 422
    assert problem_with(answer, field)
    others = set(TYPED) - {field}
    assert [name for name in others if problem_with(answer, name)] == []
    assert {name: kept(answer)[name] for name in others} == {name: TYPED[name] for name in others}
    if value and "\0" not in value and field in {"name", "email"} and kept(answer)[field]:
        assert "".join(kept(answer)[field].split()) == "".join(value.split())


def test_names_of_every_script_are_names(client: Client, petition: Petition) -> None:
    known = ["O'Neill-Ö. von Å", "Nguyễn Thị", "Անի", "محمد", "李", "Ἀνδρέας", "Karl 12", "X Æ A-12", "D’Arc"]
    for number, name in enumerate(known):
        assert sign(client, petition, name=name, email=f"p{number}@example.org").status_code == 303, name
    assert sorted(names(petition)) == sorted(known)


@TWO_LANGUAGES
@pytest.mark.parametrize("field", list(WRONG))
def test_a_mistake_is_told_at_its_field_and_the_rest_is_kept(
    client: Client, petition: Petition, language: str, field: str
) -> None:
    before = snapshot()
    failed = []
    for value in WRONG[field]:
        try:
            check_refusal(sign(client, petition, language, **{field: value}), field, value)
        except AssertionError as error:
            failed.append(f"{ascii(value)[:60]}: {str(error)[:300]}")
    assert failed == []
    assert snapshot() == before


@TWO_LANGUAGES
def test_what_is_too_long_is_told_in_numbers(client: Client, petition: Petition, language: str) -> None:
    answer = sign(client, petition, language, name="Å" * 101)
    assert "101" in problem_with(answer, "name")
    assert "100" in problem_with(answer, "name")
    assert kept(answer)["name"] == "Å" * 101


def test_every_mistake_is_told_at_once(client: Client, petition: Petition) -> None:
    answer = sign(client, petition, name="", email="asa", postcode="x", consent_sign=None, contact_me="y")
    for field in ("name", "email", "postcode", "consent_sign"):
        assert problem_with(answer, field)
    typed = {
        "name": "",
        "email": "asa",
        "postcode": "x",
        "consent_sign": None,
        "show_name": None,
        "contact_me": "y",
    }
    assert {name: kept(answer)[name] for name in typed} == typed


def test_a_name_of_markup_is_shown_again_as_text(client: Client, petition: Petition) -> None:
    for name in ('"><script>alert(1)</script>', "' onfocus=alert(1) x='", "{{ 7*7 }}", "&amp;&lt;"):
        answer = sign(client, petition, name=name, postcode="x")
        assert kept(answer)["name"] == name
        assert "<script>alert" not in answer.text


BYTES = {
    "not UTF-8": b"%C3%28",
    "Latin-1": b"%C5sa",
    "Latin-1 as it is": b"\xc5sa",
    "a lone surrogate": b"%ED%A0%80",
    "beyond Unicode": b"%F4%90%80%80",
    "too long a form of /": b"%C0%AF",
    "NUL": b"%00",
}


@TWO_LANGUAGES
def test_bytes_that_are_no_text_are_refused(client: Client, petition: Petition, language: str) -> None:
    before = snapshot()
    for kind, name in BYTES.items():
        body = b"name=" + name + b"&email=asa%40example.org&postcode=12465&consent_sign=y"
        answer = client.post(
            address_of(petition, language), data=body, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code in {400, 422}, kind
        assert f'lang="{language}"' in answer.text
    assert snapshot() == before


def test_bytes_that_are_no_text_are_refused_in_parts_too(client: Client, petition: Petition) -> None:
    lines = [b"--x\r\nContent-Disposition: form-data; name=%s\r\n\r\n%s\r\n" % (name.encode(), value)
             for name, value in (("name", b"\xc5sa"), ("email", b"asa@example.org"),
                                 ("postcode", b"12465"), ("consent_sign", b"y"))]  # fmt: skip
    body = b"".join(lines) + b"--x--\r\n"
    answer = client.post(address_of(petition), data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 422
    assert problem_with(answer, "name")
    assert kept(answer)["email"] == "asa@example.org"
    assert signatures(petition) == []


@TWO_LANGUAGES
def test_a_form_that_another_site_sends_is_refused(client: Client, petition: Petition, language: str) -> None:
    before = snapshot()
    for headers in (
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        answer = client.post(address_of(petition, language), data=TYPED, headers=headers)
        assert answer.status_code == 403
        assert said(ForeignForm.message, language) in answer.text
    assert snapshot() == before


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost:8000.evil.example"])
def test_without_sec_fetch_site_the_origin_decides(app: Flask, petition: Petition, origin: str) -> None:
    where, base = address_of(petition), "http://localhost:8000"
    stranger = app.test_client()
    assert stranger.post(where, data=TYPED, headers={"Origin": origin}, base_url=base).status_code == 403
    assert signatures(petition) == []
    assert stranger.post(where, data=TYPED, headers={"Origin": base}, base_url=base).status_code == 303


@TWO_LANGUAGES
def test_a_closed_petition_says_so_and_stores_nothing(client: Client, language: str) -> None:
    closed = make_petition(state=PetitionState.CLOSED)
    before = snapshot()
    for typed in ({}, {"name": ""}, {"consent_sign": None}):
        answer = sign(client, closed, language, **typed)
        assert answer.status_code == 410
        assert said(refusals.PetitionClosed.message, language) in answer.text
    assert snapshot() == before


@TWO_LANGUAGES
def test_what_nobody_made_or_opened_is_not_there(client: Client, language: str) -> None:
    draft = make_petition(state=PetitionState.DRAFT)
    unpublished = make_campaign(CampaignState.DRAFT)
    prefix = "" if language == "sv" else "/en"
    before = snapshot()
    for path in (address_of(draft, language), f"{prefix}/namninsamlingar/finns-inte"):
        for answer in (client.get(path), client.post(path, data=TYPED)):
            assert answer.status_code == 404
            assert said(EXPLANATIONS[404].title, language) in answer.text
    assert client.get(f"{prefix}/kampanjer/{unpublished.slug}").status_code == 404
    assert client.get("/").text.count(unpublished.title) == client.get("/").text.count(draft.title) == 0
    assert snapshot() == before


def test_a_strange_address_is_not_there_either(client: Client, petition: Petition) -> None:
    for odd in ("%F0%9F%92%A9", "..%2f..%2fetc", "a" * 3000, "'%20OR%201=1--", "%FF", "%E2%80%AE"):
        for path in ("/namninsamlingar/{}", "/kampanjer/{}", "/namninsamlingar/bekrafta/{}",
                     "/namninsamlingar/min-underskrift/{}", "/mina-underskrifter/{}",
                     "/organisera/logga-in/{}"):  # fmt: skip
            answer = client.get(path.format(odd))
            assert answer.status_code in {200, 404}, path.format(odd)
            assert answer.status_code == 404 or "logga-in" in path


def test_a_form_sent_as_something_else_is_answered(client: Client, petition: Petition) -> None:
    for kind in ("application/json", "text/plain", "multipart/form-data", "multipart/form-data; boundary=x"):
        answer = client.post(address_of(petition), data=b'{"name": "x"}', content_type=kind)
        assert answer.status_code == 422, kind
    assert signatures(petition) == []


def test_a_field_sent_twice_or_with_a_file_does_no_harm(client: Client, petition: Petition) -> None:
    twice = {**TYPED, "name": ["Åsa", "Bo"], "email": ["asa@example.org", "bo@example.org"]}
    assert client.post(address_of(petition), data=twice).status_code == 303
    assert len(signatures(petition)) == 1


@TWO_LANGUAGES
def test_asking_for_ones_own_page_tells_the_same_mistakes(
    client: Client, petition: Petition, language: str
) -> None:
    before = snapshot()
    where = address_of(petition, language) + "/min-underskrift"
    for value in WRONG["email"]:
        answer = client.post(where, data={} if value is None else {"email": value})
        assert answer.status_code == 422, ascii(value)
        assert problem_with(answer, "email"), ascii(value)
    assert snapshot() == before


@pytest.mark.settings(rate_limits=True)
def test_a_flood_is_told_to_wait_and_keeps_what_it_typed(client: Client, petition: Petition) -> None:
    signed = 0
    while (answer := sign(client, petition, email=f"p{signed}@example.org")).status_code == 303:
        signed += 1
        assert signed <= 120  # a minute may end meanwhile
    assert answer.status_code == 429
    assert kept(answer)["email"] == f"p{signed}@example.org"
    assert "error-summary" in answer.text
    assert len(signatures(petition)) == signed >= 60
