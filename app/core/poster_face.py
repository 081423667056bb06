"""Cut the poster face (Fjalla One, SIL Open Font License 1.1) to the letters of the pages, as WOFF2."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

SOURCE_PACKAGE: Final = "font_fjallaone"
SOURCE_FILE: Final = "files/FjallaOne-Regular.ttf"
TOOLS: Final = ("fontTools", "brotli")
FAMILY: Final = "SamlingPoster"
SECONDS: Final = 60

# Latin with the letters of Europe's alphabets, and the signs that headings and figures use.
RANGES: Final = ((0x20, 0x7E), (0xA0, 0x17F), (0x218, 0x21B), (0x2013, 0x2014), (0x2018, 0x201E))
SIGNS: Final = "•…€−"


def make(target: Path) -> bool:
    """Make the face at `target` unless it is there; tell whether it is there now.

    Without the font or the tools the pages show the fallback faces, so a failure is an answer, not an error.
    """
    if target.is_file():
        return True
    # In a process of its own: the tools take tens of megabytes that a server would never give back.
    # -P keeps this folder, whose modules have everyday names, out of the way of the tools' imports.
    command = [sys.executable, "-P", __file__, str(target)]
    try:
        done = subprocess.run(command, check=False, timeout=SECONDS, capture_output=True)  # noqa: S603 (own file)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and target.is_file()


def cut(target: Path) -> bool:
    """Cut the face in this process; return False when the font or a tool is not installed.

    Raises OSError when the folder cannot be written.
    """
    source = _source()
    if source is None or any(importlib.util.find_spec(tool) is None for tool in TOOLS):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and moved into place, so that two servers starting at once never serve half a file.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".poster-", suffix=".woff2")
    os.close(handle)
    try:
        _subset(source, name)
        Path(name).chmod(0o644)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    return True


def _source() -> Path | None:
    found = importlib.util.find_spec(SOURCE_PACKAGE)
    if found is None or not found.submodule_search_locations:
        return None
    path = Path(found.submodule_search_locations[0]) / SOURCE_FILE
    return path if path.is_file() else None


def _subset(source: Path, name: str) -> None:
    from fontTools import subset

    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = ["liga", "kern"]
    # Copyright and licence stay in the file, as the licence asks in its condition 2.
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    # The same bytes on every machine, so that the addresses of the files do not change with each start.
    options.recalc_timestamp = False
    letters = {code for first, last in RANGES for code in range(first, last + 1)} | set(map(ord, SIGNS))
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    with contextlib.closing(subset.load_font(str(source), options)) as font:
        cutter.subset(font)
        for name_id in (1, 4, 6):
            # Condition 3: a changed version does not carry the reserved name.
            font["name"].setName(FAMILY, name_id, 3, 1, 0x409)
        subset.save_font(font, name, options)


def main(arguments: list[str]) -> int:
    """Cut the face to the path given as the one argument; 0 when it is there afterwards."""
    if len(arguments) != 1:
        sys.stderr.write("Say where the face is to be written: python app/core/poster_face.py TARGET\n")
        return 2
    return 0 if cut(Path(arguments[0])) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
