"""Words that exist nowhere else, and the search for them in bytes, in every spelling a program might use."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True)
class Person:
    """Somebody with words of her own."""

    name: str
    email: str = ""

    @property
    def words(self) -> list[str]:
        """Give the words that must not be found: each name, and the address before the @."""
        return [word for word in [*self.name.split(), self.email.partition("@")[0]] if len(word) > 6]


ORGANIZER = Person("Hjördis Qvastberg", "hjorpa.qvast@brevlada.example")
CONFIRMED = Person("Zebediah Kvistlövhage", "zebbe.kvistlov@brevlada.example")
PENDING = Person("Ottiljana Mörkvråberg", "ottil.morkvra@brevlada.example")
WITHDRAWN = Person("Fridebert Jallabäck", "fridde.jallaback@brevlada.example")
REFUSED = Person("Wilgotina Xylofonsson", "wilgot.xylofon@brevlada.example")
STRANGER = Person("", "ypsi.nemoblad@brevlada.example")
COUNTED_BY = Person("Torulfina Pappersdotter")
REASON = Person("Överlämnas till Gnurkopingborg")
WITHOUT_RINGS = str.maketrans("åäöÅÄÖ", "aaoAAO")
PEOPLE = (ORGANIZER, CONFIRMED, PENDING, WITHDRAWN, REFUSED, STRANGER, COUNTED_BY, REASON)


def spellings(word: str) -> set[bytes]:
    """Give the ways in which a word may lie in a file: encodings, escapes, Base64 at each of its places."""
    found = set()
    for each in (word, word.lower(), word.upper()):
        found |= {each.encode(code) for code in ("utf-8", "latin-1", "utf-16-le", "utf-16-be")}
        found |= {quote(each).encode(), ascii(each)[1:-1].encode(), quote(each).replace("%", "=").encode()}
        found |= {each.encode().hex().encode(), each.translate(WITHOUT_RINGS).encode()}
        for place in range(3):
            coded = base64.b64encode(b"x" * place + each.encode())
            found.add(coded[4 if place else 0 : -4])
    return {each.lower() for each in found if len(each) > 4}


def found_in(data: bytes, words: list[str]) -> list[str]:
    """List the words that lie in some bytes, in any spelling."""
    lower = data.lower()
    return [word for word in words if any(each in lower for each in spellings(word))]


def found_under(folder: Path, words: list[str]) -> list[str]:
    """List every file under a folder that holds one of the words, in its bytes or in its name."""
    found = []
    for path in sorted(folder.rglob("*")):
        data = path.read_bytes() if path.is_file() else b""
        hits = found_in(data + b"\n" + str(path.relative_to(folder)).encode(), words)
        found += [f"{path.relative_to(folder)}: {', '.join(hits)}"] if hits else []
    return found
