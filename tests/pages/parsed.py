"""A parsed page and what its elements say."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from justhtml import Element, JustHTML, Text


class Kind(Enum):
    """For whom a page is, which decides about cookies and tokens."""

    PUBLIC = "the same for everyone"
    DOOR = "signing in"
    DESK = "someone signed in"


class Page:
    """One parsed page, with what the rules look at."""

    def __init__(self, html: str, *, path: str, kind: Kind, host: str) -> None:
        self.parsed = JustHTML(html, collect_errors=True, sanitize=False)
        self.path, self.kind, self.host = path, kind, host
        self.language = "en" if path == "/en" or path.startswith(("/en/", "/en?")) else "sv"
        self.elements = [node for node in walk(self.parsed.root) if isinstance(node, Element)]
        self.ids = {node.attrs["id"] for node in self.elements if node.attrs.get("id")}

    def named(self, *names: str) -> list[Element]:
        """Give the elements of these names, in the order of the page."""
        return [node for node in self.elements if node.name in names]


def walk(node: object) -> Iterator[object]:
    yield node
    for child in getattr(node, "children", None) or ():
        yield from walk(child)


def ancestors(node: Element) -> Iterator[Element]:
    above = node.parent
    while isinstance(above, Element):
        yield above
        above = above.parent


def text_of(node: Element) -> str:
    """Give what an element says, white space folded, hidden-from-speech parts left out."""
    words = []
    for child in walk(node):
        if isinstance(child, Text) and not _is_mute(child, node):
            words.append(child.data or "")
        elif isinstance(child, Element) and child.name == "img":
            words.append(child.attrs.get("alt") or "")
    return " ".join("".join(words).split())


def _is_mute(text: Text, upto: Element) -> bool:
    above = text.parent
    while isinstance(above, Element):
        if above.attrs.get("aria-hidden") == "true" or above.name in {"script", "style", "template"}:
            return True
        if above is upto:
            return False
        above = above.parent
    return False


def tag(node: Element) -> str:
    """Show an element's start tag briefly, so that it can be found."""
    shown = "".join(f' {name}="{value}"' for name, value in list(node.attrs.items())[:3])
    return f"<{node.name}{shown}>"
