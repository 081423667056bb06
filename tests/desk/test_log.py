"""The log: every kind in words, chosen in the address, page by page, within rights, as a copy."""

from __future__ import annotations

import ast
import csv
import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

import app as application
from app.accounts.models import Account, AccountCampaign
from app.core.db import db, transaction
from app.desk import log
from app.record import service as record
from app.record import verifying
from app.record.models import Act
from app.record.words import KINDS
from tests.budgets import at_most
from tests.clients import Client
from tests.clocks import Clock
from tests.factories import make_account, make_campaign, make_petition
from tests.petitions.organizers import send
from tests.shifts.makers import make_event, make_shift, make_task

pytestmark = pytest.mark.database("sqlite")
LOG = "/organisera/logg"


def write_down(kind: str, **more: Any) -> Act:
    with transaction(public=False):
        return record.write_down(kind, **{"actor": None, **more})


def kinds_in(node: ast.AST) -> set[str]:
    """List the words with a dot in the first argument of what writes acts down."""
    found = set()
    for call in ast.walk(node):
        if isinstance(call, ast.Call) and "write_down" in ast.unparse(call.func) and call.args:
            words = [each for each in ast.walk(call.args[0]) if isinstance(each, ast.Constant)]
            found |= {each.value for each in words if isinstance(each.value, str) and "." in each.value}
    return found


def test_every_kind_that_is_written_down_has_a_word() -> None:
    written = set()
    for path in Path(application.__file__).parent.rglob("*.py"):
        written |= {kind for kind in kinds_in(ast.parse(path.read_text())) if not kind.endswith((".", "_"))}
    assert len(written) > 60
    assert sorted(written - KINDS.keys()) == []


def rows_of(page: str) -> list[str]:
    """Give the rows of the log's table."""
    return page.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]


def test_what_is_chosen_in_the_address_is_listed(app: Flask, organizer: Client, clock: Clock) -> None:
    account, petition = make_account(name="Hjördis Ek"), make_petition(title="Rusta torget")
    write_down("list.exported", actor=account, petition_id=petition.id, facts={"signatures": 3}, words="Skäl")
    clock.move(days=2)
    organizer.sign_in(account)
    write_down("comment.hidden", facts={"signature": 1})
    day = clock.now().date().isoformat()

    def listed(query: str) -> int:
        return len(rows_of(organizer.get(f"{LOG}?{query}").text))

    assert listed("vad=listor") == 1
    assert listed(f"vem={account.id}") >= 1
    assert listed(f"insamling={petition.id}&vad=listor") == 1
    assert listed(f"kampanj={petition.campaign_id}&vad=listor") == 1
    assert listed(f"vad=visas&fran={day}") == 1
    assert listed(f"vad=visas&till={day}") == 1
    assert listed(f"vad=listor&fran={day}") == 0
    assert listed("vad=visas&vem=programmet") == 1
    page = organizer.get(f"{LOG}?vad=listor").text
    assert "3 underskrifter" in rows_of(page)[0]
    assert f'href="/organisera/namninsamlingar/{petition.id}"' in rows_of(page)[0]
    for wrong in ("fran=igår", "fran=2026-01-02&till=2026-01-01", "vad=nej", "vem=-1"):
        assert organizer.get(f"{LOG}?{wrong}").status_code == 422


def test_pages_of_fifty_follow_each_other_and_keep_the_choice(app: Flask, organizer: Client) -> None:
    with transaction():
        for number in range(120):
            record.write_down("comment.hidden" if number % 2 else f"act.{number}", actor=None)
    page = organizer.get(f"{LOG}?vad=visas").text
    assert len(rows_of(page)) == 50
    older = page.partition('href="/organisera/logg?fore=')[2].partition('"')[0].replace("&amp;", "&")
    assert "vad=visas" in older
    with at_most(16):
        rest = organizer.get(f"{LOG}?fore={older}").text
    assert len(rows_of(rest)) == 10
    assert len(rows_of(organizer.get(f"{LOG}?fore=0&vad=visas").text)) == 50


def test_the_head_is_shown_to_be_noted(app: Flask, organizer: Client) -> None:
    write_down("comment.hidden")
    assert verifying.shown_head() in organizer.get(LOG).text


def scoped() -> tuple[Account, list[Act]]:
    """Make somebody who works with one campaign, and acts: hers, of her campaign, and of another one."""
    account, hers = make_account(), make_campaign()
    event, task = make_event(), make_task()
    with transaction():
        event.campaign_id = task.campaign_id = hers.id
        account.is_scoped = True
        db.session.add(AccountCampaign(account_id=account.id, campaign_id=hers.id))
    acts = [
        write_down("rule.added", actor=account),
        write_down("campaign.edited", facts={"campaign": hers.id}),
        write_down("petition.edited", petition_id=make_petition(campaign=hers).id),
        write_down("shift.moved", facts={"shift": make_shift(event).id}),
        write_down("event.edited", facts={"event": event.id}),
        write_down("task.edited", facts={"task": task.id}),
    ]
    write_down("petition.edited", petition_id=make_petition().id)
    write_down("campaign.edited", facts={"campaign": make_campaign().id})
    write_down("shift.moved", facts={"shift": make_shift().id})
    write_down("account.created", facts={"account": account.id})
    return account, acts


@pytest.mark.database("sqlite", "postgres")
def test_who_works_with_named_campaigns_reads_about_those_alone(app: Flask) -> None:
    account, acts = scoped()
    page = log.list_page(db.session.get_one(Account, account.id), log.Chosen())
    about = {act.id for act in page.acts} & {act.id for act in db.session.query(Act)}
    wanted = {act.id for act in acts}
    assert wanted <= about
    extra = [act.kind for act in page.acts if act.id not in wanted]
    assert {"account.created"}.isdisjoint(extra)
    assert len(page.acts) == log.count_chosen(db.session.get_one(Account, account.id), log.Chosen())
    assert sum(act.kind in {"petition.edited", "campaign.edited", "shift.moved"} for act in page.acts) == 3


@pytest.mark.database("sqlite", "postgres")
def test_nobody_learns_from_the_choices_who_else_is_let_in(app: Flask) -> None:
    account, [hers, _campaign, about_petition, *_acts] = scoped()
    beside, elsewhere, _silent = make_account(), make_account(), make_account()
    write_down("petition.edited", actor=beside, petition_id=about_petition.petition_id)
    write_down("petition.edited", actor=elsewhere, petition_id=make_petition().id)
    seen = log.list_actors(db.session.get_one(Account, account.id))
    assert [each.id for each in seen] == [account.id, beside.id]
    assert hers.account_id == account.id
    assert {each.id for each in log.list_actors(beside)} == {account.id, beside.id, elsewhere.id}


def test_a_copy_leaves_with_a_reason_and_is_written_down(app: Flask, organizer: Client) -> None:
    write_down("list.exported", words="=1+1", facts={"signatures": 3})
    write_down("comment.hidden")
    assert "1 rad" in organizer.get(f"{LOG}/kopia?vad=listor").text
    refused = send(organizer, f"{LOG}/kopia?vad=listor", reason="x")
    assert refused.status_code == 422
    answered = send(organizer, f"{LOG}/kopia?vad=listor", reason="Till revisorn")
    assert answered.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answered.text.lstrip("\ufeff")), delimiter=";"))
    assert len(rows) == 2 + 0
    assert rows[1][5] == "'=1+1"
    [act] = db.session.query(Act).where(Act.kind == "log.exported").all()
    assert act.facts == {"count": 1}
