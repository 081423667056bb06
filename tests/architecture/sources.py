"""The source files of the project, read and parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "app",
    "bench",
    "docs",
    "migrations",
    "requirements",
    "static",
    "templates",
    "tests",
    "translations",
    ".ci",
)
SHOWN = 30
NOT_OURS = {"__pycache__", ".mo"}


@dataclass(frozen=True)
class Module:
    """One Python module: its dotted name, its path as shown in messages, its text."""

    name: str
    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Give the parsed module."""
        return ast.parse(self.text, self.path)

    @property
    def last(self) -> str:
        """Give the last part of the name: “views” of app.petitions.views."""
        return self.name.rpartition(".")[2]

    @property
    def kind(self) -> str:
        """Give the kind, the last word of the name: “manage” of app.shifts.bookings_manage."""
        return self.last.rpartition("_")[2]

    @property
    def is_package(self) -> bool:
        """Say whether this is an __init__.py."""
        return self.path.endswith("__init__.py")


def module(name: str, text: str) -> Module:
    """Make a module that stands in no file, to try a rule on."""
    return Module(name, name.replace(".", "/") + ".py", text)


def _name_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules(folder: str = "app") -> tuple[Module, ...]:
    """Give the modules of a folder, in the order of their names."""
    found = sorted((ROOT / folder).rglob("*.py"))
    assert found, f"There is no Python in {folder}/."
    return tuple(Module(_name_of(path), shown(path), path.read_text(encoding="utf-8")) for path in found)


@cache
def templates() -> tuple[tuple[str, str], ...]:
    """Give path and text of every template."""
    found = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
    assert found, "There is nothing in templates/."
    return tuple((shown(path), path.read_text(encoding="utf-8")) for path in found)


def files() -> Iterator[tuple[str, str]]:
    """Give path and text of every text file of the project."""
    places = [path for path in ROOT.iterdir() if path.is_file()]
    for folder in FOLDERS:
        places += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    for path in sorted(places):
        if not NOT_OURS & {*path.parts, path.suffix}:
            try:
                yield shown(path), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a picture or a font


def shown(path: Path) -> str:
    """Give a path as a reader of a message looks for it."""
    return path.relative_to(ROOT).as_posix()


def read(path: str) -> str:
    """Read a file that must be there."""
    place = ROOT / path
    assert place.exists(), f"{path} is missing: write it."
    return place.read_text(encoding="utf-8")


def listed(problems: list[str], advice: str) -> str:
    """Put problems and what to do about them into one message."""
    more = [f"- … and {len(problems) - SHOWN} more"] if len(problems) > SHOWN else []
    return "\n".join([advice, *(f"- {problem}" for problem in problems[:SHOWN]), *more])
