"""In a browser: work is done while somebody types, never stands in the way; and a rule is run and undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from app.accounts import service as accounts
from app.core.config import Settings
from app.core.db import db, transaction
from app.fraud.models import SpentProof
from app.petitions.models import Petition
from app.signatures.models import Signature
from tests.browsers import DESKTOP, OpenPage, Watch, check_axe, check_fits
from tests.factories import make_account, make_association, make_petition, make_signature
from tests.journeys.supporters import WORDS, fill_in, new_address, send
from tests.petitions.signers import counts
from tests.servers import LiveServer, running_server

pytestmark = pytest.mark.database("sqlite")

ONE_STEP = WORDS["sv"].one_step_left


@pytest.fixture
def petition(app: Flask) -> Petition:
    """Give an open petition."""
    make_association()
    return make_petition(slug="kop-tillbaka-centrum")


@pytest.fixture
def served(app: Flask, settings: Settings, petition: Petition, tmp_path: Path) -> Iterator[LiveServer]:
    """Serve the database of this test, with its worker."""
    db.session.rollback()
    with running_server(settings.instance, database_url=settings.database_url, rate_limits="off") as server:
        yield server


def address(server: LiveServer) -> str:
    """Give the address of the petition."""
    return f"{server.url}/namninsamlingar/kop-tillbaka-centrum"


def latest() -> Signature:
    """Give the newest signature."""
    db.session.rollback()
    row: Signature = db.session.scalars(select(Signature).order_by(Signature.id.desc()).limit(1)).one()
    return row


def spent() -> int:
    """Count what was spent: two marks for each proof."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(SpentProof)) or 0


def test_work_is_done_while_somebody_types(served: LiveServer, page: Page) -> None:
    page.goto(address(served))
    assert page.locator("[name=proof]").input_value() == ""
    fill_in(page, email=new_address())
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(ONE_STEP)
    assert (spent(), latest().hold) == (2, None)
    # Back, and once more as somebody else at the same table: the old proof is not sent again.
    page.go_back()
    fill_in(page, email=new_address(), name="Alva Testberg")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(ONE_STEP)
    assert (spent(), latest().hold) == (4, None)


def test_a_proof_that_is_worth_nothing_is_told_and_the_next_press_signs(
    served: LiveServer, petition: Petition, page: Page, watch: Watch
) -> None:
    watch.allow("status of 422")
    page.goto(address(served))
    fill_in(page, email=new_address())
    page.evaluate("document.querySelector('[name=proof]').value = 'spliced'")
    page.evaluate("document.querySelector('[name=proof]').form.submit()")
    expect(page.get_by_role("alert")).to_contain_text("Tryck igen")
    expect(page.locator("[name=name]")).to_have_value("Åsa Öberg")
    page.locator("[name=consent_sign]").check()
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(ONE_STEP)
    assert spent() == 2


@pytest.mark.parametrize("broken", ["**/prov", "**/proof-worker.js", "**/proof.js"])
def test_what_does_not_load_stands_in_nobodys_way(
    served: LiveServer, page: Page, watch: Watch, broken: str
) -> None:
    watch.allow("net::ERR_FAILED")
    page.route(broken, lambda route: route.abort())
    page.goto(address(served))
    fill_in(page, email=new_address())
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(ONE_STEP)
    assert spent() == 0


def test_without_javascript_the_mail_alone_decides(served: LiveServer, open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto(address(served))
    fill_in(page, email=new_address())
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(ONE_STEP)
    assert (spent(), latest().hold) == (0, None)


def test_a_rule_is_run_and_undone(
    served: LiveServer, petition: Petition, open_page: OpenPage, watch: Watch
) -> None:
    watch.allow("status of 422")
    for _number in range(60):
        make_signature(petition)
    kept = make_signature(petition, postcode="41101")
    before = counts(petition)
    account = make_account()
    with transaction(public=False):
        token = accounts.make_sign_in_link(account, lasts=None)
    page = open_page(width=DESKTOP)
    page.goto(f"{served.url}/organisera/logga-in/{token}")
    page.get_by_role("button", name="Logga in").click()
    page.goto(f"{served.url}/organisera/namninsamlingar/{petition.id}/ogiltiga/ny")
    check_axe(page)
    page.locator("[name=postcode]").fill("124")
    page.get_by_role("button", name="Visa vilka det är").click()
    check_axe(page)
    page.get_by_role("button", name="Ta bort 60 ur räkningen").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv varför")
    page.locator("[name=reason]").fill("En serie från ett program")
    page.get_by_role("button", name="Ta bort 60 ur räkningen").click()
    expect(page.locator("[data-progress] .tag")).to_have_text("Klart")
    check_axe(page)
    assert counts(petition)["online"] == 1
    public = open_page()
    public.goto(address(served))
    check_fits(public)
    page.get_by_role("button", name="Ångra").click()
    expect(page.locator("[data-progress] .tag")).to_have_text("Ångrad")
    assert counts(petition) == before
    assert kept.is_confirmed
