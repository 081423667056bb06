"""The rules for what a page says: translated, and nothing of the program showing through."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from tests.pages.parsed import Page

CATALOGUE = Path(__file__).parents[2] / "translations" / "sv" / "LC_MESSAGES" / "messages.po"
LEAKS = re.compile(
    r"%\(\w+\)[a-z]?|\{\{|\{%|<\w[\w.]* object at 0x|\b(?:None|Undefined)\b|&(?:amp|lt|gt|quot);"
)


def nothing_leaks_through(page: Page) -> Iterator[str]:
    """No placeholder, None, Python object or twice-escaped sign is shown."""
    for words in page.spoken():
        if found := LEAKS.search(words):
            yield f"shows “{found[0]}” in “{words[:60]}”"


def everything_is_translated(page: Page) -> Iterator[str]:
    """A Swedish page shows no English sentence that has a translation, an English one no Swedish."""
    foreign = foreign_sentences(page.language)
    yield from (
        f"is not translated: “{words}”"
        for words in sorted({each for each in page.spoken() if each in foreign})
    )


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
