"""The rules for what a page says: translated, and nothing of the program showing through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from justhtml import Element, Text

from tests.pages.parsed import Page, ancestors, walk

CATALOGUE = Path(__file__).parents[2] / "translations" / "sv" / "LC_MESSAGES" / "messages.po"
LEAKS = re.compile(
    r"%\(\w+\)[a-z]?|\{\{|\{%|<\w[\w.]* object at 0x|\b(?:None|Undefined)\b|&(?:amp|lt|gt|quot);"
)
SPOKEN_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title")
NOT_SPEECH = {"script", "style", "template", "code", "pre", "textarea"}


def nothing_leaks_through(page: Page) -> Iterator[str]:
    """No placeholder, None, Python object or twice-escaped sign is shown."""
    for words in _spoken(page):
        if found := LEAKS.search(words):
            yield f"shows “{found[0]}” in “{words[:60]}”"


def everything_is_translated(page: Page) -> Iterator[str]:
    """A Swedish page shows no English sentence that has a translation, an English one no Swedish."""
    foreign = foreign_sentences(page.language)
    yield from (
        f"is not translated: “{words}”"
        for words in sorted({each for each in _spoken(page) if each in foreign})
    )


def _spoken(page: Page) -> Iterator[str]:
    for node in walk(page.parsed.root):
        if isinstance(node, Text):
            parent = node.parent
            if (
                isinstance(parent, Element)
                and not _says_otherwise(parent, page.language)
                and (node.data or "").strip()
            ):
                yield " ".join((node.data or "").split())
        elif isinstance(node, Element) and not _says_otherwise(node, page.language):
            for name in SPOKEN_ATTRIBUTES:
                if node.attrs.get(name):
                    yield " ".join(str(node.attrs[name]).split())


def _says_otherwise(node: Element, language: str) -> bool:
    """Say whether an element holds code or a text marked as being in another language or untranslatable."""
    for each in (node, *ancestors(node)):
        if each.name in NOT_SPEECH or each.attrs.get("translate") == "no":
            return True
        if each.name != "html" and each.attrs.get("lang") not in {None, language}:
            return True
    return False


@cache
def foreign_sentences(language: str) -> frozenset[str]:
    """Collect the sentences of the other language that this one says differently."""
    english: set[str] = set()
    swedish: set[str] = set()
    assert CATALOGUE.exists(), "The Swedish catalogue is missing: run `make translations`."
    with CATALOGUE.open("rb") as lines:
        for message in read_po(lines, locale="sv"):
            sources = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
            answers = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
            if message.id and all(answers):
                english.update(" ".join(each.split()) for each in sources)
                swedish.update(" ".join(str(each).split()) for each in answers)
    return frozenset(english - swedish if language == "sv" else swedish - english)


RULES = (nothing_leaks_through, everything_is_translated)
