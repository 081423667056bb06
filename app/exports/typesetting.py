"""Set a document in a process of its own: the tools take a hundred megabytes, which a worker would keep.

What is set goes in and comes out by pipes; nothing of it touches the disk. A document is a list of blocks,
each a word and what it takes: see ``BLOCKS``.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

SECONDS = 300
Block = list[Any]


class NotSet(Exception):
    """The process that sets documents failed, or did not come to an end."""


def set_document(
    blocks: list[Block], *, title: str, language: str, author: str, foot: tuple[str, str], folder: Path
) -> bytes:
    """Give a PDF of the blocks; ``foot`` is what stands at the left and right, with %(page)s and %(pages)s.

    Raises NotSet.
    """
    document = {
        "blocks": blocks,
        "title": title,
        "language": language,
        "author": author,
        "foot": foot,
        "folder": str(folder),
    }
    # -P keeps this folder, whose modules have everyday names, out of the way of the tools' imports.
    command = [sys.executable, "-P", __file__]
    try:
        done = subprocess.run(  # noqa: S603 (own file)
            command, input=json.dumps(document).encode(), check=False, timeout=SECONDS, capture_output=True
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotSet("The document could not be set.") from error
    if done.returncode or not done.stdout.startswith(b"%PDF"):
        raise NotSet("The document could not be set.")  # what it wrote may name people, so it is not told
    return done.stdout


def main() -> int:
    """Read a document from standard input and write its PDF to standard output."""
    _stand_beside_the_program()
    from app.core import pdf

    given = json.load(sys.stdin)
    document = pdf.Document(
        title=given["title"], language=given["language"], author=given["author"], folder=Path(given["folder"])
    )
    last_pages = sum(block[0] == "last_page" for block in given["blocks"])
    left, right = given["foot"]
    for kind, *taken in given["blocks"]:
        if kind == "pages":  # asked for on the pages at the end, of which each block is one
            document.facts([(taken[0], str(document.pages + last_pages))])
        elif kind == "last_page":
            document.new_page()
            last_pages -= 1
        elif kind == "table":
            document.table([pdf.Column(*column) for column in taken[0]], taken[1], size=taken[2])
        elif kind in {"muted", "bold"}:
            document.paragraph(taken[0], **{kind: True})
        else:
            getattr(document, kind)(*taken)
    made = document.finish(lambda page, pages: (left, right % {"page": page, "pages": pages}))
    sys.stdout.buffer.write(made)
    return 0


def _stand_beside_the_program() -> None:
    """Let app.core.pdf be imported without the whole application, which takes a second and more memory."""
    from types import ModuleType

    package = ModuleType("app")
    package.__path__ = [str(Path(__file__).parents[1])]
    sys.modules["app"] = package


if __name__ == "__main__":
    sys.exit(main())
