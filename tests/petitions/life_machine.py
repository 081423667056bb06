"""What can happen to a petition, in any order; the promises about it stand in test_life."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from sqlalchemy import delete, select, update

from app.core import clock as app_clock
from app.core.db import db, transaction
from app.fraud import background, holding, invalidating
from app.fraud.choosing import Conditions, preview
from app.fraud.models import Invalidation
from app.fraud.refusals import DecisionRefused
from app.kiosks.models import Kiosk
from app.kiosks.refusals import KioskRefused
from app.petitions import counting, handing_over, life, purging, recounting, service
from app.petitions.models import Area, AreaCount, DayCount, HourCount, Petition, PetitionState, SourceCount
from app.petitions.refusals import PetitionRefused
from app.signatures import confirming, refusals, withdrawing
from app.signatures.models import Signature, SignatureState
from tests.clocks import START, Clock
from tests.factories import confirmation_token, make_petition, sign_petition
from tests.kiosks.stands import make_kiosk, sign_there

PEOPLE = st.integers(min_value=0, max_value=4)
NAMES = st.sampled_from(("Åsa", "Bo", "Kalle Anka"))
WHICH = st.integers(min_value=0, max_value=9)
MAILBOXES = (
    "asa@example.org",
    "bo.ek@gmail.com",
    "boek+x@googlemail.com",
    "cia@example.org",
    "dan@example.org",
)
POSTCODES = ("12465", "12432", "41101", "12465", "98139")
SERIES = (DayCount, HourCount, AreaCount, SourceCount, Area)
STANDING = (SignatureState.CONFIRMED, SignatureState.HELD, SignatureState.INVALID)


class Life(RuleBasedStateMachine):
    """One petition from its opening to its purge."""

    clock: Clock

    @initialize(days=st.sampled_from((3, 20)))
    def open(self, days: int) -> None:
        self.clock.set(START)
        self.petition = make_petition(purge_on=app_clock.today() + timedelta(days=days))
        with transaction():
            areas = [Area(petition_id=self.petition.id, name=name, number=1) for name in ("Här", "Där")]
            db.session.add_all(areas)
        self.areas = [area.id for area in areas]
        self.tokens: list[str] = []
        self.thanked: dict[str, int] = {}

    def rows(self, *states: SignatureState) -> Sequence[Signature]:
        db.session.rollback()
        mine = select(Signature).where(Signature.petition_id == self.petition.id)
        return db.session.scalars(mine.where(Signature.state.in_(states)).order_by(Signature.id)).all()

    def one_of(self, which: int, *states: SignatureState) -> list[Signature]:
        rows = self.rows(*states)
        return [rows[which % len(rows)]] if rows else []

    @rule(person=PEOPLE, name=NAMES, source=st.sampled_from((None, "affisch", "chatt")))
    def sign(self, person: int, name: str, source: str | None) -> None:
        is_open = self.petition.is_open
        typed = {"name": name, "email": MAILBOXES[person], "postcode": POSTCODES[person]}
        try:
            receipt = sign_petition(self.petition, **typed, area_id=self.areas[person % 2])
        except refusals.PetitionClosed:
            assert not is_open
            return
        assert is_open
        with transaction():
            row = db.session.scalar(select(Signature).where(Signature.receipt == receipt))
            if row is not None and row.state == SignatureState.PENDING:
                row.source = source
                self.tokens.append(confirmation_token(row))

    @precondition(lambda self: self.tokens)
    @rule(which=WHICH)
    def confirm(self, which: int) -> None:
        try:
            with transaction():
                row = confirming.confirm_signature(self.tokens[which % len(self.tokens)])
        except refusals.SigningRefused:
            return
        assert row.state in STANDING
        if row.number is not None:  # her number never changes
            assert self.thanked.setdefault(row.uid.hex(), row.number) == row.number

    @rule(person=PEOPLE, name=NAMES)
    def sign_and_confirm(self, person: int, name: str) -> None:
        before = len(self.tokens)
        self.sign(person=person, name=name, source=None)
        if len(self.tokens) > before:
            self.confirm(which=before)

    @rule(person=PEOPLE, name=NAMES, again=st.booleans())
    def sign_at_a_stand(self, person: int, name: str, again: bool) -> None:
        try:
            kiosk = make_kiosk(self.petition)
        except KioskRefused:
            assert not self.petition.is_open
            return
        typed = {"name": name, "postcode": POSTCODES[person], "area_id": None, "once": "e" * 32}
        row = sign_there(kiosk, **typed)
        assert not again or sign_there(kiosk, **typed).id == row.id
        self.end_kiosks()

    def end_kiosks(self) -> None:
        """Keep the number of open ones small."""
        with transaction():
            db.session.execute(update(Kiosk).values(ended_at=app_clock.now()))

    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        for row in self.one_of(which, *STANDING):
            with transaction():
                withdrawing.withdraw_signature(row)

    @rule(which=WHICH, is_undone=st.booleans())
    def release(self, which: int, is_undone: bool) -> None:
        for row in self.one_of(which, SignatureState.HELD):
            with transaction():
                done = holding.release(self.petition, [row], actor=None)
            if is_undone and done.counted:
                with transaction():
                    assert holding.undo_release(self.petition, done.act.id, actor=None) == 1

    @rule(which=WHICH)
    def take_out(self, which: int) -> None:
        for row in self.one_of(which, SignatureState.CONFIRMED, SignatureState.HELD):
            with transaction():
                invalidating.invalidate_one(row, reason="Ett påhitt", actor=None)

    @rule(
        said=st.sampled_from(({"postcode": "124"}, {"channel": "kiosk"}, {"source": "affisch"})), number=WHICH
    )
    def take_out_by_rule(self, said: dict[str, Any], number: int) -> None:
        conditions, once = Conditions(**said), bytes([number, *self.clock.now().isoformat().encode()])[:16]
        found = preview(self.petition, conditions, sample=0)
        counted = {"total": found.total, "top_id": found.top_id}
        try:
            with transaction():
                invalidating.start_invalidation(
                    self.petition, conditions, **counted, reason="Ett påhitt", once=once, actor=None
                )
        except DecisionRefused:
            return
        while background.work_on_invalidations():
            pass

    @rule(which=WHICH)
    def undo(self, which: int) -> None:
        done = db.session.scalars(select(Invalidation).order_by(Invalidation.id)).all()
        if done:
            try:
                with transaction():
                    invalidating.undo_invalidation(done[which % len(done)], actor=None)
            except DecisionRefused:
                return
            while background.work_on_invalidations():
                pass

    @rule(count=st.integers(min_value=-20, max_value=30), days=st.integers(min_value=0, max_value=3))
    def paper(self, count: int, days: int) -> None:
        on = app_clock.today() - timedelta(days=days)
        try:
            with transaction():
                service.enter_paper(
                    self.petition, collected_on=on, place="Torget", count=count, counted_by="Bo", actor=None
                )
        except PetitionRefused:
            is_below = count == 0 or self.petition.paper_count + count < 0
            assert is_below or self.petition.purged_at or self.petition.state == PetitionState.HANDED_OVER

    @rule(hours=st.sampled_from((1, 24, 100)), is_tidied=st.booleans())
    def wait(self, hours: int, is_tidied: bool) -> None:
        self.clock.move(hours=hours)
        if is_tidied:
            self.housekeeping()

    def housekeeping(self) -> None:
        purging.purge_due()
        purging.forget_unconfirmed()
        db.session.refresh(self.petition)
        assert self.petition.purge_on is not None
        if self.petition.purge_on <= app_clock.today():
            assert self.petition.purged_at is not None
            assert not self.rows(*SignatureState)

    @precondition(lambda self: self.petition.state in {PetitionState.OPEN, PetitionState.CLOSED})
    @rule()
    def go_on(self) -> None:
        with transaction():
            if self.petition.state == PetitionState.OPEN:
                life.close_petition(self.petition, actor=None)
            elif self.petition.purged_at is None:
                handing_over.hand_over(
                    self.petition,
                    on=app_clock.today(),
                    diary_number="",
                    note="",
                    purges_earlier=False,
                    actor=None,
                )

    @rule(online=st.integers(min_value=0, max_value=9), paper=st.integers(min_value=0, max_value=9))
    def break_and_recount(self, online: int, paper: int) -> None:
        db.session.rollback()
        right, mine = everything_counted(self.petition.id), Petition.id == self.petition.id
        with transaction():
            db.session.execute(update(Petition).where(mine).values(online_count=online, paper_count=paper))
            if not counting.is_leaving(db.session.get_one(Petition, self.petition.id)):
                for model in SERIES[:4]:
                    db.session.execute(delete(model))
                db.session.execute(update(Area).values(count=online))
        with transaction():
            recounting.repair(db.session.get_one(Petition, self.petition.id))
        assert everything_counted(self.petition.id) == right

    @rule()
    def restore_an_erasure(self) -> None:
        assert purging.reapply_erasures() == 0  # nobody who withdrew is here


def everything_counted(petition_id: int) -> dict[str, Any]:
    """Give the counters and every series as they stand, without what counts nothing."""
    db.session.rollback()
    petition = db.session.get_one(Petition, petition_id, populate_existing=True)
    found: dict[str, Any] = {"online": petition.online_count, "paper": petition.paper_count}
    for model in SERIES:
        mine = select(model.__table__).where(model.__table__.c.petition_id == petition_id)
        rows = db.session.execute(mine).mappings()
        counted = [dict(row) for row in rows if row["count"]]
        found[model.__tablename__] = sorted(counted, key=repr)
    return found
