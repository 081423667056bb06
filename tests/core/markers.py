"""Words that exist nowhere else, and the search for them in bytes, in every spelling a program might use."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True)
class Person:
    """Somebody with words of her own."""

    name: str
    email: str = ""

    @property
    def words(self) -> list[str]:
        """Give the words that must not be found: each long name, and the address before the @."""
        return [word for word in [*self.name.split(), self.email.partition("@")[0]] if len(word) > 8]


ORGANIZER = Person("Hjordis Qvastberg", "hjorpa.qvast@brevlada.example")
CONFIRMED = Person("Zebediah Kvistlofhage", "zebbe.kvistlov@brevlada.example")
PENDING = Person("Ottiljana Mörkvråberg", "ottil.morkvra@brevlada.example")
WITHDRAWN = Person("Fridebert Jallabacke", "fridde.jallaback@brevlada.example")
REFUSED = Person("Wilgotina Xylofonsson", "wilgot.xylofon@brevlada.example")
STRANGER = Person("", "ypsi.nemoblad@brevlada.example")
COUNTED_BY = Person("Torulfina Pappersdotter")
REASON = Person("Till Gnurkopingborg")
WITHOUT_RINGS = str.maketrans("åäöÅÄÖ", "aaoAAO")
PEOPLE = (ORGANIZER, CONFIRMED, PENDING, WITHDRAWN, REFUSED, STRANGER, COUNTED_BY, REASON)


@cache
def spellings(word: str) -> frozenset[bytes]:
    """Give the ways in which a word may lie in a file, in small letters: encodings, escapes, Base64."""
    found = set()
    for each in {word.lower(), word.upper(), word} if not word.isascii() else {word}:
        found |= {each.encode(), each.encode("utf-16-le")[:-1], each.encode().hex().encode()}
        if not each.isascii():
            found |= {each.encode("latin-1"), quote(each).encode(), quote(each).replace("%", "=").encode()}
            found |= {ascii(each)[1:-1].encode(), each.translate(WITHOUT_RINGS).encode()}
    for place in range(3):  # where in a group of three bytes it begins
        coded = base64.b64encode(b"x" * place + word.encode())
        found.add(coded[4 if place else 0 : -4])
    return frozenset(each.lower() for each in found if len(each) > 4)


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
