"""Read the desk's register of signatures: page by page, at one cost for a hundred and for a million rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Subquery, func, select, union_all

from app.core import clock
from app.core.db import COUNTED_TO, count_some, db
from app.petitions.counting import OTHER_SOURCE
from app.petitions.models import Area, Petition, SourceCount
from app.signatures.models import Signature, SignatureState

PAGE = 50
WINDOW = 20_000
"""So many rows are looked at for one page of what no index leads to; then the page says so."""
SOURCES = 60


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Which signatures are asked for; nothing in it is personal, since it stands in the address."""

    state: str = ""
    channel: str = ""
    area: int = 0
    source: str = ""
    is_held: bool = False
    since: date | None = None
    until: date | None = None

    @property
    def needs_looking(self) -> bool:
        """Say whether rows have to be read that are not shown: no index knows these."""
        asked = self.channel, self.area, self.source, self.is_held, self.since, self.until
        return any(asked)


@dataclass(frozen=True)
class Page:
    """One page of the register, the newest first."""

    rows: Sequence[Signature]
    looked_at: int
    """How many rows were read for it, where that is more than are shown."""
    older: int | None
    """Where the next page begins: before this row; None at the end."""

    @property
    def first(self) -> int:
        """Give where this very page begins, whatever is signed meanwhile."""
        return self.rows[0].id + 1 if self.rows else 0


def list_page(petition: Petition, chosen: Chosen, *, before: int | None) -> Page:
    """Give the newest signatures before a row that are as chosen, at most PAGE of them."""
    limit = WINDOW if chosen.needs_looking else PAGE + 1
    window = _newest(petition.id, chosen, before, limit)
    found = db.session.scalars(
        select(Signature)
        .join(window, Signature.id == window.c.id)
        .where(*_conditions(chosen))
        .order_by(Signature.id.desc())
        .limit(PAGE + 1)
    ).all()
    shown, has_more = found[:PAGE], len(found) > PAGE
    if not chosen.needs_looking:
        return Page(shown, len(shown), shown[-1].id if has_more else None)
    looked_at, last = db.session.execute(select(func.count(), func.min(window.c.id))).one()
    if has_more:
        return Page(shown, looked_at, shown[-1].id)
    return Page(shown, looked_at, last if looked_at == WINDOW else None)


def newest_ids(petition_id: int, *, before: int | None, limit: int) -> Subquery:
    """Choose the newest rows of a petition before one of them, in whatever state."""
    return _newest(petition_id, Chosen(), before, limit)


def _newest(petition_id: int, chosen: Chosen, before: int | None, limit: int) -> Subquery:
    states = [chosen.state] if chosen.state else list(SignatureState)
    of_petition: list[ColumnElement[bool]] = [Signature.petition_id == petition_id]
    if before:
        of_petition.append(Signature.id < before)
    if chosen.is_held:
        # Few, and an index knows them all.
        held = select(Signature.id).where(
            *of_petition, Signature.hold.is_not(None), Signature.state.in_(states)
        )
        # As that index has them: by id SQLite would go through all rows instead.
        return held.order_by(Signature.created_at.desc()).limit(limit).subquery()
    # State by state, so that each part is the end of one index, and none is sorted or read whole.
    parts = [
        select(Signature.id)
        .where(*of_petition, Signature.state == state)
        .order_by(Signature.id.desc())
        .limit(limit)
        .subquery()
        for state in states
    ]
    together = union_all(*(select(part.c.id) for part in parts)).subquery()
    return select(together.c.id).order_by(together.c.id.desc()).limit(limit).subquery()


def _conditions(chosen: Chosen) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if chosen.channel:
        found.append(Signature.channel == chosen.channel)
    if chosen.area:
        found.append(Signature.area_id == chosen.area)
    if chosen.source:
        found.append(Signature.source == chosen.source)
    if chosen.since:
        found.append(Signature.created_at >= clock.midnight(chosen.since))
    if chosen.until:
        found.append(Signature.created_at < clock.midnight(chosen.until + timedelta(days=1)))
    return found


@dataclass(frozen=True)
class Waiting:
    """How many signatures do not count, each number as `count_some` gives it."""

    pending: int
    held: int
    invalid: int

    @property
    def is_capped(self) -> bool:
        """Say whether one of them is larger than it was counted."""
        return max(self.pending, self.held, self.invalid) > COUNTED_TO


def count_waiting(petition: Petition) -> Waiting:
    """Count what does not count, by state, without reading a million rows for it."""

    def some(state: SignatureState) -> Any:
        rows = select(Signature.id).where(Signature.petition_id == petition.id, Signature.state == state)
        if state == SignatureState.PENDING:
            rows = rows.where(Signature.mails_sent > 0)  # the others were never asked, see signatures.handles
        return count_some(rows)

    found = select(*map(some, (SignatureState.PENDING, SignatureState.HELD, SignatureState.INVALID)))
    pending, held, invalid = db.session.execute(found).one()
    return Waiting(pending, held, invalid)


def list_areas(petition: Petition) -> Sequence[Area]:
    """List the areas of a petition, those no longer offered too."""
    mine = select(Area).where(Area.petition_id == petition.id)
    return db.session.scalars(mine.order_by(Area.number, Area.id)).all()


def list_sources(petition: Petition) -> Sequence[str]:
    """Name the ways by which signatures came, the largest first: those that have a word of their own."""
    mine = select(SourceCount.source).where(
        SourceCount.petition_id == petition.id, SourceCount.source.not_in(("", OTHER_SOURCE))
    )
    largest = mine.order_by(SourceCount.count.desc(), SourceCount.source).limit(SOURCES)
    return db.session.scalars(largest).all()
