"""The list of shifts, with few and with many: as kept bytes, and rendered anew after a write.

A list shows a hundred shifts and no more, so beside the ten that make a short page there is a size that
just fills the page: what grows from there on is the database's work and ours, not what the reader gets.
And because shifts that have been stay for ever, one size has the same full page with years behind it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from app.core.db import db
from app.shifts.views import MOST_SHOWN
from bench import load, shifts, trees
from bench.generator import Job, Seen
from bench.plan import Plan
from bench.sides import Visited, timed
from bench.table import Line

FEW, FULL, MANY = 10, MOST_SHOWN + 1, 10_000
PATH = "/pass/"
CODING = "br"
TURNS = 20
"""Renderings of each size, times the rounds."""
WARM_UP = 3
CONNECTIONS = 64
WITHOUT_COST = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA")
_people = count(1)


class Side(Visited):
    """One size: a visitor, the page, and a write that the page shows."""

    def __init__(self, app: Flask) -> None:
        super().__init__(app)
        self.body = b""
        self.asked: list[tuple[str, Any]] = []
        """What the last rendering asked the database: statements with their values."""
        self.times: list[float] = []
        self.times_of_statements: list[float] = []

    def render(self) -> float:
        """Book the first shift, outside the measured time, then render the list that must show it."""
        self._book()
        before, took = self.body, timed(self._read, 200)
        assert self.body != before, "the list does not show the booking"
        return took

    def _read(self) -> TestResponse:
        answer = self.visitor.get(PATH, base_url=self.base)
        self.body = answer.data
        return answer

    def note_statements(self) -> None:
        """Render once more after a write and note what the rendering asks."""
        self._book()
        with _noted(self.app) as self.asked:
            self.visitor.get(PATH, base_url=self.base)

    def ask_again(self) -> float:
        """Ask the database the same as a rendering, without what is made of it, and fetch every row."""
        with self.app.app_context(), db.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
            began = time.perf_counter()
            for statement, values in self.asked:
                connection.exec_driver_sql(statement, values).fetchall()
            return time.perf_counter() - began

    def _book(self) -> None:
        number = next(_people)
        form = {
            "slot": shifts.value_of(1), "name": f"Åsa Provström {number}",
            "email": f"ny{number}@exempel.example", "consent_keep": "y",
        }  # fmt: skip
        answer = self.visitor.post(PATH + shifts.slug_of(1), data=form, base_url=self.base)
        assert answer.status_code == 303, answer.status


@contextmanager
def _noted(app: Flask) -> Iterator[list[tuple[str, Any]]]:
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if not statement.upper().startswith(WITHOUT_COST):
            asked.append((statement, values))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


def measure(plan: Plan, folder: Path) -> Iterator[Line]:
    """Ask servers for the kept pages, then render the page of each size in turn."""
    few = Side(shifts.make_instance(folder / "few", FEW))
    full = Side(shifts.make_instance(folder / "full", FULL))
    many = Side(shifts.make_instance(folder / "many", MANY))
    past = Side(shifts.make_instance(folder / "past", MANY, coming=FULL))
    yield from _kept(plan, folder)
    sides = (few, full, many, past)
    for side in sides:
        for _ in range(WARM_UP):
            side.render()
        side.note_statements()
    for turn in range(TURNS * plan.rounds):
        for side in sides[:: 1 if turn % 2 else -1]:
            side.times.append(side.render())
            side.times_of_statements.append(side.ask_again())
    yield from _rendered(few, full, many, past)


def _kept(plan: Plan, folder: Path) -> Iterator[Line]:
    best: dict[str, Seen] = {}
    with (
        trees.samling(folder / "few") as few,
        trees.samling(folder / "full") as full,
        trees.samling(folder / "many") as many,
        trees.hello(folder / "hello") as bare,
    ):
        asked = {"hello": (bare, "/hello"), "few": (few, PATH), "full": (full, PATH), "many": (many, PATH)}
        for _ in range(plan.rounds):
            for name, (tree, path) in asked.items():
                job = Job("127.0.0.1", tree.port, path, plan.seconds, CONNECTIONS, accepts=CODING)
                seen = load.get(job)
                if name not in best or seen.rate("200") > best[name].rate("200"):
                    best[name] = seen
    rates = {name: seen.rate("200") for name, seen in best.items()}
    rate, waits = (
        f"{rates['many']:,.0f}/s",
        f"p50 {best['many'].p50 * 1000:.1f}, p99 {best['many'].p99 * 1000:.0f} ms",
    )
    beside = {"few": f"with {FEW}", "full": f"with {FULL}, which fill the page", "hello": "bare Flask hello"}
    for name, words in beside.items():
        yield Line(
            f"shift list, kept, {MANY:,} shifts" if name == "few" else "– the same",
            f"{rate}, {waits}" if name == "few" else rate,
            f"{rates[name]:,.0f}/s {words}",
            f"{rates['many'] / rates[name]:.2f}",
            "≥ 3 × hello" if name == "hello" else "",
        )


def _rendered(few: Side, full: Side, many: Side, past: Side) -> Iterator[Line]:
    yield _line(f"shift list, rendered after a write, {MANY:,} shifts", many.times, few.times, f"{FEW}")
    yield _line("– the same", many.times, full.times, f"{FULL}, which fill the page", "≤ 1.2")
    has_been = f"{FULL} shifts and {MANY - FULL:,} that have been"
    yield _line(f"– {has_been}", past.times, full.times, f"{FULL} alone", "≤ 1.2")
    for what, side in ((f"{MANY:,} shifts", many), (has_been, past)):
        yield _line(
            f"– its statements alone, {what}", side.times_of_statements, full.times_of_statements,
            f"{FULL} alone", "≤ 1.2",
        )  # fmt: skip
    yield Line(
        "– queries", f"{len(many.asked)}", f"{len(few.asked)} with {FEW}",
        f"{len(many.asked) / len(few.asked):.2f}", "≤ 8",
    )  # fmt: skip
    large, small = len(many.body) / 1024, len(few.body) / 1024
    yield Line(
        "– size, not compressed", f"{large:.0f} kB", f"{small:.0f} kB with {FEW}", f"{large / small:.2f}"
    )


def _line(what: str, times: list[float], beside: list[float], words: str, aim: str = "") -> Line:
    large, small = (statistics.median(each) * 1000 for each in (times, beside))
    return Line(what, f"{large:.2f} ms", f"{small:.2f} ms with {words}", f"{large / small:.2f}", aim)
