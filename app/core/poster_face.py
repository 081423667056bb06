"""Cut the poster face (Fjalla One, SIL Open Font License 1.1) to the letters of the pages, as WOFF2.

The cutting tools take some tens of megabytes, so the server calls `ensure`, which does the work in a process of its own.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

SOURCE_PACKAGE: Final = "font_fjallaone"
SOURCE_FILE: Final = "files/FjallaOne-Regular.ttf"

FAMILY: Final = "SamlingPoster"

# Latin with the letters of Europe's and Turkey's alphabets, and the signs that headings and figures use.
RANGES: Final = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x218, 0x21B),
    (0x2013, 0x2014),
    (0x2018, 0x201E),
    (0x1E9E, 0x1E9E),
)
SIGNS: Final = "•…€−×·№"


def ensure(target: Path) -> bool:
    """Make the face at `target` in a process of its own, unless it is there; tell whether it is.

    A machine without the font or the tools shows the fallback faces, so a failure is an answer, not an error.
    """
    if target.is_file():
        return True
    command = [sys.executable, "-m", "app.core.poster_face", str(target)]
    try:
        done = subprocess.run(
            command, cwd=Path(__file__).parents[2], check=False, timeout=60, capture_output=True
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and target.is_file()


def make(target: Path) -> bool:
    """Make the face at `target` unless it is there; return False when the font or the tools are not installed."""
    if target.is_file():
        return True
    source = _source()
    if (
        source is None
        or importlib.util.find_spec("fontTools") is None
        or importlib.util.find_spec("brotli") is None
    ):
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    # Written beside and moved into place, so that two servers starting at once never serve half a file.
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".poster-", suffix=".woff2")
    os.close(handle)
    try:
        _cut(source, Path(name))
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


def _cut(source: Path, target: Path) -> None:
    from fontTools import subset

    options = subset.Options()
    options.flavor = "woff2"
    options.hinting = False
    options.layout_features = ["liga", "kern"]
    # Copyright and licence stay in the file, as OFL 1.1 asks in condition 2.
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    # The same bytes on every machine, so that the address of the file does not change at each start.
    options.recalc_timestamp = False
    font = subset.load_font(str(source), options)
    cutter = subset.Subsetter(options)
    letters = {code for first, last in RANGES for code in range(first, last + 1)} | set(map(ord, SIGNS))
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    for name_id in (1, 4, 6):
        # Condition 3: a changed version does not carry the reserved name.
        font["name"].setName(FAMILY, name_id, 3, 1, 0x409)
    subset.save_font(font, str(target), options)


def main(arguments: list[str]) -> int:
    """Make the face at the path given as the one argument; 0 when it is there afterwards."""
    if len(arguments) != 1:
        print("Say where the face is to be written: python -m app.core.poster_face TARGET", file=sys.stderr)
        return 2
    return 0 if make(Path(arguments[0])) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
