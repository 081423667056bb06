"""The page checker catches what it is there for: a good page passes, each planted fault is named."""

from __future__ import annotations

import pytest
from werkzeug.datastructures import Headers

from tests import pages
from tests.pages import words
from tests.pages.parsed import Kind

GOOD = """<!doctype html>
<html lang="sv"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Skriv under – Samling</title><link rel="stylesheet" href="/static/1/css/main.css"></head>
<body><main><h1>Skriv under</h1><h2>Varför</h2><p id="hint">Hej <a href="https://example.org/">du</a></p>
<form method="post" action="/sign"><label for="name">Namn</label><input id="name" aria-describedby="hint">
<label><input type="checkbox" name="ok"> Ja</label><button>Skriv under</button></form>
<ul><li>Ett</li></ul><img src="/static/1/a.png" alt=""></main></body></html>"""

FAULTS = [
    ("<h2>Varför</h2>", "<h2>Varför</h3>", "not valid HTML"),
    ("<h2>Varför</h2>", "<h3>Varför</h3>", "h3 “Varför” follows h1"),
    ("<h2>Varför</h2>", "<h1>Varför</h1>", "has 2 h1"),
    ("<h1>Skriv under</h1>", "", "has 0 h1"),
    ("<title>Skriv", "<title>Samling: skriv", "should begin with the h1"),
    ('lang="sv"', 'lang="en"', "should be 'sv'"),
    ('lang="sv"', "", "<html lang> is None"),
    ('<meta name="viewport" content="width=device-width">', "", "no viewport"),
    ('<meta charset="utf-8">', "", "charset"),
    ("<main>", "<main></main><main>", "has 2 main"),
    ('for="name"', 'for="nome"', "has no label"),
    ('for="name"', 'for="nome"', "points at “nome”"),
    ("Ja</label>", "</label>", "has no label"),
    ('id="hint"', 'id="hints"', "aria-describedby points at “hint”"),
    ('id="hint"', 'id="name"', "stands 2 times"),
    ("https://example.org/", "javascript:alert(1)", "scheme javascript:"),
    ("https://example.org/", "#nowhere", "jumps to “#nowhere”"),
    ('">du<', '"><', "says nothing to press on"),
    ('">du<', '"><button>du</button><', "stands inside"),
    ("<button>Skriv under</button>", "<button></button>", "says nothing to press on"),
    (' alt=""', "", "has no alt"),
    ("/static/1/a.png", "https://cdn.example/a.png", "another place"),
    ("/static/1/a.png", "//cdn.example/a.png", "another place"),
    ("/static/1/css/main.css", "http://localhost/main.css", "another place"),
    ('action="/sign"', 'action="https://elsewhere.example/"', "another place"),
    ("<p id", "<p style='color:red' id", "carries style"),
    ("</head>", "<style>p{}</style></head>", "carries style"),
    ("</head>", "<script>1</script></head>", "inline script"),
    ("<p id", "<p onclick='x()' id", "inline handler onclick"),
    ("<li>Ett</li>", "<p>Ett</p>", "does not belong there"),
    ("<li>Ett</li>", "Ett", "loose text"),
    ("<button>", '<input type="hidden" name="csrf_token" value="x"><button>', "carries a token"),
    ("Hej", "Hej %(name)s", "shows “%(name)s”"),
    ("Hej", "None", "shows “None”"),
    ("Hej", "&amp;amp;", "shows “&amp;”"),
    ("Hej ", "<button>Translate me</button>", "is not translated: “Translate me”"),
    (' alt=""', ' alt="Translate me"', "is not translated: “Translate me”"),
]


@pytest.fixture(autouse=True)
def one_sentence_in_the_catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = {"sv": {"Translate me"}, "en": {"Översätt mig"}}
    monkeypatch.setattr(words, "foreign_sentences", lambda language: foreign[language])


def problems(html: str, *, path: str = "/", kind: Kind = Kind.PUBLIC) -> str:
    return "\n".join(pages.problems_of_page(html, path=path, kind=kind))


def test_a_good_page_passes() -> None:
    assert problems(GOOD) == ""


@pytest.mark.parametrize(("good", "bad", "words"), FAULTS)
def test_a_fault_is_named(good: str, bad: str, words: str) -> None:
    assert good in GOOD
    assert words in problems(GOOD.replace(good, bad))


def test_an_english_page_says_so_and_shows_no_swedish_sentence() -> None:
    english = GOOD.replace('lang="sv"', 'lang="en"')
    assert problems(english, path="/en/x") == ""
    assert "is not translated" in problems(english.replace("Hej ", "<b>Översätt mig</b>"), path="/en")


def test_text_in_a_marked_language_is_left_alone() -> None:
    assert problems(GOOD.replace("Hej ", '<span lang="en">Translate me</span>')) == ""


def test_a_form_at_the_desk_carries_a_token() -> None:
    assert "without a csrf_token" in problems(GOOD, kind=Kind.DESK)
    token = '<input type="hidden" name="csrf_token" value="x"><button>'
    assert problems(GOOD.replace("<button>", token, 1), kind=Kind.DESK) == ""
    assert "with GET" in problems(GOOD.replace("<button>", token, 1).replace("post", "get"), kind=Kind.DESK)


HEADERS = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize(
    ("changes", "kind", "words"),
    [
        ({"Content-Security-Policy": ""}, Kind.PUBLIC, "Content-Security-Policy should"),
        (
            {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"},
            True,
            "allows unsafe-inline",
        ),
        ({"X-Content-Type-Options": ""}, Kind.PUBLIC, "nosniff"),
        ({"Set-Cookie": "a=b"}, Kind.PUBLIC, "sets a cookie"),
        ({"Vary": "Accept-Encoding, Cookie"}, Kind.PUBLIC, "varies by cookie"),
        ({"Cache-Control": "max-age=1"}, Kind.DESK, "no-store"),
        ({"Cache-Control": "max-age=1"}, Kind.DOOR, "no-store"),
    ],
)
def test_a_missing_header_is_named(changes: dict[str, str], kind: Kind, words: str) -> None:
    assert pages.problems_of_headers(Headers(HEADERS), kind=Kind.PUBLIC) == []
    assert words in "\n".join(pages.problems_of_headers(Headers(HEADERS | changes), kind=kind))


def test_a_mail_fetches_nothing() -> None:
    pages.check_mail("<!doctype html><html><head><title>x</title></head><body><p>Hej</p></body></html>")
    with pytest.raises(AssertionError, match="loads"):
        pages.check_mail(
            "<!doctype html><html><head><title>x</title></head><body><img src='https://t.example'></body></html>"
        )
