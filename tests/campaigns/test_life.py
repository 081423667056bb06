"""A campaign's life: which steps it can take, in which order, and who sees it where."""

from __future__ import annotations

import threading
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select

from app.campaigns import service
from app.campaigns.models import Campaign, CampaignState
from app.campaigns.service import WrongStep
from app.core.db import db, transaction
from app.record.models import Act
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.factories import make_association, make_campaign, make_petition

DRAFT, PUBLISHED, WON, LOST, HANDED_OVER, ARCHIVED = CampaignState

ALLOWED = {
    (DRAFT, PUBLISHED),
    (PUBLISHED, WON),
    (PUBLISHED, LOST),
    (PUBLISHED, HANDED_OVER),
    (PUBLISHED, ARCHIVED),
    (HANDED_OVER, WON),
    (HANDED_OVER, LOST),
    (HANDED_OVER, ARCHIVED),
    (WON, ARCHIVED),
    (LOST, PUBLISHED),
    (LOST, ARCHIVED),
    (ARCHIVED, PUBLISHED),
}


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


def state_of(campaign_id: int) -> str:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Campaign, campaign_id).state


def moves() -> list[object]:
    db.session.rollback()
    acts = db.session.scalars(select(Act).where(Act.kind == "campaign.moved").order_by(Act.id))
    return [act.facts["to"] for act in acts]


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(("here", "to"), list(product(CampaignState, repeat=2)))
def test_each_step_is_allowed_or_refused_as_decided(
    app: Flask, here: CampaignState, to: CampaignState
) -> None:
    campaign = make_campaign(here)
    before = moves()
    if (here, to) in ALLOWED:
        with transaction():
            service.move_campaign(campaign, to, actor=None)
        assert (state_of(campaign.id), moves()) == (to, [*before, to])
        return
    with pytest.raises(WrongStep), transaction():
        service.move_campaign(campaign, to, actor=None)
    assert (state_of(campaign.id), moves()) == (here, before)


@pytest.mark.parametrize("here", CampaignState)
def test_the_desk_offers_the_allowed_steps_and_takes_no_other(
    app: Flask, organizer: Client, here: CampaignState
) -> None:
    campaign = make_campaign(here)
    path = f"/organisera/kampanjer/{campaign.id}"
    page = organizer.get(path).text
    offered = {to for to in CampaignState if f'name="to" value="{to}"' in page}
    assert offered == {to for (start, to) in ALLOWED if start == here}
    token = token_of(organizer)
    for to in set(CampaignState) - offered:
        answer = organizer.post(f"{path}/steg", data={"to": to, "csrf_token": token}, follow_redirects=True)
        assert answer.status_code == 200
        assert 'role="alert"' in answer.text
        assert state_of(campaign.id) == here


@pytest.mark.parametrize("to", ["", "no-such-step", "PUBLISHED", "draft\x00"])
def test_a_step_that_does_not_exist_is_refused(app: Flask, organizer: Client, to: str) -> None:
    campaign = make_campaign(DRAFT)
    answer = organizer.post(
        f"/organisera/kampanjer/{campaign.id}/steg", data={"to": to, "csrf_token": token_of(organizer)}
    )
    assert answer.status_code == 422
    assert state_of(campaign.id) == DRAFT


def test_of_two_steps_at_once_the_second_is_judged_by_where_the_first_led(app: Flask) -> None:
    campaign_id = make_campaign(PUBLISHED).id
    moved, refused = threading.Event(), []

    def win() -> None:
        with app.app_context(), transaction():
            service.move_campaign(db.session.get_one(Campaign, campaign_id), WON, actor=None)
            db.session.flush()
            moved.set()
            threading.Event().wait(0.3)

    def lose() -> None:
        moved.wait(10)
        with app.app_context():
            try:
                with transaction():
                    service.move_campaign(db.session.get_one(Campaign, campaign_id), LOST, actor=None)
            except WrongStep as refusal:
                refused.append(refusal)

    threads = [threading.Thread(target=act) for act in (win, lose)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(refused) == 1
    assert state_of(campaign_id) == WON
    assert moves()[-1:] == [WON]


def test_the_day_of_publishing_is_the_first_one_for_ever(app: Flask, clock: Clock) -> None:
    campaign = make_campaign(DRAFT)
    assert campaign.published_at is None
    begun = clock.now()
    for to in (PUBLISHED, LOST, PUBLISHED, ARCHIVED):
        with transaction():
            service.move_campaign(campaign, to, actor=None)
        clock.move(days=3)
    assert db.session.get_one(Campaign, campaign.id).published_at == begun


SHOWN = {DRAFT: (404, False), ARCHIVED: (200, False)}


@pytest.mark.parametrize("state", CampaignState)
def test_who_finds_a_campaign_where(
    app: Flask, client: Client, organizer: Client, state: CampaignState
) -> None:
    """A draft is nobody's but the organizers'; an archived one is read by whoever has its address."""
    campaign = make_campaign(state, title="Köp tillbaka centrum")
    status, listed = SHOWN.get(state, (200, True))
    for prefix in ("", "/en"):
        assert client.get(f"{prefix}/kampanjer/{campaign.slug}").status_code == status
        for page in ("/", "/kampanjer/"):
            assert ("Köp tillbaka centrum" in client.get(prefix + page).text) is listed
    assert "Köp tillbaka centrum" in organizer.get("/organisera/kampanjer/").text
    assert organizer.get(f"/kampanjer/{campaign.slug}").status_code == status


def test_a_drafts_address_looks_like_one_that_does_not_exist(app: Flask, client: Client) -> None:
    """Otherwise a stranger could try what is being prepared."""
    slug = make_campaign(DRAFT, slug="finns-inte-n").slug
    draft, absent = client.get(f"/kampanjer/{slug}"), client.get("/kampanjer/finns-inte-x")
    assert draft.text.replace(slug, "finns-inte-x") == absent.text
    assert draft.headers == absent.headers


def test_a_draft_petition_is_seen_on_no_public_page(app: Flask, client: Client, organizer: Client) -> None:
    from app.petitions.models import PetitionState

    campaign = make_campaign()
    petition = make_petition(campaign, state=PetitionState.DRAFT, title="Hemlig insamling")
    shown = make_petition(campaign, title="Öppen insamling")
    for path in ("/", "/kampanjer/", f"/kampanjer/{campaign.slug}", "/namninsamlingar/",
                 f"/namninsamlingar/{shown.slug}"):  # fmt: skip
        assert "Hemlig insamling" not in client.get(path).text, path
    assert "Öppen insamling" in client.get(f"/kampanjer/{campaign.slug}").text
    for rest in ("", "/min-underskrift", "/min-underskrift/skickad", "/borttagen", "/ett-steg-kvar/00"):
        assert client.get(f"/namninsamlingar/{petition.slug}{rest}").status_code == 404
    assert client.post(f"/namninsamlingar/{petition.slug}", data={}).status_code == 404
    assert "Hemlig insamling" in organizer.get(f"/organisera/kampanjer/{campaign.id}").text
    preview = organizer.get(f"/organisera/kampanjer/{campaign.id}/forhandsvisning").text
    assert "Hemlig insamling" not in preview


def test_running_campaigns_stand_first(app: Flask, client: Client, clock: Clock) -> None:
    for number, state in enumerate((PUBLISHED, WON, PUBLISHED, LOST), start=1):
        make_campaign(state, title=f"Kampanj nummer {number}")
        clock.move(days=1)
    page = client.get("/kampanjer/").text
    order = sorted(range(1, 5), key=lambda number: page.index(f"Kampanj nummer {number}"))
    assert order == [3, 1, 4, 2]
