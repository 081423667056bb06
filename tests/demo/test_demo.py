"""The demonstration: an invented association that fills an empty installation once, and only an empty one."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Account
from app.campaigns.models import Campaign
from app.core.config import Settings, load_settings
from app.core.db import db
from app.demo import own_form, service, texts
from app.fraud.models import SigningRule
from app.petitions import asking, counting
from app.petitions.models import DayCount, Petition
from app.signatures import rows
from app.signatures.models import Channel, Hold, Signature, SignatureState
from tests.budgets import snapshot
from tests.clients import Client
from tests.factories import make_association


@pytest.mark.settings(demo=True)
def test_it_fills_an_empty_installation_once(app: Flask, client: Client) -> None:
    assert service.fill_if_empty()
    before = snapshot()
    assert not service.fill_if_empty()
    assert snapshot() == before

    assert sorted(db.session.scalars(select(Campaign.state))) == ["draft", "published", "won"]
    assert db.session.scalar(select(func.count()).select_from(Account)) == 3
    answered, petition, small = db.session.scalars(
        select(Petition).order_by(Petition.state, Petition.id)
    ).all()
    assert (answered.state, answered.total, counting.check(answered).is_right) == ("answered", 640, True)
    assert counting.check(petition).is_right
    assert 200 <= petition.online_count <= 900
    assert petition.paper_count > 50
    mine = select(DayCount.counted_on).where(DayCount.petition_id == petition.id, DayCount.count > 0)
    days = mine.order_by(DayCount.counted_on)
    spread = list(db.session.scalars(days))
    assert (spread[-1] - spread[0]).days >= 60
    counted = Signature.state == SignatureState.CONFIRMED, Signature.petition_id == petition.id
    numbers = list(db.session.scalars(select(Signature.number).where(*counted).order_by(Signature.id)))
    assert numbers == list(range(1, petition.online_count + 1))

    for path in (
        "/",
        "/kampanjer/",
        "/kampanjer/kop-tillbaka-ragsveds-centrum",
        f"/namninsamlingar/{petition.slug}",
        f"/namninsamlingar/{small.slug}",
    ):
        assert client.get(path).status_code == 200


@pytest.mark.settings(demo=True)
@pytest.mark.database("sqlite")
def test_what_a_rule_holds_has_its_rule(app: Flask) -> None:
    service.fill_if_empty()
    (rule,) = db.session.scalars(select(SigningRule))
    held = db.session.scalars(select(Signature).where(Signature.hold == Hold.RULE)).all()
    assert len(held) == 2
    assert {rows.person(row)["email"].partition("@")[2] for row in held} == {rule.pattern}


@pytest.mark.settings(demo=True)
@pytest.mark.database("sqlite")
def test_nobody_in_it_can_get_a_mail(app: Flask) -> None:
    service.fill_if_empty()
    domains = {
        rows.person(row)["email"].rpartition("@")[2]
        for row in db.session.scalars(select(Signature).where(Signature.channel == Channel.WEB))
    }
    domains |= {email.rpartition("@")[2] for _name, email, _role in texts.ORGANIZERS}
    assert all(domain.endswith((".example", "example.org")) for domain in domains)


@pytest.mark.database("sqlite")
def test_a_real_installation_is_never_filled(app: Flask) -> None:
    make_association()
    before = snapshot()
    assert not service.fill_if_empty()
    assert snapshot() == before


@pytest.mark.database("sqlite")
def test_a_demonstration_stays_one(app: Flask, settings: Settings) -> None:
    assert not settings.demo
    service.remember(settings)
    service.remember(settings)
    again = load_settings({}, instance=settings.instance)
    assert again.demo


@pytest.mark.settings(demo=True)
@pytest.mark.database("sqlite")
def test_one_petition_asks_for_areas_and_a_question_of_its_own(app: Flask, client: Client) -> None:
    service.fill_if_empty()
    petition = db.session.scalars(select(Petition).where(Petition.slug == "en-motesplats-i-centrum")).one()
    page = client.get(f"/namninsamlingar/{petition.slug}").text
    assert all(f">{area}</option>" in page for area in own_form.AREAS)
    assert own_form.QUESTION in page
    assert counting.check(petition).is_right
    assert sum(area.count for area in asking.list_areas(petition)) == petition.online_count == own_form.SIGNED
    [question] = asking.list_questions(petition)
    hers = select(Signature).where(Signature.petition_id == petition.id)
    answers = {
        rows.person(row).get("answers", {}).get(str(question.id), "") for row in db.session.scalars(hers)
    }
    assert answers == {"yes", "no", ""}
    listed = client.get("/namninsamlingar/").text
    assert listed.index("/kop-tillbaka") < listed.index(petition.slug)  # what the association is about
