"""The gettext catalogues: bring new sentences in, and compile them.

`make translations` runs `python translations/catalogue.py update`, every install compiles what is
older than its source, and hatchling does so when it packs a wheel.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
TRANSLATED = ("sv",)
METHODS = [("app/**.py", "python"), ("templates/**.*", "jinja2")]
OPTIONS = {"templates/**.*": {"silent": "false"}}
KEYWORDS = DEFAULT_KEYWORDS | {
    "_l": None,
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}


def path_of(language: str) -> Path:
    """Give the path of a language's catalogue."""
    return HERE / language / "LC_MESSAGES" / "messages.po"


def extract(root: Path = ROOT) -> Catalog:
    """Collect the sentences that the code and the templates pass through gettext."""
    catalogue = Catalog(project="Samling", charset="utf-8")
    found = extract_from_dir(
        root,
        METHODS,
        OPTIONS,
        KEYWORDS,
        comment_tags=("Translators:",),
        # Babel's own filter passes over _macros.
        directory_filter=lambda folder: not Path(folder).name.startswith("."),
    )
    for filename, _line, message, comments, context in found:
        place = [(Path(filename).as_posix(), 0)]
        catalogue.add(message, locations=place, auto_comments=comments, context=context)
    return catalogue


def read(language: str) -> Catalog:
    """Read a language's catalogue, an empty one where there is none."""
    path = path_of(language)
    if not path.exists():
        return Catalog(
            locale=language,
            header_comment="# What Samling says. `make translations` brings new sentences in.\n#",
            project="Samling",
            version="1",
            msgid_bugs_address="CONTRIBUTING.md",
            last_translator="Samling",
            language_team=language,
            fuzzy=False,
        )
    with path.open("rb") as lines:
        return read_po(lines, locale=language, abort_invalid=True)


def update(language: str, sentences: Catalog) -> list[str]:
    """Bring a catalogue up to date with the code and give the sentences that still lack a translation."""
    catalogue = read(language)
    catalogue.update(sentences, no_fuzzy_matching=True, update_creation_date=False)
    for message in catalogue:
        message.locations = sorted(set(message.locations))
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    with path_of(language).open("wb") as output:
        write_po(output, catalogue, width=100, ignore_obsolete=True, include_lineno=False, sort_by_file=True)
    return [str(each.id) for each in catalogue if each.id and not all(_strings(each.string))]


def _strings(string: Any) -> tuple[str, ...]:
    return tuple(string) if isinstance(string, (list, tuple)) else (string,)


def compile_catalogues() -> list[Path]:
    """Write a .mo beside every .po that is newer than it; return those written."""
    written = []
    for source in sorted(HERE.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as lines:
            catalogue = read_po(lines, locale=source.parent.parent.name, abort_invalid=True)
        with target.open("wb") as output:
            write_mo(output, catalogue)
        written.append(target)
    return written


class CompileCatalogues(BuildHookInterface):  # type: ignore[type-arg]
    """Hatchling's hook: compile before the wheel is packed, so that an installed wheel speaks Swedish too."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile the catalogues."""
        compile_catalogues()


def main(words: list[str]) -> None:
    """Compile, after bringing the catalogues up to date when asked to."""
    if words == ["update"]:
        sentences = extract()
        for language in TRANSLATED:
            missing = update(language, sentences)
            print(f"{language}: {len(sentences)} sentences, {len(missing)} without a translation")
            print("".join(f"  {sentence}\n" for sentence in missing), end="")
    for path in compile_catalogues():
        print(f"compiled {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main(sys.argv[1:])
