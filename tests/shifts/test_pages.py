"""The agenda, the month and a shift's page: what they show, to whom, in both languages."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from app.campaigns.models import CampaignState
from app.core import clock as core_clock
from app.core.db import db, transaction
from app.shifts import service
from app.shifts.service import Room
from tests.budgets import at_most, snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_association, make_campaign, make_petition
from tests.shifts.makers import make_event, make_shift
from tests.shifts.pages import (
    BOTH,
    address,
    book,
    fill,
    links,
    make_public_event,
    make_roles,
    parsed,
    said,
    texts,
)

IN_BOTH = pytest.mark.parametrize("language", BOTH)
NEED = "%(taken)s of %(wanted)s, needs %(missing)s more"
CRITICAL = "%(taken)s of %(wanted)s, cannot go ahead without %(lacking)s more"
SECRETS = ("Vid fontänen", "Ada Provström", "70174", "Fylld Plats")


@pytest.fixture(autouse=True)
def association(app: Flask, clock: Clock) -> None:
    """Let every test have an association and a clock that stands."""
    make_association()


@IN_BOTH
def test_the_agenda_goes_by_day_with_need_first(client: Client, language: str) -> None:
    event = make_event(title="Bordet")
    monday = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
    full = make_shift(event, starts_at=monday, most=2)
    enough = make_shift(event, starts_at=monday + timedelta(hours=2), most=4, wanted=1)
    short = make_shift(event, starts_at=monday + timedelta(hours=4), most=4)
    critical = make_shift(event, starts_at=monday + timedelta(hours=6), most=3, least=2)
    before = make_shift(event, starts_at=monday - timedelta(days=1))
    for shift, people in ((full, 2), (enough, 1), (short, 2)):
        fill(shift, people)
    page = client.get(address("/pass/", language))
    days = texts(page, "section-head")
    assert [day.rpartition(" ")[2] for day in days] == ["11", "12"]
    starts = [node.attrs["datetime"] for node in parsed(page).named("time")]
    assert starts == [s.starts_at.isoformat() for s in (before, critical, short, enough, full)]
    needs = texts(page, "need")
    assert needs[2] == said(NEED, language, taken=2, wanted=4, missing=2)
    assert needs[1] == said(CRITICAL, language, taken=0, wanted=3, lacking=2)
    assert len(texts(page, "shift__book")) == 4


@IN_BOTH
def test_without_shifts_the_pages_say_so(client: Client, language: str) -> None:
    assert said("No shifts right now", language) in client.get(address("/pass/", language)).text
    month = client.get(address("/pass/?manad=2026-03", language))
    assert said("No shifts in this month that can be booked.", language) in month.text


def test_lists_hold_what_comes_for_everyone_and_nothing_else(client: Client, clock: Clock) -> None:
    seen = make_shift(make_event(title="Synligt"))
    hidden = [
        make_shift(make_event(title="Med länk", visibility="link")),
        make_shift(make_event(title="För medlemmar", visibility="members")),
        make_shift(make_event(title="Har varit"), starts_at=clock.now() - timedelta(hours=1)),
        make_shift(make_event(title="Har just börjat"), starts_at=clock.now()),
        make_shift(make_event(title="Inställt nu")),
    ]
    with transaction():
        service.cancel_shift(db.session.merge(hidden[-1]), actor=None)
    for path in ("/pass/", "/pass/?manad=2026-03", "/pass/?manad=2026-04", "/", "/en/pass/"):
        text = client.get(path).text
        assert [shift.slug for shift in hidden if shift.slug in text or shift.event.title in text] == []
    assert seen.slug in client.get("/pass/").text


def test_a_shift_by_link_is_not_listed_nor_told_to_search_engines(client: Client) -> None:
    linked = make_shift(make_event(title="Affischering", visibility="link"))
    page = client.get(f"/pass/{linked.slug}")
    assert page.status_code == 200
    assert 'name="robots" content="noindex"' in page.text
    assert "schema.org" not in page.text
    public = client.get(f"/pass/{make_shift().slug}").text
    assert "noindex" not in public


@pytest.mark.parametrize("path", ["/pass/{slug}", "/en/pass/{slug}"])
def test_a_shift_for_members_is_not_there_for_others(client: Client, path: str) -> None:
    secret = make_shift(make_event(visibility="members"))
    assert client.get(path.format(slug=secret.slug)).status_code == 404
    assert book(client, secret).status_code == 404
    chosen = client.get(f"/pass/boka?pass={secret.slug}")
    assert secret.event.title not in chosen.text


@IN_BOTH
def test_nobody_learns_who_comes_or_where_exactly_without_booking(client: Client, language: str) -> None:
    campaign = make_campaign(slug="centrum")
    shift = make_shift(make_public_event(campaign), most=6)
    fill(shift, 3)
    paths = [
        *("/pass/", "/pass/?manad=2026-03", f"/pass/{shift.slug}", f"/pass/boka?pass={shift.slug}"),
        *("/", "/kampanjer/centrum", "/pass/bokat"),
    ]
    for path in paths:
        text = client.get(address(path, language)).text
        assert [secret for secret in SECRETS if secret in text] == [], path


FILTERS = [
    ("plats=Hagsätra", ["Hagsätra"]),
    ("slag=flyering", ["Flygblad"]),
    ("kampanj=centrum", ["Kampanjens"]),
    ("behov=1", ["Flygblad", "Hagsätra", "Kampanjens"]),
    ("plats=Hagsätra&slag=flyering", []),
    ("plats=Ingenstans", []),
    ("slag=nonsens", []),
    ("kampanj=finns-inte", []),
    ("plats=%00%EF%BF%BD%C3%28&slag=%27%22%3Cscript%3E", []),
    ("okand=1&plats=", ["Flygblad", "Fullt", "Hagsätra", "Kampanjens"]),
]


@pytest.mark.database("sqlite")
@IN_BOTH
@pytest.mark.parametrize(("query", "titles"), FILTERS)
@pytest.mark.parametrize("month", ["", "&manad=2026-03"])
def test_filters_stand_in_the_address(
    client: Client, language: str, query: str, titles: list[str], month: str
) -> None:
    make_shift(make_event(title="Flygblad", kind="flyering"))
    make_shift(make_event(title="Hagsätra", place="Hagsätra"))
    make_shift(make_public_event(make_campaign(slug="centrum"), title="Kampanjens"))
    fill(make_shift(make_event(title="Fullt"), most=1), 1)
    page = client.get(address(f"/pass/?{query}{month}", language))
    assert page.status_code == 200
    shown = texts(page, "shift__title") or [
        words.split(maxsplit=1)[1].partition(" ")[0] for words in texts(page, "month__shift")
    ]
    assert sorted(title.partition(" ")[0] for title in shown) == titles
    other = next(n for n in parsed(page).named("a") if n.attrs.get("hreflang"))
    assert ("manad" in (other.attrs["href"] or "")) == bool(month)


def test_a_draft_campaign_is_not_given_away_by_its_shifts(client: Client) -> None:
    draft = make_campaign(CampaignState.DRAFT, slug="hemlig", title="Hemlig kampanj")
    shift = make_shift(make_public_event(draft))
    for path in ("/pass/", f"/pass/{shift.slug}"):
        text = client.get(path).text
        assert "Hemlig kampanj" not in text
        assert "hemlig" not in text


@IN_BOTH
def test_a_month_is_laid_out_in_iso_weeks_from_monday(client: Client, language: str) -> None:
    event = make_event(title="Bordet")
    make_shift(event, starts_at=datetime(2026, 12, 31, 23, 30, tzinfo=UTC))  # the first of January in Sweden
    late = make_shift(event, starts_at=datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    page = client.get(address("/pass/?manad=2026-12", language))
    weeks = [said("w. %(week)s", language, week=week).replace("\xa0", " ") for week in range(49, 54)]
    assert texts(page, "month__w") == weeks
    assert late.slug in page.text
    assert len(texts(page, "month__shift")) == 1
    assert len(texts(page, "month__day")) == 31
    assert any("manad=2027-01" in link for link in links(page))
    assert not any("manad=2027-02" in link for link in links(client.get("/pass/?manad=2027-01")))


@pytest.mark.database("sqlite")
@pytest.mark.parametrize(
    "month", ["2026-13", "2026-1", "1999-12", "2101-01", "x", "２０２６-12", "2026-12-01"]
)
def test_a_month_that_is_none_is_not_there(client: Client, month: str) -> None:
    assert client.get("/pass/", query_string={"manad": month}).status_code == 404


@pytest.mark.parametrize("month", ["2026-03", "2026-10", "2000-01", "2099-12"])
def test_months_at_the_edges_and_with_a_changing_clock_are_shown(client: Client, month: str) -> None:
    assert client.get("/pass/", query_string={"manad": month}).status_code == 200


@IN_BOTH
def test_a_shift_is_told_to_search_engines_without_a_script(client: Client, language: str) -> None:
    shift = make_shift(make_event(title="</script><b>Bordet"), starts_at=datetime(2026, 6, 6, 9, tzinfo=UTC))
    page = client.get(address(f"/pass/{shift.slug}", language))
    data = next(n for n in parsed(page).named("script") if n.attrs.get("type") == "application/ld+json")
    told = json.loads("".join(child.data or "" for child in data.children or ()))
    assert told["name"] == "</script><b>Bordet"
    assert told["startDate"] == "2026-06-06T11:00:00+02:00"
    assert told["location"]["name"] == "Rågsveds torg"
    assert told["eventStatus"].endswith("EventScheduled")


def test_a_map_opens_elsewhere_and_is_told_nothing(client: Client) -> None:
    shift = make_shift(make_event(map_query="Rågsvedstorget 1, Stockholm"))
    page = parsed(client.get(f"/pass/{shift.slug}"))
    link = next(n for n in page.named("a") if "openstreetmap" in (n.attrs.get("href") or ""))
    assert link.attrs["href"] == (
        "https://www.openstreetmap.org/search?query=R%C3%A5gsvedstorget%201%2C%20Stockholm"
    )
    assert "noopener" in (link.attrs["rel"] or "")


@IN_BOTH
def test_roles_that_lack_hands_are_named(client: Client, language: str) -> None:
    make_roles(
        Room(role="Förare", least=1, wanted=1, most=1), Room(role="Utdelare", least=0, wanted=3, most=5)
    )
    assert "Förare\u00a01, Utdelare\u00a03" in client.get(address("/pass/", language)).text


@IN_BOTH
def test_texts_for_the_chat_can_be_copied_by_hand(client: Client, language: str) -> None:
    event = make_event(title="Bordet")
    short, full = make_shift(event), make_shift(event, starts_at=core_clock.now() + timedelta(days=5), most=1)
    fill(full, 1)
    one = next(iter(parsed(client.get(address(f"/pass/{short.slug}", language))).named("textarea")))
    assert "readonly" in one.attrs
    text = client.get(address("/pass/", language)).text
    whole = text[text.index("<textarea") : text.index("</textarea>")]
    assert said("We need more people:", language) in whole
    assert said(CRITICAL, language, taken=0, wanted=4, lacking=1) in whole
    assert whole.count("Bordet") == 1
    assert address("/pass/", language) in whole


def test_a_list_of_many_shifts_costs_few_queries_and_leads_on(client: Client) -> None:
    event = make_event()
    for number in range(120):
        make_shift(event, starts_at=core_clock.now() + timedelta(days=1 + number))
    make_petition(make_campaign(slug="centrum"))
    make_association()
    for path, most in (("/pass/", 6), ("/pass/?manad=2026-04", 6), (f"/pass/{_first(event)}", 7), ("/", 9)):
        with at_most(most):
            page = client.get(path)
        assert page.status_code == 200
    assert any("manad=2026-06" in link for link in links(client.get("/pass/")))


def _first(event: object) -> str:
    return service.list_coming(event)[0].slug  # type: ignore[arg-type]


def test_looking_changes_nothing(client: Client) -> None:
    shift = make_shift()
    receipt = book(client, shift).location.partition("#")[0]
    before = snapshot()
    for path in (
        *("/pass/", "/pass/?manad=2026-03", f"/pass/{shift.slug}", f"/pass/boka?pass={shift.slug}"),
        *("/pass/bokat", receipt, f"{receipt}/pass.ics", f"{receipt}/mejlet"),
    ):
        client.get(path)
        client.head(path)
    assert snapshot() == before
