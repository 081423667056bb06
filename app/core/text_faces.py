"""Cut the text faces of printed pages (Noto Sans, SIL Open Font License 1.1) from their variable fonts.

Latin with all its accents, Greek and Cyrillic in regular and bold; Arabic and Hebrew in regular.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

SECONDS: Final = 240
REGULAR, BOLD, ARABIC, HEBREW, POSTER = "regular", "bold", "arabic", "hebrew", "poster"
VERSION: Final = "1"
"""Counted up when the faces are cut in another way: what was cut before lies under its own number."""

_TEXT: Final = ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf")
_RIGHT_TO_LEFT: Final = "justmytype_intl_rtl"
SOURCES: Final = {
    REGULAR: (*_TEXT, 400),
    BOLD: (*_TEXT, 700),
    ARABIC: (_RIGHT_TO_LEFT, "fonts/ofl/notosansarabic/NotoSansArabic[wdth,wght].ttf", 400),
    HEBREW: (_RIGHT_TO_LEFT, "fonts/ofl/notosanshebrew/NotoSansHebrew[wdth,wght].ttf", 400),
}
POSTER_SOURCE: Final = ("font_fjallaone", "files/FjallaOne-Regular.ttf")
RANGES: Final = (
    (0x20, 0x52F),  # Latin, combining accents, Greek, Cyrillic
    (0x590, 0x6FF),  # Hebrew, Arabic
    (0x750, 0x77F),
    (0x1C80, 0x1C8F),
    (0x1DC0, 0x20CF),  # accents, Latin of Vietnam, polytonic Greek, punctuation, currency
    (0x2100, 0x214F),
    (0x2190, 0x21FF),
    (0x2C60, 0x2C7F),
    (0xA640, 0xA69F),
    (0xA720, 0xA7FF),
    (0xFB00, 0xFDFF),
    (0xFE70, 0xFEFF),
    (0xFFFD, 0xFFFD),
)


class FacesMissing(Exception):
    """The fonts of printed pages are not installed, or could not be cut."""


def faces(folder: Path) -> dict[str, Path]:
    """Give the files of the faces, cut into a folder when they are not there; raises FacesMissing."""
    folder = folder / f"faces-{VERSION}"
    found = {name: folder / f"{name}.ttf" for name in SOURCES}
    if not all(path.is_file() for path in found.values()):
        # In a process of its own: the tools take a hundred megabytes that a worker would never give back.
        # -P keeps this folder, whose modules have everyday names, out of the way of the tools' imports.
        command = [sys.executable, "-P", __file__, str(folder)]
        try:
            subprocess.run(command, check=True, timeout=SECONDS, capture_output=True)  # noqa: S603 (own file)
        except (OSError, subprocess.SubprocessError) as error:
            raise FacesMissing("The faces of printed pages could not be cut.") from error
    return found | {POSTER: _source(*POSTER_SOURCE)}


def cut(folder: Path) -> None:
    """Cut every face in this process; raises FacesMissing, or OSError when the folder cannot be written."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (package, file, weight) in SOURCES.items():
        target = folder / f"{name}.ttf"
        if target.is_file():
            continue
        # Written beside and moved into place, so that two that cut at once never read half a file.
        handle, made = tempfile.mkstemp(dir=folder, prefix=".face-", suffix=".ttf")
        os.close(handle)
        try:
            _cut_one(_source(package, file), made, weight)
            Path(made).replace(target)
        finally:
            Path(made).unlink(missing_ok=True)


def _source(package: str, file: str) -> Path:
    found = importlib.util.find_spec(package)
    for place in (found.submodule_search_locations or []) if found else []:
        if (Path(place) / file).is_file():
            return Path(place) / file
    raise FacesMissing(f"The font {file} of the package {package} is not installed.")


def _cut_one(source: Path, target: str, weight: int) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib.instancer import instantiateVariableFont

    options = subset.Options()
    options.hinting = False
    options.layout_features = ["*"]
    # Copyright and licence stay in the file, as the licence asks in its condition 2.
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes={code for first, last in RANGES for code in range(first, last + 1)})
    with contextlib.closing(TTFont(source)) as font:
        cutter.subset(font)  # first: fewer letters to bring to one weight
        instantiateVariableFont(font, {"wght": weight, "wdth": 100}, inplace=True)
        font.save(target)


def main(arguments: list[str]) -> int:
    """Cut the faces into the folder given as the one argument; 0 when they are there afterwards."""
    if len(arguments) != 1:
        sys.stderr.write("Say where the faces are to be written: python app/core/text_faces.py FOLDER\n")
        return 2
    cut(Path(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
