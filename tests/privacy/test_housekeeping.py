"""What is done by itself: one part that fails, or takes long, stops no other."""

from __future__ import annotations

from itertools import count

import pytest
from flask import Flask

from app.core import crypto
from app.petitions import purging, schedule
from app.privacy import jobs
from app.privacy.cli import purge
from app.signatures import handles
from tests.clocks import Clock
from tests.privacy.conftest import kept_of, make_full_petition, people_of
from tests.privacy.purged import acts, check_purged, fresh


@pytest.mark.database("sqlite")
def test_one_petition_that_cannot_be_purged_keeps_no_other_from_it(
    clock: Clock, app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = make_full_petition(), make_full_petition()
    real, store = crypto.key_store().destroy, crypto.key_store()
    clock.move(days=90)
    with monkeypatch.context() as patch:

        def fails(scope: str) -> None:
            if scope == bad.scope:
                raise OSError("Zebediah Kvist")
            real(scope)

        patch.setattr(store, "destroy", fails)
        assert purging.purge_due() == [good.id]
    assert "OSError" in caplog.text
    assert "Zebediah" not in caplog.text
    assert fresh(bad.id).purged_at is None
    check_purged(good.id)
    assert purging.purge_due() == [bad.id]
    check_purged(bad.id)
    assert acts(bad.id)[0].facts["removed"] == 3


@pytest.mark.database("sqlite")
def test_a_job_that_fails_keeps_no_other_from_being_done(
    clock: Clock, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = make_full_petition()
    clock.move(days=90)

    def fails(*_given: object) -> None:
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(schedule, "keep_time", fails)
        patch.setattr(handles, "forget_old", fails)
        done = jobs.housekeeping()
        assert (len(done.failed), done.is_left) == (2, False)
        command = app.test_cli_runner().invoke(purge, obj=lambda: app)
        assert command.exit_code == 1
    check_purged(petition.id)
    assert jobs.housekeeping().failed == []


@pytest.mark.database("sqlite")
def test_a_large_purge_lets_the_mails_go_on_and_is_finished_at_the_next_looks(
    clock: Clock, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = make_full_petition()
    before = kept_of(petition.id)
    clock.move(days=90)
    assert jobs.remove_due(seconds=0).is_left
    assert people_of(petition.id) == 3
    monkeypatch.setattr(purging, "BATCH", 1)
    asked = count()
    # Time is up whenever it is asked, but for the first time in each round: one is removed in each.
    monkeypatch.setattr(purging, "is_up", lambda until: until is not None and next(asked) % 3 > 0)
    for left in (2, 1):
        assert purging.purge_due(until=1) == []
        assert people_of(petition.id) == left
    assert fresh(petition.id).purged_at is None
    assert purging.purge_due(until=1) == [petition.id]
    check_purged(petition.id)
    assert acts(petition.id)[0].facts["removed"] == 3
    assert kept_of(petition.id) == before
