"""What every page must be, whatever it says: the rules that each HTML answer in each test is held to.

The client fixture calls `check` on every answer, so a rule written here holds everywhere.
"""

from __future__ import annotations

from functools import lru_cache

from werkzeug.datastructures import Headers

from tests.pages import rules, words
from tests.pages.parsed import Kind, Page

EVERY_ANSWER = {
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def check(
    html: str,
    headers: Headers | None = None,
    *,
    path: str,
    kind: Kind,
    host: str = "localhost:8000",
    reads_words: bool = True,
) -> None:
    """Raise AssertionError that lists everything wrong with one answer.

    `reads_words=False` is for pages filled with texts drawn at random: those may well read "None" or be
    one of our own sentences, and showing them as typed is right.
    """
    problems = list(_problems(html, path, kind, host, reads_words))
    if headers is not None:
        problems += problems_of_headers(headers, kind=kind)
    if problems:
        raise AssertionError(
            f"{path} breaks {len(problems)} rule(s) of tests/pages:\n- " + "\n- ".join(problems)
        )


@lru_cache(maxsize=128)
def _problems(html: str, path: str, kind: Kind, host: str, reads_words: bool) -> tuple[str, ...]:
    """Look once at a page that is asked for again and again."""
    return tuple(problems_of_page(html, path=path, kind=kind, host=host, reads_words=reads_words))


def problems_of_headers(headers: Headers, *, kind: Kind) -> list[str]:
    """List what is wrong with the headers of a page."""
    problems = [
        f"header {name} should contain “{value}”, is “{headers.get(name, '')}”"
        for name, value in EVERY_ANSWER.items()
        if value not in headers.get(name, "")
    ]
    policy = headers.get("Content-Security-Policy", "")
    problems += [
        f"the content security policy allows {word}"
        for word in ("unsafe-inline", "unsafe-eval", "*")
        if word in policy
    ]
    if kind is Kind.PUBLIC and "Set-Cookie" in headers:
        problems.append("a public page sets a cookie")
    if kind is Kind.PUBLIC and "cookie" in headers.get("Vary", "").lower():
        problems.append("a public page varies by cookie")
    if kind is not Kind.PUBLIC and "no-store" not in headers.get("Cache-Control", ""):
        problems.append("a page at the desk may be stored: Cache-Control must say no-store")
    return problems


def problems_of_page(
    html: str, *, path: str, kind: Kind, host: str = "localhost:8000", reads_words: bool = True
) -> list[str]:
    """List what is wrong with the HTML of a page, and with its words unless told not to read them."""
    page = Page(html, path=path, kind=kind, host=host)
    held_to = (*rules.RULES, *words.RULES) if reads_words else rules.RULES
    return [problem for rule in held_to for problem in rule(page)]


def check_mail(html: str) -> None:
    """Raise AssertionError when the HTML part of a mail loads anything or is not valid."""
    page = Page(html, path="/", kind=Kind.DESK, host="")
    problems = [
        *rules.parses_without_errors(page),
        *rules.loads_nothing(page),
        *words.nothing_leaks_through(page),
    ]
    if problems:
        raise AssertionError("The mail breaks rules of tests/pages:\n- " + "\n- ".join(problems))
