"""Whatever is sent to a form, the answer is a page or a redirect: never a fault of ours, never half a row."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote_from_bytes

from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.core.db import db
from app.core.mail import OutboxMail
from app.petitions.models import Petition
from tests.clients import Client
from tests.factories import make_campaign, make_petition
from tests.mail import Mailbox
from tests.petitions.organizers import DESK, desk_of, token_of
from tests.petitions.signers import TYPED, address_of, signatures

ANSWERS = {200, 303, 400, 413, 422, 429}
FEW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

NASTY = (
    "",
    " ",
    "0",
    "-1",
    "NaN",
    "1e999",
    "9" * 400,
    "\0",
    "\u202e\u2066",
    "\ufffe",
    "\U0010ffff",
    "=cmd|' /C calc'!A0",
    "'; DROP TABLE signature; --",
    "<svg/onload=alert(1)>",
    "{{ 7*7 }}",
    "%(x)s %s {0}",
    "a\r\nBcc: b@example.org",
    "../../../etc/passwd",
    "İıſßΐ",
    "x" * 20_001,
    "👩‍👩‍👧‍👦" * 40,
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "0001-01-01",
    "٣",
    "²",
)
VALUES = st.one_of(
    st.sampled_from(NASTY),
    st.text(max_size=300),
    st.text(alphabet=st.characters(categories=["Cc", "Cf", "Co", "Cn", "Mn", "Zl", "Zp"]), max_size=20),
    st.integers().map(str),
    st.dates().map(str),
    st.emails(),
    st.lists(st.text(max_size=10), max_size=3),
)


def fields(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    """Fill in some of these fields, and now and then one that is not there."""
    return st.dictionaries(
        st.sampled_from([*names, "x", "csrf_token", "_method"]), VALUES, max_size=len(names)
    )


def check(answer: TestResponse) -> None:
    """Fail when an answer is none of ours; the client has held the page to its rules."""
    assert answer.status_code in ANSWERS, answer.status_code
    if answer.status_code == 303:
        assert answer.location.startswith(("/namninsamlingar/", "/organisera/", "/kampanjer/"))


def check_whole(petition: Petition) -> None:
    """Fail when a row that is asked to be confirmed has no mail, or a mail no row."""
    rows = {row.receipt for row in signatures(petition) if row.mails_sent}
    mails = set(db.session.scalars(select(OutboxMail.about)))
    assert rows == mails


def test_the_form_for_signing(client: Client, petition: Petition, mailbox: Mailbox) -> None:
    client.reads_words = False

    @FEW
    @given(typed=fields("name", "email", "postcode", "consent_sign", "show_name", "contact_me"))
    @example(typed={**TYPED, "name": "\x85", "email": "a" * 64 + "@" + "b" * 63 + ".example"})
    def fuzz(typed: dict[str, Any]) -> None:
        check(client.post(address_of(petition), data=encodable(typed)))
        check(client.post(address_of(petition), data={**TYPED, **encodable(typed)}))
        check_whole(petition)

    fuzz()
    mailbox.deliver()
    db.session.rollback()
    states = set(db.session.scalars(select(OutboxMail.state)))
    assert states <= {"sent"}  # every mail could be written


def encodable(typed: dict[str, Any]) -> dict[str, Any]:
    """Leave lone surrogates out: they cannot be sent as UTF-8."""
    return {name: value for name, value in typed.items() if str(value).isprintable() or is_utf8(str(value))}


def is_utf8(text: str) -> bool:
    """Say whether a text can be sent."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def test_raw_bytes_as_a_form(client: Client, petition: Petition) -> None:
    client.reads_words = False

    @FEW
    @given(body=st.binary(max_size=400), multipart=st.booleans())
    @example(body=b"name=%", multipart=False)
    @example(body=b"&&==&;%00=%00", multipart=False)
    @example(
        body=b'--x\r\nContent-Disposition: form-data; name="name"; filename="a"\r\n\r\nhej\r\n--x--',
        multipart=True,
    )
    @example(body=b"--x\r\n\r\n", multipart=True)
    def fuzz(body: bytes, multipart: bool) -> None:
        kind = "multipart/form-data; boundary=x" if multipart else "application/x-www-form-urlencoded"
        check(client.post(address_of(petition), data=body, content_type=kind))
        typed = (
            b"name="
            + quote_from_bytes(body).encode()
            + b"&email=asa%40example.org&postcode=12465&consent_sign=y"
        )
        check(client.post(address_of(petition), data=typed, content_type="application/x-www-form-urlencoded"))
        check_whole(petition)

    fuzz()


def test_the_form_for_ones_own_page(client: Client, petition: Petition) -> None:
    client.reads_words = False

    @FEW
    @given(typed=fields("email"))
    def fuzz(typed: dict[str, Any]) -> None:
        check(client.post(address_of(petition) + "/min-underskrift", data=encodable(typed)))

    fuzz()


def test_tokens_and_names_in_addresses(client: Client, petition: Petition) -> None:
    client.reads_words = False
    odd = st.text(
        alphabet=st.characters(exclude_characters="/\\?#%\0", exclude_categories=["Cs", "Cc"]),
        min_size=1,
        max_size=80,
    )

    @FEW
    @given(token=odd)
    def fuzz(token: str) -> None:
        for path in (f"/namninsamlingar/bekrafta/{token}", f"/namninsamlingar/min-underskrift/{token}"):
            assert client.get(path).status_code in {404, 308}
        assert client.get(f"/namninsamlingar/{token}").status_code in {200, 404, 308}
        assert client.get(f"{address_of(petition)}/ett-steg-kvar/{token}").status_code in {200, 404, 308}

    fuzz()


WHOLE = {
    "title": "Titel",
    "demand": "Krav",
    "body": "Text",
    "recipient": "Nämnden",
    "preset": "count",
    "purge_on": "2027-06-01",
    "collected_on": "2026-01-01",
    "place": "Torget",
    "count": "3",
    "counted_by": "Bo",
    "form": "excel",
    "reason": "Överlämning",
    "happened_on": "2026-01-01",
}
"""A desk form with nothing wrong in it."""


def test_the_forms_of_the_desk(app: Flask, organizer: Client) -> None:
    organizer.reads_words = False  # titles drawn at random are shown as typed
    campaign, petition = make_campaign(), make_petition()
    draft = make_petition(state="draft")  # type: ignore[arg-type]
    token = token_of(organizer)
    forms = {
        f"{DESK}/ny/{campaign.id}": (
            "title",
            "demand",
            "body",
            "recipient",
            "is_authority",
            "preset",
            "purge_on",
        ),
        f"{desk_of(draft)}/redigera": ("title", "demand", "body", "recipient", "preset", "purge_on"),
        f"{desk_of(petition)}/papper": ("collected_on", "place", "count", "counted_by"),
        f"{desk_of(petition)}/exportera": ("preset", "form", "reason"),
        "/organisera/kampanjer/ny": ("title", "demand", "story"),
        f"/organisera/kampanjer/{campaign.id}/redigera": ("title", "demand", "story", "outcome"),
        f"/organisera/kampanjer/{campaign.id}/tidslinje": ("happened_on", "title", "body"),
        f"/organisera/kampanjer/{campaign.id}/steg": ("to",),
    }

    @FEW
    @given(data=st.data(), path=st.sampled_from(sorted(forms)))
    def fuzz(data: st.DataObject, path: str) -> None:
        typed = encodable(data.draw(fields(*forms[path])))
        base = WHOLE if data.draw(st.booleans()) else {}
        answer = organizer.post(path, data={**base, **typed, "csrf_token": token})
        check(answer)
        if answer.status_code == 303:
            for page in (answer.location.partition("#")[0], "/", "/namninsamlingar/", "/organisera/"):
                assert organizer.get(page).status_code == 200

    fuzz()
