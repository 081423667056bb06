"""A petition lives through anything in any order, and what it shows is always what is there."""

from __future__ import annotations

from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import invariant
from hypothesis.stateful import run_state_machine_as_test as run_machine
from sqlalchemy import func, select

from app.core.db import db
from app.petitions import counting
from app.petitions.models import PaperTotal, Petition
from app.signatures.models import SignatureState
from tests.clocks import Clock
from tests.petitions.life_machine import STANDING, Life, everything_counted


class HonestLife(Life):
    """What holds at every step."""

    def teardown(self) -> None:
        """Let every life end as promised: the people are gone, the count stands."""
        if hasattr(self, "petition"):
            before = everything_counted(self.petition.id)
            self.clock.move(days=30)
            self.housekeeping()
            assert everything_counted(self.petition.id) == before
            self.the_count_is_what_is_there()

    @invariant()
    def the_count_is_what_is_there(self) -> None:
        if not hasattr(self, "petition"):
            return
        found = everything_counted(self.petition.id)
        online, paper = found["online"], found["paper"]
        if not self.petition.purged_at:
            assert online == len(self.rows(SignatureState.CONFIRMED))
        assert paper == paper_rows(self.petition)
        days = {"paper": 0, "online": 0}
        for row in found["petition_day"]:
            days["paper" if row["channel"] == "paper" else "online"] += row["count"]
        assert days == {"paper": paper, "online": online}
        for series in ("petition_hour", "petition_area", "petition_source"):
            assert sum(row["count"] for row in found[series]) == online, series
            assert all(row["count"] > 0 for row in found[series]), series
        chosen = sum(row["count"] for row in found["petition_place"])
        if not self.petition.purged_at:
            assert chosen == sum(row.area_id is not None for row in self.rows(SignatureState.CONFIRMED))
        assert counting.check(db.session.get_one(Petition, self.petition.id)).is_right

    @invariant()
    def one_person_counts_once(self) -> None:
        if not hasattr(self, "petition") or self.petition.purged_at:
            return
        rows = self.rows(*STANDING)
        people = [(row.email_hash, row.name_hash) for row in rows]
        assert len(people) == len(set(people))
        counted = [row.email_hash for row in rows if row.is_confirmed]
        assert all(counted.count(mailbox) <= 2 for mailbox in counted)


def paper_rows(petition: Petition) -> int:
    """Add up the paper totals of a petition."""
    mine = PaperTotal.petition_id == petition.id
    return db.session.scalar(select(func.coalesce(func.sum(PaperTotal.count), 0)).where(mine)) or 0


def test_whatever_happens_to_it_a_petition_shows_what_is_there(app: Flask, clock: Clock) -> None:
    HonestLife.clock = clock
    run_machine(
        HonestLife,
        settings=settings(
            max_examples=10,
            stateful_step_count=30,
            deadline=None,
            phases=[Phase.explicit, Phase.generate],  # a shorter story takes minutes to find
            suppress_health_check=list(HealthCheck),
        ),
    )
