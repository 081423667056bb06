"""`python -m bench`: measure, print one table, and write it into a document where asked to."""

from __future__ import annotations

import argparse
import logging
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import booking, exporting, footprint, growth, listing, load, pages, sign_in, signing
from bench.plan import Plan
from bench.table import Line, about_machine, as_markdown, as_text, write_into

SCENARIOS: dict[str, Callable[[Plan, Path], Iterator[Line]]] = {
    "pages": pages.measure,
    "sign": signing.measure,
    "book": booking.measure,
    "list": listing.measure,
    "growth": growth.measure,
    "export": exporting.measure,
    "footprint": footprint.measure,
    "sign-in": sign_in.measure,
}


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--only", choices=SCENARIOS, action="append", help="one scenario; may be given again")
    parser.add_argument("--seconds", type=float, default=4.0, help="of one round of load")
    parser.add_argument("--rounds", type=int, default=3, help="of which the best counts")
    parser.add_argument(
        "--sign-seconds",
        type=float,
        default=10.0,
        help="of one round of signing or booking; 300 for five minutes",
    )
    parser.add_argument("--connections", type=int, default=16, help="that sign or book at once")
    parser.add_argument(
        "--many", type=int, default=100_000, help="signatures of the large petition, at most 1000000"
    )
    parser.add_argument(
        "--write",
        type=Path,
        metavar="FILE",
        help="put the table into a document, such as docs/performance.md",
    )
    return parser.parse_args()


def main() -> None:
    """Measure what was asked for."""
    given = arguments()
    plan = Plan(
        seconds=given.seconds, rounds=given.rounds, signing_seconds=given.sign_seconds,
        few=1000, many=min(given.many, 1_000_000), connections=given.connections,
    )  # fmt: skip
    logging.disable(logging.WARNING)
    about = about_machine(load.name_of_generator())
    lines: list[Line] = []
    for name in given.only or SCENARIOS:
        sys.stderr.write(f"measuring: {name}\n")
        with tempfile.TemporaryDirectory(prefix="samling-bench-") as folder:
            lines += SCENARIOS[name](plan, Path(folder))
    print(f"{about}\n\n{as_text(lines)}")
    if given.write:
        write_into(given.write, f"{about}\n\n{as_markdown(lines)}")


if __name__ == "__main__":
    main()
