"""Rules on template sources: words pass gettext, nothing is inline, escaping stays on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

from jinja2 import Environment

SPOKEN = {"alt", "aria-label", "aria-description", "placeholder", "title", "label"}
SILENT = {"script", "style", "code", "pre"}
LETTER = re.compile(r"[^\W\d_]")
NAMES = re.compile(r"\b(?:Samling|DEMO)\b")
"""Names that are the same in every language."""
HOLE = "\ue000"
"""Stands where an expression stood, so that `{{ a }} kr` still shows that “kr” is bare."""
MAILS = "templates/email/"
ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);")
UNSAFE = re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\(")


@dataclass(frozen=True)
class Fault:
    """One thing wrong in a template."""

    line: int
    what: str


def skeleton(text: str) -> str:
    """Give a template's own HTML: statements and comments gone, expressions and translated words as holes."""
    parts: list[str] = []
    words: list[str] = []
    translated = statement = False
    for _line, kind, value in Environment(trim_blocks=False).lex(text):
        newlines = "\n" * value.count("\n")
        if kind == "block_begin":
            statement, words = True, []
        elif kind == "block_end":
            statement = False
            if words[:1] in (["trans"], ["endtrans"]):
                translated = words[0] == "trans"
            parts.append(newlines)
        elif statement:
            if kind == "name":
                words.append(value)
            parts.append(newlines)
        elif kind == "variable_begin":
            parts.append(HOLE)
        elif kind == "data" and not translated:
            parts.append(value)
        else:
            parts.append(newlines)
    return "".join(parts)


class _Reader(HTMLParser):
    """Looks at every tag and every text of a template's skeleton."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.faults: list[Fault] = []
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at the attributes of a tag."""
        given = dict(attrs)
        if tag in SILENT or given.get("translate") == "no":
            self._silent.append(tag)
        if tag == "style" or (
            tag == "script" and "src" not in given and "json" not in (given.get("type") or "")
        ):
            self._note(f"<{tag}> stands in the page: put it into static/")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self._note(f"{name}= is inline: put it into static/")
            if name in SPOKEN or (tag, name) == ("input", "value"):
                self._note_bare(value or "", f"{name}=")

    def handle_endtag(self, tag: str) -> None:
        """Leave a part that is no speech."""
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        """Look at text between tags."""
        if not self._silent:
            self._note_bare(data, "")

    def _note_bare(self, text: str, where: str) -> None:
        words = " ".join(ENTITY.sub(" ", text).replace(HOLE, " … ").split())
        if LETTER.search(NAMES.sub("", words)):
            self._note(f"{where}“{words[:50]}” does not pass gettext")

    def _note(self, what: str) -> None:
        self.faults.append(Fault(self.getpos()[0], what))


def faults(text: str, path: str = "") -> list[Fault]:
    """List what is wrong with the source of a template.

    A mail may carry style in its tags, since mail programs read no other; a plain text is not escaped.
    """
    reader = _Reader()
    reader.feed(skeleton(text))
    reader.close()
    found = reader.faults + ([] if path.endswith(".txt") else list(_unescaped(text)))
    return [fault for fault in found if not (path.startswith(MAILS) and fault.what.startswith("style="))]


def _unescaped(text: str) -> Iterator[Fault]:
    for number, line in enumerate(text.splitlines(), 1):
        if UNSAFE.search(line):
            yield Fault(number, f"switches escaping off: {line.strip()[:60]}")
