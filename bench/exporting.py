"""Whole signature lists written in the background, as the worker of a running server does, and fetched."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from flask import Flask

from app.accounts import queries as accounts
from app.core.db import db, transaction
from app.exports import asking, taking
from app.exports.lists import Format
from app.exports.models import Export, ExportState
from app.petitions.models import Petition, Preset
from bench import rows, trees
from bench.plan import Plan
from bench.table import Line
from bench.trees import Tree

LONGEST = 900.0
"""Seconds that one list may take."""
ON_PAPER = 10_000


def measure(plan: Plan, folder: Path) -> Iterator[Line]:
    """Ask for the list in each format, wait until it is ready, fetch it."""
    app = rows.make_instance(folder / "many", plan.many)
    with trees.samling(folder / "many") as tree:
        for form in (Format.RFC4180, Format.XLSX):
            yield _one(app, tree, form, plan.many)
    app = rows.make_instance(folder / "paper", ON_PAPER)
    with trees.samling(folder / "paper") as tree:
        for form in (Format.ODS, Format.PDF, Format.PDF):  # the first cuts the faces as well
            yield _one(app, tree, form, ON_PAPER)


def _one(app: Flask, tree: Tree, form: Format, many: int) -> Line:
    with app.app_context():
        petition = db.session.get_one(Petition, 1)
        actor = accounts.find_by_email(rows.ADMINISTRATOR)
        assert actor is not None
        held, began = tree.forget_peaks(), time.perf_counter()
        with transaction(public=False):
            asked = asking.ask_for_export(
                petition, preset=Preset.FULL, form=form, reason="mätning", locale="sv", actor=actor
            ).id
        with _Children(tree) as children:
            export = _wait(asked)
        wrote = time.perf_counter() - began
        grown = tree.growth(held)
        began, size, longest = time.perf_counter(), 0, 0
        for part in range(1, export.parts + 1):
            for piece in taking.open_part(export, part, actor=export.account).pieces:
                size, longest = size + len(piece), max(longest, len(piece))
        fetched = time.perf_counter() - began
        db.session.remove()
    beside = f", process of its own {children.peak:.0f} MB" if children.peak else ""
    return Line(
        f"export of {many:,} signatures as {'CSV' if form is Format.RFC4180 else form.upper()}",
        f"{wrote:.1f} s",
        f"{size / 1e6:.1f} MB; worker grew {grown:.0f} MB{beside}; checked and opened in {fetched:.2f} s",
        f"{many / wrote:,.0f} rows/s",
        "10⁶ in < 20 s, < 150 MB" if form is Format.RFC4180 else "",
    )


def _wait(export_id: int) -> Export:
    until = time.perf_counter() + LONGEST
    while time.perf_counter() < until:
        db.session.rollback()
        export = db.session.get_one(Export, export_id, populate_existing=True)
        if export.state == ExportState.READY:
            return export
        if export.state == ExportState.FAILED:
            raise SystemExit(f"The export failed: {export.problem}.")
        time.sleep(0.1)
    raise SystemExit("The export did not come to an end.")


class _Children:
    """Looks now and then how much memory processes hold that begin meanwhile."""

    def __init__(self, tree: Tree) -> None:
        self.peak = 0.0
        self._tree, self._known = tree, set(tree.pids())
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def _look(self) -> None:
        while not self._stop.wait(0.05):
            for pid in set(self._tree.pids()) - self._known:
                self.peak = max(self.peak, trees.peak_of(pid))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_what: object) -> None:
        self._stop.set()
        self._thread.join()
