"""Writing campaigns at the desk: text, preview, timeline, and what is wrong told beside the field."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from flask import Flask
from markupsafe import escape
from sqlalchemy import select

from app.campaigns import service
from app.campaigns.models import Campaign, CampaignState, TimelineEntry
from app.core.db import db, transaction
from app.record.models import Act
from tests.clients import Client
from tests.clocks import Clock
from tests.core.visitors import token_of
from tests.databases import KINDS
from tests.factories import make_account, make_association, make_campaign

pytestmark = pytest.mark.database("sqlite")

NEW = "/organisera/kampanjer/ny"


@pytest.fixture(autouse=True)
def association(app: Flask) -> None:
    """Name the association."""
    make_association()


def campaigns() -> list[Campaign]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Campaign).order_by(Campaign.id)))


def at_once(app: Flask, path: str, times: int, data: dict[str, str]) -> list[int]:
    """Send a form from several browsers at the same moment; give the answers' statuses."""
    clients = [Client(app).sign_in(make_account()) for _ in range(times)]
    tokens = [token_of(client) for client in clients]
    ready, statuses = threading.Barrier(times), []

    def send(client: Client, token: str) -> None:
        ready.wait(10)
        statuses.append(client.post(path, data={**data, "csrf_token": token}).status_code)

    threads = [threading.Thread(target=send, args=pair) for pair in zip(clients, tokens, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(statuses) == times
    return statuses


def test_from_the_empty_form_to_the_public_page(organizer: Client, client: Client) -> None:
    text = {"title": "Köp tillbaka centrum", "demand": "Staden ska köpa", "story": "Det **var** vårt."}
    answer = organizer.submit(NEW, text)
    (campaign,) = campaigns()
    assert (answer.status_code, answer.location) == (303, f"/organisera/kampanjer/{campaign.id}")
    assert (campaign.slug, campaign.state) == ("kop-tillbaka-centrum", CampaignState.DRAFT)
    preview = organizer.get(f"{answer.location}/forhandsvisning").text
    assert "<strong>var</strong>" in preview
    assert client.get("/kampanjer/kop-tillbaka-centrum").status_code == 404
    organizer.post(f"{answer.location}/steg", data={"to": "published", "csrf_token": token_of(organizer)})
    page = client.get("/kampanjer/kop-tillbaka-centrum")
    assert page.status_code == 200
    assert "<strong>var</strong>" in page.text
    kinds = list(db.session.scalars(select(Act.kind).order_by(Act.id)))
    assert kinds[-2:] == ["campaign.created", "campaign.moved"]


def test_an_edit_changes_the_text_and_keeps_the_address(organizer: Client, client: Client) -> None:
    campaign = make_campaign(title="Förr", slug="forr")
    organizer.submit(
        f"/organisera/kampanjer/{campaign.id}/redigera", {"title": "Nu", "outcome": "Vi *vann*."}
    )
    page = client.get("/kampanjer/forr").text
    assert "Nu" in page
    assert "<em>vann</em>" in page
    assert db.session.scalars(select(Act.kind).order_by(Act.id)).all()[-1] == "campaign.edited"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "   "),
        ("title", "x" * 121),
        ("title", "a\x07b"),
        ("demand", ""),
        ("demand", "x" * 301),
        ("story", "x" * 20_001),
        ("outcome", "a\x1bb"),
    ],
)
def test_what_is_wrong_is_told_and_everything_typed_is_kept(
    organizer: Client, field: str, value: str
) -> None:
    text = {"title": "En <titel>", "demand": "Ett & krav", "story": "Hela\nhistorien", "outcome": "Slutet"}
    edit = f"/organisera/kampanjer/{make_campaign(CampaignState.WON, title='Förr').id}/redigera"
    token = token_of(organizer)
    for path in {edit} if field == "outcome" else {NEW, edit}:
        answer = organizer.post(path, data={**text, field: value, "csrf_token": token})
        assert answer.status_code == 422
        kept = {"title": 'value="En &lt;titel&gt;"', "demand": "Ett &amp; krav", "story": "Hela\nhistorien",
                "outcome": "Slutet"}  # fmt: skip
        for name, words in kept.items():
            assert words in answer.text or name == field or (name == "outcome" and path == NEW)
        assert 'aria-invalid="true"' in answer.text
    assert [campaign.title for campaign in campaigns()] == ["Förr"]


def test_what_fits_exactly_is_taken(organizer: Client) -> None:
    text = {"title": "å" * 120, "demand": "ö" * 300, "story": "ä" * 20_000, "outcome": "é" * 20_000}
    campaign = make_campaign(CampaignState.WON)
    assert organizer.submit(f"/organisera/kampanjer/{campaign.id}/redigera", text).status_code == 303
    (campaign,) = campaigns()
    assert [len(getattr(campaign, name)) for name in text] == [120, 300, 20_000, 20_000]


def test_two_campaigns_of_one_title_have_two_addresses(organizer: Client) -> None:
    for _ in range(3):
        organizer.submit(NEW, {"title": "Torget", "demand": "x"})
    assert [campaign.slug for campaign in campaigns()] == ["torget", "torget-2", "torget-3"]


@pytest.mark.database(*KINDS)
def test_the_same_form_sent_twice_at_once_breaks_nothing(app: Flask) -> None:
    statuses = at_once(app, NEW, 4, {"title": "Torget", "demand": "x"})
    assert set(statuses) <= {303, 422}
    slugs = [campaign.slug for campaign in campaigns()]
    assert len(slugs) == len(set(slugs)) == statuses.count(303) > 0


def test_the_timeline_grows_and_shrinks(organizer: Client, client: Client, clock: Clock) -> None:
    campaign = make_campaign(slug="torget")
    path = f"/organisera/kampanjer/{campaign.id}"
    token = token_of(organizer)
    for day, title in (
        ("2026-03-01", "Stånd på torget"),
        ("2026-03-14", "Möte med staden"),
        ("2025-12-24", "Start"),
    ):
        data = {"happened_on": day, "title": title, "body": "Mer **om** det", "csrf_token": token}
        answer = organizer.post(f"{path}/tidslinje", data=data)
        assert (answer.status_code, answer.location) == (303, path)
    page = client.get("/kampanjer/torget").text
    order = [page.index(title) for title in ("Möte med staden", "Stånd på torget", "Start")]
    assert order == sorted(order)
    entry_id = db.session.scalars(select(TimelineEntry.id).where(TimelineEntry.title == "Start")).one()
    remove = f"{path}/tidslinje/{entry_id}/ta-bort"
    assert organizer.post(remove, data={"csrf_token": token}).status_code == 303
    assert "Start</" not in client.get("/kampanjer/torget").text
    assert organizer.post(remove, data={"csrf_token": token}).status_code == 404


@pytest.mark.database(*KINDS)
def test_removing_an_entry_twice_at_once_breaks_nothing(app: Flask) -> None:
    campaign = make_campaign()
    with transaction():
        entry_id = service.tell(campaign, happened_on=date(2026, 1, 1), title="Start", body="").id
    path = f"/organisera/kampanjer/{campaign.id}/tidslinje/{entry_id}/ta-bort"
    assert set(at_once(app, path, 4, {})) <= {303, 404}
    db.session.rollback()
    assert db.session.scalars(select(TimelineEntry)).all() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("happened_on", "2026-03-15"),
        ("happened_on", "3026-01-01"),
        ("happened_on", ""),
        ("happened_on", "i går"),
        ("happened_on", "2026-02-30"),
        ("title", ""),
        ("title", "x" * 121),
        ("body", "x" * 4001),
    ],
)
def test_a_timeline_tells_what_has_happened_and_keeps_what_was_typed(
    organizer: Client, clock: Clock, field: str, value: str
) -> None:
    campaign = make_campaign()
    typed = {"happened_on": "2026-03-14", "title": "Möte med staden", "body": "Mer om det"}
    data = {**typed, field: value, "csrf_token": token_of(organizer)}
    answer = organizer.post(f"/organisera/kampanjer/{campaign.id}/tidslinje", data=data)
    assert answer.status_code == 422
    for name, words in typed.items():
        assert name == field or words in answer.text
    assert db.session.scalars(select(TimelineEntry)).all() == []


@pytest.mark.parametrize(
    "attack", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "%(x)s"]
)
def test_nothing_that_is_written_runs_on_any_page(
    organizer: Client, client: Client, clock: Clock, attack: str
) -> None:
    token = token_of(organizer)
    text = {"title": f"Torget {attack}", "demand": attack, "story": attack, "outcome": attack}
    organizer.post(NEW, data={**text, "csrf_token": token})
    (campaign,) = campaigns()
    path = f"/organisera/kampanjer/{campaign.id}"
    organizer.post(f"{path}/steg", data={"to": "published", "csrf_token": token})
    organizer.post(f"{path}/redigera", data={**text, "csrf_token": token})
    told = {"happened_on": "2026-03-01", "title": attack, "body": attack, "csrf_token": token}
    organizer.post(f"{path}/tidslinje", data=told)
    public = (f"/kampanjer/{campaign.slug}", "/kampanjer/", "/")
    desk = (path, f"{path}/redigera", "/organisera/kampanjer/", "/organisera/")
    is_markup = attack[0] not in "{%"  # signs of a template would look like a mistake of our own
    pages = [client.get(place, checked=is_markup) for place in public]
    pages += [organizer.get(place, checked=is_markup) for place in desk]
    for page in pages:
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert ">49<" not in page.text
        assert escape(attack) in page.text or page.request.path == "/organisera/"
