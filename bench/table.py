"""What was measured, as one table."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path


@dataclass(frozen=True)
class Line:
    """One line: what was measured, the figure, what it stands beside, their ratio, and what is aimed at."""

    what: str
    figure: str
    beside: str = ""
    ratio: str = ""
    aim: str = ""


HEADS = ("measured", "figure", "beside", "ratio", "aim")


def cells(line: Line) -> tuple[str, ...]:
    """Give the cells of a line in the order of the heads."""
    return line.what, line.figure, line.beside, line.ratio, line.aim


def as_text(lines: Sequence[Line]) -> str:
    """Lay the table out for a terminal."""
    rows = [HEADS, *map(cells, lines)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def as_markdown(lines: Iterable[Line]) -> str:
    """Write the table for a document."""
    rows = [HEADS, ("---",) * len(HEADS), *map(cells, lines)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def about_machine(generator: str) -> str:
    """Say in one paragraph what was measured on, and how busy it was."""
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}, GETs by {generator}, all else by our own generator, "
        f"on the same cores; load average when it began {load:.1f}."
    )


BEGIN, END = "<!-- figures: written by `make bench` -->", "<!-- end of figures -->"


def write_into(path: Path, text: str) -> None:
    """Put the figures between the two marks of a document."""
    before = path.read_text(encoding="utf-8")
    if BEGIN not in before or END not in before:
        sys.exit(f"{path} has no place for the figures: it needs the lines “{BEGIN}” and “{END}”.")
    head, _, rest = before.partition(BEGIN)
    path.write_text(f"{head}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
