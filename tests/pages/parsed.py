"""A parsed page and what its elements say."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

from justhtml import Element, JustHTML, Text

SPOKEN_ATTRIBUTES = ("alt", "aria-label", "placeholder", "title")
NOT_SPEECH = {"script", "style", "template", "code", "pre", "textarea"}
MUTE = {"script", "style", "template"}


class Kind(Enum):
    """For whom a page is, which decides about cookies and tokens."""

    PUBLIC = "the same for everyone"
    DOOR = "signing in"
    DESK = "someone signed in"


class Page:
    """One parsed page, with what the rules look at."""

    def __init__(self, html: str, *, path: str, kind: Kind, host: str) -> None:
        self.path, self.kind, self.host = path, kind, host
        self.language = "en" if path == "/en" or path.startswith(("/en/", "/en?")) else "sv"
        self.parsed = parse(html)
        self.elements, self.ids = self.parsed.elements, self.parsed.ids

    def named(self, *names: str) -> list[Element]:
        """Give the elements of these names, in the order of the page."""
        return [node for node in self.elements if node.name in names]

    def spoken(self) -> list[str]:
        """Give what the page says in its own language, text by text, attributes that are read out too."""
        return list(_spoken(self.parsed.root, self.language))


class Parsed:
    """What the parser of the HTML standard makes of a text. It is shared: nobody changes it."""

    def __init__(self, html: str) -> None:
        document = JustHTML(html, collect_errors=True, sanitize=False)
        self.root, self.errors = document.root, document.errors
        self.elements = [node for node in walk(self.root) if isinstance(node, Element)]
        self.ids = {node.attrs["id"] for node in self.elements if node.attrs.get("id")}


@lru_cache(maxsize=32)
def parse(html: str) -> Parsed:
    """Parse a page, once for the rules, for its forms and for what a test looks at."""
    return Parsed(html)


def walk(node: object) -> Iterator[object]:
    """Give a node and all that it holds, in the order of the page."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        if children := getattr(node, "children", None):
            waiting.extend(reversed(children))


def ancestors(node: Element) -> Iterator[Element]:
    above = node.parent
    while isinstance(above, Element):
        yield above
        above = above.parent


def text_of(node: Element) -> str:
    """Give what an element says, white space folded, hidden-from-speech parts left out."""
    return " ".join("".join(_texts(node, is_mute=False)).split())


def _texts(node: Element, *, is_mute: bool) -> Iterator[str]:
    is_mute = is_mute or node.attrs.get("aria-hidden") == "true" or node.name in MUTE
    if node.name == "img":
        yield node.attrs.get("alt") or ""
    for child in node.children or ():
        if isinstance(child, Element):
            yield from _texts(child, is_mute=is_mute)
        elif isinstance(child, Text) and not is_mute:
            yield child.data or ""


def _spoken(node: object, language: str) -> Iterator[str]:
    """Give what is said, but for code and texts marked as being in another language or untranslatable."""
    if isinstance(node, Element):
        if _says_otherwise(node, language):
            return
        for name in SPOKEN_ATTRIBUTES:
            if node.attrs.get(name):
                yield " ".join(str(node.attrs[name]).split())
    for child in getattr(node, "children", None) or ():
        if not isinstance(child, Text):
            yield from _spoken(child, language)
        elif isinstance(node, Element) and (words := " ".join((child.data or "").split())):
            yield words


def _says_otherwise(node: Element, language: str) -> bool:
    if node.name in NOT_SPEECH or node.attrs.get("translate") == "no":
        return True
    return node.name != "html" and node.attrs.get("lang") not in {None, language}


def tag(node: Element) -> str:
    """Show an element's start tag briefly, so that it can be found."""
    shown = "".join(f' {name}="{value}"' for name, value in list(node.attrs.items())[:3])
    return f"<{node.name}{shown}>"
