"""A period that the association makes shorter is what the jobs go by."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app.accounts.models import Account
from app.core import clock as core_clock
from app.core import mail, periods, postman
from app.core.db import db, transaction
from app.core.edits import ChangedMeanwhile
from app.core.mail import MailState, OutboxMail
from app.fraud import forgetting as fraud
from app.petitions import purging
from app.signatures.models import Signature
from app.site import changing
from app.site.queries import get_association
from app.volunteers import consent, forgetting, service
from app.volunteers.models import Volunteer
from app.volunteers.service import Contact
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_association, make_signature
from tests.site.doors import SETTINGS

ASA = Contact(name="Åsa Provström", email="asa@example.org", phone="", locale="sv", may_be_asked=False)
OWN = {name: period.own for name, period in periods.PERIODS.items()}


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    make_association()


def choose(**days: int) -> None:
    with transaction():
        changing.set_periods(OWN | days, version=get_association().version, actor=None)


def test_the_unconfirmed_go_when_the_association_says(app: Flask, clock: Clock) -> None:
    make_signature(is_confirmed=False)
    clock.move(days=9)
    assert purging.forget_unconfirmed() == 0
    choose(unconfirmed=8)
    assert purging.forget_unconfirmed() == 1


def test_networks_are_forgotten_when_the_association_says(app: Flask, clock: Clock) -> None:
    row = make_signature()
    with transaction(public=False):
        db.session.execute(update(Signature).where(Signature.id == row.id).values(network_hash=b"n" * 20))
    clock.move(days=5)
    fraud.forget_due()
    known = select(func.count()).select_from(Signature).where(Signature.network_hash.is_not(None))
    assert db.session.scalar(known) == 1
    choose(networks=4)
    fraud.forget_due()
    assert db.session.scalar(known) == 0


def test_bare_rows_of_mails_go_when_the_association_says(app: Flask, clock: Clock) -> None:
    with transaction(public=False):
        mail.write_down_nothing("organizers")
    clock.move(days=4)
    assert postman.forget_old() == 0
    choose(mails=3)
    assert postman.forget_old() == 1


def test_those_who_help_are_forgotten_earlier_the_earlier_ones_too(app: Flask, clock: Clock) -> None:
    with transaction():
        person = service.find_or_add(ASA)
        person_id = person.id
    assert "12 månader" in consent.words().detail
    clock.move(days=61)
    assert forgetting.forget_due() == 0
    choose(volunteers=60)
    assert "60 dagar" in consent.words().detail
    assert forgetting.forget_due() == 1
    assert db.session.get_one(Volunteer, person_id).forgotten_at == core_clock.now()


def test_made_longer_again_it_keeps_nobody_longer_than_she_was_told(app: Flask, clock: Clock) -> None:
    with transaction():
        service.find_or_add(ASA)
    choose(volunteers=60)
    choose(volunteers=365)
    told = db.session.scalars(select(Volunteer.keep_until)).one()
    assert told == core_clock.today() + timedelta(days=60)


def test_made_shorter_a_second_time_it_forgets_nobody_before_the_new_time(app: Flask, clock: Clock) -> None:
    with transaction():
        service.find_or_add(ASA)
    clock.move(days=10)
    for days in (60, 365, 60, 365, 90):
        choose(volunteers=days)
    told = db.session.scalars(select(Volunteer.keep_until)).one()
    assert told == core_clock.today() + timedelta(days=50)
    assert forgetting.forget_due() == 0


@pytest.mark.database("sqlite")
def test_a_period_is_never_longer_than_the_programs_nor_too_short(administrator: Client) -> None:
    way = f"{SETTINGS}/lagringstider"
    for wrong in ("366", "29", "0", "-1", "x", ""):
        answer = administrator.submit(way, {"volunteers": wrong}, button="Spara")
        assert answer.status_code == 422, wrong
    assert administrator.submit(way, {"volunteers": "30"}, button="Spara").status_code == 303
    assert periods.days("volunteers") == 30
    with transaction():
        get_association().keeping = {"volunteers": 4000, "unconfirmed": 1}
    assert (periods.days("volunteers"), periods.days("unconfirmed")) == (365, 8), "Whatever is stored."


def test_of_two_who_change_periods_at_once_one_is_told(app: Flask) -> None:
    account: Account = make_account()
    opened = get_association().version
    choose(volunteers=100)
    with pytest.raises(ChangedMeanwhile), transaction():
        changing.set_periods(OWN, version=opened, actor=account)
    assert periods.days("volunteers") == 100
    assert MailState.SENT  # the outbox above is counted in its own states
    assert db.session.scalar(select(func.count()).select_from(OutboxMail)) == 0
