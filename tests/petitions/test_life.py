"""A petition lives through anything in any order, and what it shows is always what is there."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run_machine
from sqlalchemy import func, select, update

from app.core import clock as app_clock
from app.core.db import db, transaction
from app.petitions import counting, purging, service
from app.petitions.models import PaperTotal, Petition, PetitionState
from app.signatures import confirming, refusals, withdrawing
from app.signatures.models import Signature, SignatureState
from tests.clocks import START, Clock
from tests.factories import confirmation_token, make_petition, sign_petition
from tests.petitions.signers import counts

PEOPLE = st.integers(min_value=0, max_value=4)
MAILBOXES = (
    "asa@example.org",
    "bo.ek@gmail.com",
    "boek+x@googlemail.com",
    "cia@example.org",
    "dan@example.org",
)
POSTCODES = ("12465", "12432", "41101", "12465", "98139")


class Life(RuleBasedStateMachine):
    """One petition from its opening to its purge."""

    clock: Clock

    @initialize(days=st.sampled_from((3, 20)))
    def open(self, days: int) -> None:
        self.clock.set(START)
        self.petition = make_petition(purge_on=app_clock.today() + timedelta(days=days))
        self.tokens: list[str] = []
        self.thanked: dict[str, int] = {}

    @property
    def is_open(self) -> bool:
        return self.petition.is_open

    def rows(self, state: SignatureState) -> list[Signature]:
        db.session.rollback()
        mine = Signature.petition_id == self.petition.id, Signature.state == state
        return list(db.session.scalars(select(Signature).where(*mine).order_by(Signature.id)))

    @rule(person=PEOPLE, name=st.sampled_from(("Åsa", "Bo", "C")), show=st.booleans())
    def sign(self, person: int, name: str, show: bool) -> None:
        is_open = self.petition.is_open
        mailbox, postcode = MAILBOXES[person], POSTCODES[person]
        try:
            receipt = sign_petition(
                self.petition, name=name, email=mailbox, postcode=postcode, show_name=show
            )
        except refusals.PetitionClosed:
            assert not is_open
            return
        assert is_open
        row = db.session.scalar(select(Signature).where(Signature.receipt == receipt))
        if row is not None:
            self.tokens.append(confirmation_token(row))

    @precondition(lambda self: self.tokens)
    @rule(which=st.integers(min_value=0))
    def confirm(self, which: int) -> None:
        token = self.tokens[which % len(self.tokens)]
        try:
            with transaction():
                row = confirming.confirm_signature(token)
        except refusals.SigningRefused:
            return
        assert row.is_confirmed
        if row.number is not None and row.uid.hex() in self.thanked:
            assert self.thanked[row.uid.hex()] == row.number  # her number never changes
        self.thanked[row.uid.hex()] = row.number or 0

    @rule(which=st.integers(min_value=0))
    def withdraw(self, which: int) -> None:
        rows = self.rows(SignatureState.CONFIRMED)
        if rows:
            with transaction():
                withdrawing.withdraw_signature(rows[which % len(rows)])

    @rule(count=st.integers(min_value=-20, max_value=30), days=st.integers(min_value=0, max_value=3))
    def paper(self, count: int, days: int) -> None:
        before = self.petition.paper_count
        try:
            with transaction():
                service.enter_paper(
                    self.petition,
                    collected_on=app_clock.today() - timedelta(days=days),
                    place="Torget",
                    count=count,
                    counted_by="Bo",
                    actor=None,
                )
        except service.PetitionRefused:
            assert count == 0 or before + count < 0 or self.petition.purged_at

    @rule(person=PEOPLE)
    def sign_and_confirm(self, person: int) -> None:
        before = len(self.tokens)
        self.sign(person=person, name="Åsa", show=True)
        if len(self.tokens) > before:
            self.confirm(which=before)

    @rule(hours=st.sampled_from((1, 24, 100, 200)), is_tidied=st.booleans())
    def wait(self, hours: int, is_tidied: bool) -> None:
        self.clock.move(hours=hours)
        if is_tidied:
            self.housekeeping()

    def housekeeping(self) -> None:
        is_due = self.petition.purge_on is not None and self.petition.purge_on <= app_clock.today()
        with db.session.no_autoflush:
            purging.purge_due()
            purging.forget_unconfirmed()
        db.session.refresh(self.petition)
        if is_due:
            assert self.petition.purged_at is not None
            assert self.rows(SignatureState.CONFIRMED) == self.rows(SignatureState.PENDING) == []

    @precondition(lambda self: self.petition.state == PetitionState.OPEN)
    @rule()
    def close(self) -> None:
        with transaction():
            service.close_petition(self.petition, actor=None)

    @rule(online=st.integers(min_value=0, max_value=9), paper=st.integers(min_value=0, max_value=9))
    def break_and_recount(self, online: int, paper: int) -> None:
        right = counts(self.petition)
        wrong = {"online_count": online, "paper_count": paper}
        with transaction():
            db.session.execute(update(Petition).where(Petition.id == self.petition.id).values(**wrong))
        with transaction():
            counting.repair(db.session.get_one(Petition, self.petition.id))
        assert counts(self.petition) == right

    @rule()
    def restore_an_erasure(self) -> None:
        assert purging.reapply_erasures() == 0  # nobody who withdrew is here

    def teardown(self) -> None:
        """Let every life end as promised: the people are gone, the count stands."""
        if hasattr(self, "petition"):
            before = counts(self.petition)
            self.clock.move(days=30)
            self.housekeeping()
            assert counts(self.petition) == before
            self.the_count_is_what_is_there()

    @invariant()
    def the_count_is_what_is_there(self) -> None:
        if not hasattr(self, "petition"):
            return
        found = counts(self.petition)
        channels = {"web": 0, "paper": 0}
        for (_day, channel), count in found["days"].items():
            channels[channel] += count
        assert (found["online"], found["paper"]) == (channels["web"], channels["paper"])
        assert found["online"] == sum(found["areas"].values())
        assert min(found["online"], found["paper"], *found["areas"].values(), 0) == 0
        assert counting.check(self.petition).is_right
        if not self.petition.purged_at:
            assert found["online"] == len(self.rows(SignatureState.CONFIRMED))
        assert found["paper"] == paper_rows(self.petition)

    @invariant()
    def one_mailbox_counts_once(self) -> None:
        if not hasattr(self, "petition") or self.petition.purged_at:
            return
        hashes = [row.email_hash for row in self.rows(SignatureState.CONFIRMED)]
        assert len(hashes) == len(set(hashes)) <= len(MAILBOXES) - 1


def paper_rows(petition: Petition) -> int:
    """Add up the paper totals of a petition."""
    mine = PaperTotal.petition_id == petition.id
    return db.session.scalar(select(func.coalesce(func.sum(PaperTotal.count), 0)).where(mine)) or 0


def test_whatever_happens_to_it_a_petition_shows_what_is_there(app: Flask, clock: Clock) -> None:
    Life.clock = clock
    run_machine(
        Life,
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
