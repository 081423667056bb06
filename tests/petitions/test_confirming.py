"""Confirming: a button behind a mailed link, counted once, in time, whoever opens the link before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask

from app.core import clock as app_clock
from app.core import crypto
from app.core.db import db, transaction
from app.petitions import service
from app.petitions.models import Petition
from app.signatures import refusals
from app.signatures.models import SignatureState
from tests.budgets import snapshot
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import confirmation_token, make_petition, make_signature
from tests.mail import Mailbox
from tests.petitions.signers import address_of, counts, said, sign, signatures

WAYS = pytest.mark.parametrize("language", ["sv", "en"])


def link_of(mailbox: Mailbox) -> str:
    """Give the path of the link in the newest mail."""
    (link,) = mailbox.last().links
    return urlsplit(link).path


def close(petition: Petition) -> None:
    """Close a petition as an organizer does."""
    with transaction():
        service.close_petition(petition, actor=None)


@WAYS
def test_the_way_from_the_form_to_the_number(
    client: Client, petition: Petition, mailbox: Mailbox, language: str
) -> None:
    make_signature(petition)
    sign(client, petition, language)
    where = link_of(mailbox)
    assert client.get(where).status_code == 200
    answer = client.post(where)
    assert (answer.status_code, answer.location) == (303, where)
    assert "2" in client.get(where).text.partition("<h1")[2].partition("</h1>")[0]
    newest = signatures(petition)[-1]
    assert (newest.state, newest.number) == (SignatureState.CONFIRMED, 2)
    assert counts(petition)["online"] == 2


def test_opening_the_link_confirms_nothing_however_often(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    sign(client, petition)
    where = link_of(mailbox)
    before = snapshot()
    pages = {client.get(where).text for _time in range(5)}
    for _time in range(5):
        assert client.head(where).status_code == 200
    for scanner in ("Mozilla/5.0 (compatible; SafeLinks)", "facebookexternalhit/1.1"):
        client.get(where, headers={"User-Agent": scanner, "Purpose": "prefetch"})
    assert len(pages) == 1
    assert snapshot() == before
    assert signatures(petition)[0].state == SignatureState.PENDING


def test_the_page_before_the_button_shows_what_is_confirmed_and_no_more(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    sign(client, petition)
    page = client.get(link_of(mailbox))
    for typed in ("Åsa Öberg", "124 65"):
        assert typed in page.text
    assert "asa@example.org" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "Referrer-Policy" in page.headers


def test_pressing_again_shows_the_same_thanks_and_counts_once(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    sign(client, petition)
    where = link_of(mailbox)
    pages = []
    for _time in range(3):
        assert client.post(where).status_code == 303
        pages.append(client.get(where).text)
    assert len(set(pages)) == 1
    assert counts(petition)["online"] == 1


def test_the_link_shows_the_thanks_for_ever_after(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock
) -> None:
    sign(client, petition)
    where = link_of(mailbox)
    client.post(where)
    thanks = client.get(where).text
    clock.move(days=30)
    close(petition)
    assert client.get(where).status_code == 200
    assert client.post(where).status_code == 303
    assert thanks.partition("<h1")[2].partition("</h1>")[0] in client.get(where).text
    assert counts(petition)["online"] == 1


def test_day_area_and_sum_follow(client: Client, petition: Petition, mailbox: Mailbox, clock: Clock) -> None:
    clock.set(datetime(2026, 3, 14, 22, 59, tzinfo=UTC))  # 23.59 in Stockholm
    make_signature(petition, postcode="12465")
    clock.move(minutes=1)  # the next day there, not yet in UTC
    make_signature(petition, postcode="12432")
    make_signature(petition, postcode="41101")
    make_signature(petition, postcode="12465", is_confirmed=False)
    assert counts(petition) == {
        "online": 3,
        "paper": 0,
        "days": {("2026-03-14", "web"): 1, ("2026-03-15", "web"): 2},
        "areas": {"124": 2, "411": 1},
    }


def test_the_number_counts_paper_too(app: Flask, petition: Petition) -> None:
    with transaction():
        service.enter_paper(
            petition, collected_on=app_clock.today(), place="Torget", count=41, counted_by="Bo", actor=None
        )
    assert make_signature(petition).number == 42


@WAYS
def test_a_week_later_the_link_is_too_old(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock, language: str
) -> None:
    sign(client, petition, language)
    where = link_of(mailbox)
    clock.move(days=7)
    assert client.get(where).status_code == 200
    clock.move(seconds=1)
    before = snapshot()
    for answer in (client.get(where), client.post(where)):
        assert answer.status_code == 410
        assert said(refusals.LinkExpired.message, language) in answer.text
    assert snapshot() == before


@WAYS
def test_a_link_that_is_not_ours_is_not_there(client: Client, petition: Petition, language: str) -> None:
    right = confirmation_token(make_signature(petition, is_confirmed=False))
    flipped = ("0" if right[0] != "0" else "1") + right[1:]
    prefix = "" if language == "sv" else "/en"
    before = snapshot()
    for token in (flipped, right[:-1], right + "0", right.upper(), "x", "0" * 40, crypto.new_token()):
        for answer in (
            client.get(f"{prefix}/namninsamlingar/bekrafta/{token}"),
            client.post(f"{prefix}/namninsamlingar/bekrafta/{token}"),
        ):
            assert answer.status_code == 404
            assert said(refusals.LinkUnknown.message, language) in answer.text
    assert snapshot() == before


def test_a_link_of_one_kind_opens_no_other_door(client: Client, petition: Petition, mailbox: Mailbox) -> None:
    confirm = confirmation_token(make_signature(petition, is_confirmed=False))
    before = snapshot()
    for path in (
        f"/namninsamlingar/min-underskrift/{confirm}",
        f"/namninsamlingar/min-underskrift/{confirm}/ta-bort",
        f"/organisera/logga-in/{confirm}",
    ):
        assert client.post(path).status_code in {404, 405, 410}
    assert snapshot() == before


def test_tokens_are_long_and_only_their_hashes_are_stored(client: Client, petition: Petition) -> None:
    row = make_signature(petition, is_confirmed=False)
    token = confirmation_token(row)
    assert len(token) * 4 >= 128
    stored = repr(snapshot())
    assert token not in stored
    assert row.token_hash == crypto.token_hash(token)


@pytest.mark.parametrize(("hours", "status"), [(23.99, 303), (24, 303), (24.01, 410)])
def test_who_signed_in_time_may_confirm_for_a_day_after_closing(
    client: Client, petition: Petition, mailbox: Mailbox, clock: Clock, hours: float, status: int
) -> None:
    sign(client, petition)
    where = link_of(mailbox)
    close(petition)
    clock.move(hours=hours)
    answer = client.post(where)
    assert answer.status_code == status
    assert counts(petition)["online"] == (1 if status == 303 else 0)
    if status == 410:
        assert said(refusals.PetitionClosed.message) in answer.text


def test_a_form_from_another_site_confirms_nothing(
    client: Client, petition: Petition, mailbox: Mailbox
) -> None:
    sign(client, petition)
    answer = client.post(link_of(mailbox), headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert counts(petition)["online"] == 0


def test_a_name_is_shown_only_when_confirmed_and_only_by_choice(
    client: Client, petition: Petition, clock: Clock
) -> None:
    make_signature(petition, name="Visar Sitt Namn", show_name=True)
    make_signature(petition, name="Visar Inte", show_name=False)
    make_signature(petition, name="Har Inte Bekräftat", show_name=True, is_confirmed=False)
    page = client.get(address_of(petition)).text
    assert "Visar Sitt Namn" in page
    assert "Visar Inte" not in page
    assert "Har Inte" not in page


def test_the_ten_latest_names_stand_there_newest_first(
    client: Client, petition: Petition, clock: Clock
) -> None:
    for number in range(12):
        clock.move(minutes=1)
        make_signature(petition, name=f"Person {number:02}", show_name=True)
    page = client.get(address_of(petition)).text
    places = [page.find(f"Person {number:02}") for number in range(11, 1, -1)]
    assert -1 not in places
    assert places == sorted(places)
    assert "Person 00" not in page
    assert "Person 01" not in page


def test_names_of_markup_and_direction_stay_inside_their_line(client: Client, petition: Petition) -> None:
    make_signature(petition, name="<b>Fet</b> & Co", show_name=True)
    make_signature(petition, name="שרה כהן", show_name=True)
    page = client.get(address_of(petition)).text
    assert "<b>Fet" not in page
    assert "<bdi>שרה כהן</bdi>" in page


def test_after_fourteen_days_nothing_of_the_unconfirmed_is_left(
    client: Client, petition: Petition, clock: Clock
) -> None:
    from app.petitions import purging

    sign(client, petition)
    clock.move(days=14)
    assert purging.forget_unconfirmed() == 0
    clock.move(seconds=1)
    assert purging.forget_unconfirmed() == 1
    assert signatures(petition) == []
    db.session.refresh(petition)
    assert petition.expired_count == 1


def test_the_counter_on_the_front_page_and_the_campaigns_follows(client: Client, petition: Petition) -> None:
    other = make_petition(petition.campaign)
    for _person in range(3):
        make_signature(petition)
    make_signature(other)
    for path in (address_of(petition), f"/kampanjer/{petition.campaign.slug}", "/namninsamlingar/"):
        assert '<span class="counter__number">3</span>' in client.get(path).text


def test_time_left_is_told_by_the_clock_of_the_program_alone(petition: Petition, clock: Clock) -> None:
    row = make_signature(petition, is_confirmed=False)
    assert row.token_expires_at - row.created_at == timedelta(days=7)
