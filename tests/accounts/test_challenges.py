"""What is asked once: by one browser, in time, with five tries."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from app.accounts import challenges
from app.accounts.challenges import ChallengeOver
from app.accounts.models import Account, ChallengeKind
from app.core import clock as app_clock
from app.core.db import db, transaction
from tests.clocks import Clock
from tests.factories import make_account

STEP = ChallengeKind.SECOND_STEP
HERE, THERE = "browser-here", "browser-there"
SOON = timedelta(minutes=10)


def asked(account: Account | None = None, browser: str | None = HERE, code: str | None = None) -> str:
    with transaction(public=False):
        return challenges.ask(STEP, account=account, browser=browser, lasts=SOON, code=code)[0]


def spend(token: str, browser: str | None = HERE, kind: ChallengeKind = STEP) -> None:
    with transaction(public=False):
        challenges.spend(kind, token, browser=browser)


def test_an_answer_counts_once(app: Flask) -> None:
    token = asked()
    spend(token)
    with pytest.raises(ChallengeOver):
        spend(token)


@pytest.mark.database("sqlite")
def test_another_browser_another_purpose_and_a_late_answer_are_refused(app: Flask, clock: Clock) -> None:
    token = asked()
    for browser, kind in ((THERE, STEP), (None, STEP), (HERE, ChallengeKind.RESET)):
        with pytest.raises(ChallengeOver):
            spend(token, browser, kind)
    clock.move(minutes=10)
    with pytest.raises(ChallengeOver):
        spend(token)
    spend(asked(browser=None), THERE)  # what is bound to none any browser may answer


@pytest.mark.database("sqlite")
def test_an_account_let_in_no_more_answers_nothing(app: Flask) -> None:
    account = make_account()
    token = asked(account)
    with transaction():
        db.session.get_one(Account, account.id).disabled_at = app_clock.now()
    with pytest.raises(ChallengeOver):
        spend(token)


def test_a_code_has_five_tries(app: Flask) -> None:
    token = asked(code="12345678")
    for _try in range(5):
        with transaction(public=False):
            row = challenges.find(STEP, token, browser=HERE)
            assert challenges.count_try(row)
            assert not challenges.is_code_of(row, "87654321")
            assert challenges.is_code_of(row, "1234 5678")
    with transaction(public=False):
        assert not challenges.count_try(challenges.find(STEP, token, browser=HERE))


def test_a_new_code_ends_the_earlier_one_and_gives_no_more_tries(app: Flask) -> None:
    token = asked(code="12345678")
    with transaction(public=False):
        row = challenges.find(STEP, token, browser=HERE)
        challenges.count_try(row)
        code = challenges.give_code(row, lasts=SOON)
    with transaction(public=False):
        row = challenges.find(STEP, token, browser=HERE)
        assert challenges.is_code_of(row, code)
        assert code == "12345678" or not challenges.is_code_of(row, "12345678")
        assert row.tries == 1


@pytest.mark.database("sqlite")
def test_what_nobody_can_answer_any_more_goes(app: Flask, clock: Clock) -> None:
    asked()
    clock.move(days=1, minutes=9)
    for expected in (0, 1):
        assert challenges.forget_old() == expected
        clock.move(minutes=2)
