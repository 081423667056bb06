"""Two languages at two addresses: links stay in one, and numbers and days are written as it writes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest
from flask import Flask

from app.core import clock, i18n, templates
from app.core.i18n import in_language, split_language
from tests.clients import Client
from tests.core.doors import ALL, SIGNER
from tests.core.visitors import administrator, anybody
from tests.factories import make_account, make_association, make_petition, make_signature
from tests.filled_forms import forms_of
from tests.mail import Mailbox
from tests.pages.parsed import Kind, Page

SQLITE = pytest.mark.database("sqlite")
OTHER_LANGUAGE = ("hreflang", "alternate", "canonical")


@pytest.mark.parametrize(
    ("path", "prefix", "rest"),
    [
        ("/", "", "/"),
        ("/en", "/en", "/"),
        ("/en/", "/en", "/"),
        ("/en/kampanjer/x", "/en", "/kampanjer/x"),
        ("/en/en/", "/en", "/en/"),
        ("/english", "", "/english"),
        ("/enkel/en/", "", "/enkel/en/"),
        ("/En/", "", "/En/"),
        ("/kampanjer/en", "", "/kampanjer/en"),
        ("", "", ""),
        ("/en//evil.example", "/en", "//evil.example"),
    ],
)
def test_the_language_is_taken_off_the_front_of_the_path_alone(path: str, prefix: str, rest: str) -> None:
    assert split_language(path) == (prefix, rest)


def targets(page: Page) -> list[str]:
    """List where a page leads on this site, its own other language and files left out."""
    found = [node.attrs.get("href") or "" for node in page.named("a") if "hreflang" not in node.attrs]
    found += [node.attrs.get("action") or "" for node in page.named("form")]
    return [target for target in found if target.startswith("/") and not target.startswith("/static/")]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    ("visitor", "prefix"), [(anybody, "/en"), (administrator, ""), (administrator, "/en")]
)
def test_every_link_and_form_stays_in_the_language_of_its_page(
    app: Flask, visitor: Callable[[Flask], Client], prefix: str
) -> None:
    make_association()
    make_signature(show_name=True)
    client = visitor(app)
    pages = 0
    for door in ALL:
        address = prefix + door.way()
        answer = client.get(address, checked=False)
        if answer.mimetype != "text/html" or answer.status_code == 303:
            continue
        pages += 1
        page = Page(answer.text, path=address, kind=Kind.PUBLIC, host="localhost:8000")
        assert page.named("html")[0].attrs["lang"] == (prefix[1:] or "sv"), address
        led = targets(page)
        assert led, address
        astray = [target for target in led if split_language(target)[0] != prefix]
        assert not astray, f"{address} leads out of its language: {astray}"
    assert pages > 20


@SQLITE
def test_each_page_leads_to_itself_in_the_other_language_and_names_its_own_address(app: Flask) -> None:
    make_association()
    path = f"/namninsamlingar/{make_petition().slug}"
    client = anybody(app)
    for own, other in (("", "/en"), ("/en", "")):
        page = Page(client.get(own + path).text, path=path, kind=Kind.PUBLIC, host="")
        assert {node.attrs["href"] for node in page.named("a") if "hreflang" in node.attrs} == {other + path}
        links = {node.attrs.get("rel"): node.attrs.get("href") for node in page.named("link")}
        assert links["canonical"] == f"http://localhost:8000{own}{path}"


@SQLITE
@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_whole_way_stays_in_one_language_its_mails_too(
    app: Flask, client: Client, mailbox: Mailbox, prefix: str
) -> None:
    make_association()
    account = make_account(email="organizer@example.org")
    assert account.id
    path = f"{prefix}/namninsamlingar/{make_petition().slug}"
    answers = [client.post(path, data=SIGNER)]
    confirm = urlsplit(mailbox.last().links[0]).path
    answers += [client.post(confirm), client.post(f"{path}/min-underskrift", data={"email": SIGNER["email"]})]
    answers.append(client.get(f"{prefix}/organisera/"))
    answers.append(client.post(f"{prefix}/organisera/logga-in/lank", data={"email": "organizer@example.org"}))
    link = urlsplit(mailbox.last().links[0]).path
    answers.append(client.post(link))
    for place in (confirm, link, *(answer.location for answer in answers)):
        assert split_language(place)[0] == prefix, place
    text = mailbox.letters()[0].text
    assert ("Bekräfta" in text) is not prefix.startswith("/en")


@SQLITE
def test_nothing_about_the_browser_chooses_the_language(app: Flask, client: Client) -> None:
    make_association()
    plain = client.get("/trygghet").data
    for headers in ({"Accept-Language": "en"}, {"Cookie": "lang=en; locale=en"}):
        assert client.get("/trygghet", headers=headers).data == plain
    assert client.get("/trygghet?lang=en").data == plain


@SQLITE
def test_an_error_is_told_in_the_language_of_its_address(app: Flask, client: Client) -> None:
    for path, lang in (
        ("/finns-inte", "sv"),
        ("/en/finns-inte", "en"),
        ("/en/en/", "en"),
        ("/english", "sv"),
    ):
        answer = client.get(path)
        assert answer.status_code == 404
        assert f'<html lang="{lang}">' in answer.text


@SQLITE
def test_a_form_that_was_not_right_is_answered_in_its_language(app: Flask, client: Client) -> None:
    path = f"/namninsamlingar/{make_petition().slug}"
    swedish, english = client.post(path, data={}), client.post(f"/en{path}", data={})
    assert swedish.status_code == english.status_code == 422
    assert "Write your name." in english.text
    assert "Write your name." not in swedish.text
    posts = [form.action for form in forms_of(english.text, f"/en{path}") if form.method == "POST"]
    assert [urlsplit(action).path for action in posts] == [f"/en{path}"]


MOMENT = datetime(2026, 3, 28, 23, 30, tzinfo=UTC)  # half past midnight in Sweden, an hour before summer time

WRITTEN = [
    (templates.number, 0, "0", "0"),
    (templates.number, 1234, "1 234", "1,234"),
    (templates.number, 1_234_567, "1 234 567", "1,234,567"),
    (templates.number, -12, "-12", "-12"),
    (templates.day, date(2026, 11, 28), "28 november 2026", "28 November 2026"),
    (templates.day, MOMENT, "29 mars 2026", "29 March 2026"),
    (templates.short_day, date(2026, 11, 28), "lör 28 nov", "Sat 28 Nov"),
    (templates.moment, MOMENT, "29 mars 2026 00.30", "29 Mar 2026 00:30"),
    (templates.moment, datetime(2026, 7, 1, 8, 5, tzinfo=UTC), "1 juli 2026 10.05", "1 Jul 2026 10:05"),
    (templates.spaced_postcode, "12465", "124 65", "124 65"),
    (templates.spaced_postcode, "124", "124", "124"),
]


@SQLITE
@pytest.mark.parametrize(("write", "value", "swedish", "english"), WRITTEN)
def test_numbers_and_days_are_written_as_each_language_writes_them(
    app: Flask, write: Callable[..., str], value: object, swedish: str, english: str
) -> None:
    for code, expected in (("sv", swedish), ("en", english)):
        with in_language(code):
            assert re.sub(r"\s", " ", write(value)) == expected
            assert i18n.current_language() == code


def test_a_day_begins_at_midnight_in_sweden(monkeypatch: pytest.MonkeyPatch) -> None:
    for hour, minute, day in ((22, 59, 28), (23, 0, 29)):
        moment = datetime(2026, 3, 28, hour, minute, tzinfo=UTC)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        assert clock.today() == date(2026, 3, day)


@SQLITE
def test_a_files_address_changes_with_the_file_and_an_old_one_still_works(app: Flask, client: Client) -> None:
    with app.test_request_context("/"):
        current = templates.static_url("css/main.css")
    now, old = client.get(current), client.get("/static/0123456789ab/css/main.css")
    assert now.status_code == 200
    assert (old.status_code, old.location) == (302, current)  # never new bytes under an old name
    assert client.get("/static/0123456789ab/css/finns-inte.css", checked=False).status_code == 404


@SQLITE
@pytest.mark.parametrize(
    "path",
    [
        "../../pyproject.toml",
        "..%2f..%2fpyproject.toml",
        "%2e%2e/%2e%2e/pyproject.toml",
        "..%5c..%5cpyproject.toml",
        "%2fetc/passwd",
        "css",
        "css/",
        "css/main.css%00.png",
        ".",
        "",
    ],
)
def test_no_other_file_is_sent(app: Flask, client: Client, path: str) -> None:
    answer = client.get(f"/static/0/{path}", checked=False)
    assert answer.status_code in {308, 404}
    if answer.status_code == 308:
        assert client.get(answer.location, checked=False).status_code == 404
