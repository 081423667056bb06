"""What the tests of keeping and removing begin with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.core import crypto
from app.core.db import db
from app.core.mail import OutboxMail
from app.petitions.models import AreaCount, DayCount, Petition
from app.signatures.models import Signature
from tests.factories import make_association, make_paper_total, make_petition, make_signature


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


class Killed(BaseException):
    """What a killed process does not live to catch."""


@contextmanager
def killed_at(step: int) -> Iterator[list[str]]:
    """Kill whoever takes this many steps in the database or in the key store; list the steps taken."""
    steps: list[str] = []

    def take(what: str) -> None:
        steps.append(what)
        if len(steps) == step:
            raise Killed(what)

    def before_statement(*given: Any) -> None:
        take(str(given[2]))

    def before_commit(*_given: Any) -> None:
        take("COMMIT")

    engines = (db.engine, crypto.key_store().engine)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", before_statement)
        event.listen(engine, "commit", before_commit)
    try:
        yield steps
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", before_statement)
            event.remove(engine, "commit", before_commit)
        db.session.remove()


@dataclass(frozen=True)
class Kept:
    """What must stay of a petition when its people are gone."""

    online: int
    paper: int
    days: tuple[tuple[Any, ...], ...]
    areas: tuple[tuple[Any, ...], ...]


def kept_of(petition_id: int) -> Kept:
    """Read the counts and series of a petition as they stand now."""
    db.session.rollback()
    db.session.expire_all()
    petition = db.session.get_one(Petition, petition_id)
    days = select(DayCount.counted_on, DayCount.channel, DayCount.count).order_by(DayCount.counted_on)
    areas = select(AreaCount.area, AreaCount.count).order_by(AreaCount.area)
    return Kept(
        petition.online_count,
        petition.paper_count,
        tuple(map(tuple, db.session.execute(days.where(DayCount.petition_id == petition_id)))),
        tuple(map(tuple, db.session.execute(areas.where(AreaCount.petition_id == petition_id)))),
    )


def people_of(petition_id: int) -> int:
    """Count the rows of people in a petition."""
    db.session.rollback()
    counted = select(func.count()).where(Signature.petition_id == petition_id)
    return db.session.scalar(counted) or 0


def mails_of(scope: str) -> int:
    """Count the mails that are sealed under a petition's keys."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).where(OutboxMail.scope == scope)) or 0


def make_full_petition(**changes: Any) -> Petition:
    """Make a petition with people who confirmed, one who did not, and signatures on paper."""
    petition = make_petition(**changes)
    make_signature(petition, show_name=True, postcode="12465")
    make_signature(petition, postcode="11122")
    make_signature(petition, is_confirmed=False)
    make_paper_total(petition, count=5)
    return petition
